from django.urls import path

from xianfeng.kinds.rating.views import before, deciding, marks, rounds, sheets, vetoes

app_name = "rating"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", rounds.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/start/", rounds.start, name="start"),
    path("<int:campaign_id>/<slug:step_code>/aims/", before.aims, name="aims"),
    path("<int:campaign_id>/<slug:step_code>/everyday/", before.everyday, name="everyday"),
    path("everyday/<int:entry_id>/withdraw/", before.withdraw, name="withdraw"),
    path("round/<int:round_id>/party/<slug:code>/", rounds.party, name="party"),
    path("round/<int:round_id>/count/", rounds.count, name="count"),
    path("round/<int:round_id>/observe/", rounds.observe, name="observe"),
    path("round/<int:round_id>/decision/", deciding.decision, name="decision"),
    path("round/<int:round_id>/table/", rounds.table, name="table"),
    path("round/<int:round_id>/veto/", vetoes.veto, name="veto"),
    path("rated/<int:rated_id>/sheet/<slug:code>/", sheets.sheet, name="sheet"),
    path("rated/<int:rated_id>/", marks.mark, name="mark"),
    path("rated/<int:rated_id>/paper/", marks.mark_paper, name="mark_paper"),
    path("rated/<int:rated_id>/review/", marks.review, name="review"),
    path("review/<int:review_id>/answer/", marks.answer_review, name="answer_review"),
    path("veto/<int:veto_id>/contest/", vetoes.contest, name="contest"),
    path("veto/<int:veto_id>/decide/", vetoes.decide_veto, name="decide_veto"),
    path("board/<int:campaign_id>/<int:organization_id>/", marks.star_board, name="board"),
]
