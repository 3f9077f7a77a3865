from django.urls import path

from xianfeng.desk.home import views

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("branch/", views.my_branch, name="branch"),
    path("branch/<int:organization_id>/", views.branch, name="branch-of"),
]
