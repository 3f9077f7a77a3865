from django.urls import path

from xianfeng.kinds.meeting import views

app_name = "meeting"
urlpatterns = [
    path("record/<int:meeting_id>/", views.meeting, name="meeting"),
    path("record/<int:meeting_id>/write/", views.write, name="write"),
    path("record/<int:meeting_id>/minutes.docx", views.word, name="word"),
    path("decision/<int:item_id>/", views.follow, name="follow"),
    path("rooms/<int:organization_id>/", views.rooms, name="rooms"),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/convene/", views.convene, name="convene"),
]
