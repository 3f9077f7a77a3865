"""Pages of reports."""

from django.urls import path

from xianfeng.apps.returns import views

app_name = "returns"
urlpatterns = [
    path("", views.list_returns, name="list"),
    path("<int:return_id>/", views.detail, name="detail"),
]
