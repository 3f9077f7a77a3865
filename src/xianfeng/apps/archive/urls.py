"""Pages of the archive."""

from django.urls import path

from xianfeng.apps.archive import views

app_name = "archive"
urlpatterns = [
    path("", views.list_archived, name="list"),
    path("<int:archive_id>/", views.detail, name="detail"),
    path("<int:archive_id>/package/", views.package, name="package"),
    path("lessons/<int:campaign_id>/", views.lessons, name="lessons"),
    path("campaign/<int:campaign_id>/", views.campaign, name="campaign"),
]
