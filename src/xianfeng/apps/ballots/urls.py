"""The voter's pages and the organiser's."""

from django.urls import path

from xianfeng.apps.ballots.views import coded, keeping, managing, reading, recounting, voting

app_name = "ballots"
urlpatterns = [
    path("code/", coded.by_code, name="by_code"),
    path("code/sent/", coded.by_code_sent, name="by_code_sent"),
    path("<int:poll_id>/codes/", coded.codes, name="codes"),
    path("<int:poll_id>/paper-sheet/", coded.paper_sheet, name="paper_sheet"),
    path("<int:poll_id>/comments/", coded.comments, name="comments"),
    path("trustees/<int:organization_id>/", keeping.trustees, name="trustees"),
    path("my-key/", keeping.my_key, name="my_key"),
    path("my-key/check/", keeping.check_key, name="check_key"),
    path("<int:poll_id>/unseal/", keeping.unseal, name="unseal"),
    path("<int:poll_id>/recount/", recounting.recount, name="recount"),
    path("<int:poll_id>/recount/ask/", recounting.ask, name="ask_recount"),
    path("<int:poll_id>/", voting.start, name="start"),
    path("<int:poll_id>/sheet/", voting.sheet, name="sheet"),
    path("<int:poll_id>/review/", voting.review, name="review"),
    path("<int:poll_id>/send/", voting.send, name="send"),
    path("<int:poll_id>/sent/", voting.sent, name="sent"),
    path("<int:poll_id>/roll/", reading.roll, name="roll"),
    path("<int:poll_id>/roll.txt", reading.roll_file, name="roll_file"),
    path("<int:poll_id>/tally/", reading.tally, name="tally"),
    path("<int:poll_id>/manage/", managing.manage, name="manage"),
    path("<int:poll_id>/hand-out/", managing.hand_out, name="hand_out"),
    path("<int:poll_id>/paper/", managing.paper, name="paper"),
    path("<int:poll_id>/discard-paper/", managing.discard_paper, name="discard_paper"),
    path("<int:poll_id>/close/", managing.close, name="close"),
    path("<int:poll_id>/void/", managing.void, name="void"),
]
