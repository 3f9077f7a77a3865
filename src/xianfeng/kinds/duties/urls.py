from django.urls import path

from xianfeng.kinds.duties import views

app_name = "duties"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/sheet/<int:organization_id>/", views.sheet, name="unit_sheet"),
    path("<int:campaign_id>/<slug:step_code>/post/<int:person_id>/", views.post_sheet, name="post_sheet"),
    path("<int:campaign_id>/<slug:step_code>/holder/", views.holder, name="holder"),
    path("<int:campaign_id>/<slug:step_code>/many/", views.many, name="many"),
    path("<int:campaign_id>/<slug:step_code>/export/", views.export, name="export"),
    path("version/<int:version_id>/", views.version, name="version"),
]
