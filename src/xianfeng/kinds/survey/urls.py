from django.urls import path

from xianfeng.kinds.survey import views

app_name = "survey"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/open/", views.open_round, name="open"),
    path("<int:campaign_id>/<slug:step_code>/export/", views.export, name="export"),
    path("<int:campaign_id>/<slug:step_code>/problems/", views.problem_list, name="problems"),
    path("problem/<int:problem_id>/", views.answer, name="answer"),
    path("round/<int:round_id>/", views.manage, name="round"),
]
