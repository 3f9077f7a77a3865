from django.urls import path

from xianfeng.kinds.study import views

app_name = "study"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/read/<int:position>/", views.read, name="read"),
    path("<int:campaign_id>/<slug:step_code>/issue/<int:position>/", views.issue, name="issue"),
    path("<int:campaign_id>/<slug:step_code>/session/", views.log, name="log"),
    path("<int:campaign_id>/<slug:step_code>/mark/", views.mark, name="mark"),
    path("<int:campaign_id>/<slug:step_code>/export/", views.export, name="export"),
    path("session/<int:session_id>/", views.session, name="session"),
]
