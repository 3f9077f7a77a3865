from django.urls import path

from xianfeng.desk.public import views

app_name = "public"
urlpatterns = [
    path("", views.index, name="index"),
    path("programme/<int:campaign_id>/", views.campaign, name="campaign"),
]
