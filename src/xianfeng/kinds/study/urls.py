from django.urls import path

from xianfeng.kinds.study.views import readings, sessions

app_name = "study"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", readings.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/read/<int:position>/", readings.read, name="read"),
    path("<int:campaign_id>/<slug:step_code>/issue/<int:position>/", readings.issue, name="issue"),
    path("<int:campaign_id>/<slug:step_code>/session/", sessions.log, name="log"),
    path("<int:campaign_id>/<slug:step_code>/mark/", sessions.mark, name="mark"),
    path("<int:campaign_id>/<slug:step_code>/export/", readings.export, name="export"),
    path("session/<int:session_id>/", sessions.session, name="session"),
]
