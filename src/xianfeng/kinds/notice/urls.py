"""Pages of the notice step."""

from django.urls import path

from xianfeng.kinds.notice import views

app_name = "notice"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/propose/", views.propose, name="propose"),
    path("<int:campaign_id>/<slug:step_code>/overdue/", views.overdue, name="overdue"),
    path("send-again/<int:notice_id>/", views.send_again, name="send-again"),
]
