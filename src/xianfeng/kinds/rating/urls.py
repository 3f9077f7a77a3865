from django.urls import path

from xianfeng.kinds.rating import views

app_name = "rating"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/start/", views.start, name="start"),
    path("round/<int:round_id>/party/<slug:code>/", views.party, name="party"),
    path("round/<int:round_id>/count/", views.count, name="count"),
    path("round/<int:round_id>/observe/", views.observe, name="observe"),
    path("round/<int:round_id>/decision/", views.decision, name="decision"),
    path("round/<int:round_id>/table/", views.table, name="table"),
    path("round/<int:round_id>/veto/", views.veto, name="veto"),
    path("rated/<int:rated_id>/sheet/<slug:code>/", views.sheet, name="sheet"),
    path("rated/<int:rated_id>/", views.mark, name="mark"),
    path("rated/<int:rated_id>/paper/", views.mark_paper, name="mark_paper"),
    path("rated/<int:rated_id>/review/", views.review, name="review"),
    path("review/<int:review_id>/answer/", views.answer_review, name="answer_review"),
    path("veto/<int:veto_id>/contest/", views.contest, name="contest"),
    path("veto/<int:veto_id>/decide/", views.decide_veto, name="decide_veto"),
    path("board/<int:campaign_id>/<int:organization_id>/", views.star_board, name="board"),
]
