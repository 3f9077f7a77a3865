"""Pages of tracked items."""

from django.urls import path

from xianfeng.apps.tracking.views import bringing, items, published

app_name = "tracking"
urlpatterns = [
    path("", items.list_items, name="list"),
    path("open/", items.open_item, name="open"),
    path("import/", bringing.import_items, name="import"),
    path("import/template/", bringing.template, name="template"),
    path("published/", published.published, name="published"),
    path("carry-over/<int:campaign_id>/", bringing.carry_over, name="carry-over"),
    path("strengthening/", published.strengthening, name="strengthening"),
    path("disputes/", published.disputes, name="disputes"),
    path("mechanisms/", published.mechanisms, name="mechanisms"),
    path("mechanisms/<int:mechanism_id>/", published.check_mechanism, name="check-mechanism"),
    path("<int:item_id>/", items.detail, name="detail"),
]
