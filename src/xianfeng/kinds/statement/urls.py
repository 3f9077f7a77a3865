from django.urls import path

from xianfeng.kinds.statement import reading, views

app_name = "statement"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/write/", views.write, name="write"),
    path("<int:campaign_id>/<slug:step_code>/about/<int:person_id>/", views.write, name="about"),
    path("<int:campaign_id>/<slug:step_code>/export/", reading.export, name="export"),
    path("one/<int:statement_id>/", reading.statement, name="statement"),
    path("one/<int:statement_id>/act/", reading.act, name="act"),
]
