"""The voter's pages and the organiser's."""

from django.urls import path

from xianfeng.apps.ballots import views

app_name = "ballots"
urlpatterns = [
    path("<int:poll_id>/", views.start, name="start"),
    path("<int:poll_id>/sheet/", views.sheet, name="sheet"),
    path("<int:poll_id>/review/", views.review, name="review"),
    path("<int:poll_id>/send/", views.send, name="send"),
    path("<int:poll_id>/sent/", views.sent, name="sent"),
    path("<int:poll_id>/roll/", views.roll, name="roll"),
    path("<int:poll_id>/roll.txt", views.roll_file, name="roll_file"),
    path("<int:poll_id>/tally/", views.tally, name="tally"),
    path("<int:poll_id>/manage/", views.manage, name="manage"),
    path("<int:poll_id>/hand-out/", views.hand_out, name="hand_out"),
    path("<int:poll_id>/paper/", views.paper, name="paper"),
    path("<int:poll_id>/discard-paper/", views.discard_paper, name="discard_paper"),
    path("<int:poll_id>/close/", views.close, name="close"),
    path("<int:poll_id>/void/", views.void, name="void"),
]
