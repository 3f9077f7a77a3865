from django.urls import path

from xianfeng.kinds.selection import views

app_name = "selection"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/start/", views.start, name="start"),
    path("round/<int:round_id>/nominate/", views.nominate, name="nominate"),
    path("round/<int:round_id>/recommendation/", views.recommendation, name="recommendation"),
    path("round/<int:round_id>/ballot/", views.ballot, name="ballot"),
    path("round/<int:round_id>/count/", views.count, name="count"),
    path("round/<int:round_id>/run-off/", views.run_off, name="run_off"),
    path("round/<int:round_id>/veto/", views.veto, name="veto"),
    path("round/<int:round_id>/decision/", views.decision, name="decision"),
    path("round/<int:round_id>/award/", views.award, name="award"),
    path("honour/<int:honour_id>/certificate/", views.certificate, name="certificate"),
    path("honour/<int:honour_id>/revoke/", views.revoke, name="revoke"),
    path("veto/<int:veto_id>/contest/", views.contest, name="contest"),
    path("veto/<int:veto_id>/decide/", views.decide_veto, name="decide_veto"),
]
