"""The journal's pages, for the audit administrator only."""

from django.urls import path

from xianfeng.apps.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.search, name="search"),
    path("export.xlsx", views.export, name="export"),
    path("verify/", views.verify, name="verify"),
]
