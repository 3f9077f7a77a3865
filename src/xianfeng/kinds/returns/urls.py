"""Pages of the step kind; `config/urls.py` puts them beside those of `apps/returns`, under the same name."""

from django.urls import path

from xianfeng.kinds.returns import views

app_name = "returns"
urlpatterns = [
    path("write/<int:campaign_id>/<slug:step_code>/<int:organization_id>/", views.write, name="write-once"),
    path("write/<int:campaign_id>/<slug:step_code>/<int:organization_id>/<slug:key>/", views.write, name="write"),
    path("collect/<int:campaign_id>/<slug:step_code>/<int:organization_id>/", views.collect, name="collect-once"),
    path("collect/<int:campaign_id>/<slug:step_code>/<int:organization_id>/<slug:key>/", views.collect, name="collect"),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
]
