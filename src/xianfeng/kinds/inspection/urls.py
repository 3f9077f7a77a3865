"""Pages of inspections and the look-back."""

from django.urls import path

from xianfeng.kinds.inspection.views import checking, looking_back

app_name = "inspection"
urlpatterns = [
    path("look-back/<int:campaign_id>/", looking_back.look_back, name="look-back"),
    path("look-back/<int:campaign_id>/<slug:step_code>/<int:person_id>/", looking_back.point, name="point"),
    path("check/<int:check_id>/", checking.check, name="check"),
    path("line/<int:line_id>/", checking.line, name="line"),
    path("<int:campaign_id>/<slug:step_code>/", looking_back.step, name="step"),
]
