from django.urls import path

from xianfeng.desk.board import views

app_name = "board"
urlpatterns = [
    path("", views.latest, name="board"),
    path("<int:campaign_id>/", views.board, name="campaign"),
]
