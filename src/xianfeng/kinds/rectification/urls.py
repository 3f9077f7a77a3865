from django.urls import path

from xianfeng.kinds.rectification import views

app_name = "rectification"
urlpatterns = [
    path("plan/<int:plan_id>/", views.plan, name="plan"),
    path("mine/<int:campaign_id>/<slug:step_code>/<int:organization_id>/", views.mine, name="mine"),
    path("unit/<int:campaign_id>/<slug:step_code>/<int:organization_id>/<slug:level>/", views.unit, name="unit"),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
]
