"""Pages of inspections and the look-back."""

from django.urls import path

from xianfeng.kinds.inspection.views import checking, dues, looking_back, visits

app_name = "inspection"
urlpatterns = [
    path("look-back/<int:campaign_id>/", looking_back.look_back, name="look-back"),
    path("look-back/<int:campaign_id>/<slug:step_code>/<int:person_id>/", looking_back.point, name="point"),
    path("check/<int:check_id>/", checking.check, name="check"),
    path("line/<int:line_id>/", checking.line, name="line"),
    path("log/<int:campaign_id>/", visits.log, name="log"),
    path("dues/<int:campaign_id>/<slug:step_code>/", dues.dues, name="dues"),
    path("<int:campaign_id>/<slug:step_code>/", looking_back.step, name="step"),
]
