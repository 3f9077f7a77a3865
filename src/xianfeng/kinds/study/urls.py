from django.urls import path

from xianfeng.kinds.study.views import essays, readings, sessions

app_name = "study"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", readings.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/read/<int:position>/", readings.read, name="read"),
    path("<int:campaign_id>/<slug:step_code>/issue/<int:position>/", readings.issue, name="issue"),
    path("<int:campaign_id>/<slug:step_code>/session/", sessions.log, name="log"),
    path("<int:campaign_id>/<slug:step_code>/mark/", sessions.mark, name="mark"),
    path("<int:campaign_id>/<slug:step_code>/export/", readings.export, name="export"),
    path("<int:campaign_id>/<slug:step_code>/essay/", essays.write, name="write-essay"),
    path("<int:campaign_id>/<slug:step_code>/essay/<int:essay_id>/", essays.write, name="edit-essay"),
    path("essay/<int:essay_id>/", essays.essay, name="essay"),
    path("session/<int:session_id>/", sessions.session, name="session"),
]
