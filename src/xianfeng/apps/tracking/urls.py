"""Pages of tracked items."""

from django.urls import path

from xianfeng.apps.tracking import views

app_name = "tracking"
urlpatterns = [
    path("", views.list_items, name="list"),
    path("open/", views.open_item, name="open"),
    path("import/", views.import_items, name="import"),
    path("import/template/", views.template, name="template"),
    path("published/", views.published, name="published"),
    path("carry-over/<int:campaign_id>/", views.carry_over, name="carry-over"),
    path("mechanisms/", views.mechanisms, name="mechanisms"),
    path("mechanisms/<int:mechanism_id>/", views.check_mechanism, name="check-mechanism"),
    path("<int:item_id>/", views.detail, name="detail"),
]
