"""Pages of inspections and the look-back."""

from django.urls import path

from xianfeng.kinds.inspection import views, visits

app_name = "inspection"
urlpatterns = [
    path("look-back/<int:campaign_id>/", views.look_back, name="look-back"),
    path("look-back/<int:campaign_id>/<slug:step_code>/<int:person_id>/", views.point, name="point"),
    path("check/<int:check_id>/", visits.check, name="check"),
    path("line/<int:line_id>/", visits.line, name="line"),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
]
