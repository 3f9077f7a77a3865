from django.urls import path

from xianfeng.kinds.statement import reading, trying, views

app_name = "statement"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/write/", views.write, name="write"),
    path("<int:campaign_id>/<slug:step_code>/about/<int:person_id>/", views.write, name="about"),
    path("<int:campaign_id>/<slug:step_code>/export/", reading.export, name="export"),
    path("<int:campaign_id>/<slug:step_code>/project/", trying.enter, name="enter-project"),
    path("<int:campaign_id>/<slug:step_code>/project/<int:project_id>/", trying.enter, name="edit-project"),
    path("project/<int:project_id>/", trying.project, name="project"),
    path("one/<int:statement_id>/", reading.statement, name="statement"),
    path("one/<int:statement_id>/act/", reading.act, name="act"),
]
