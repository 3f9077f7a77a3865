from django.urls import path

from xianfeng.kinds.selection.views import deciding, delegates, rounds

app_name = "selection"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", rounds.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/start/", rounds.start, name="start"),
    path("<int:campaign_id>/<slug:step_code>/delegates/", delegates.roster, name="delegates"),
    path("round/<int:round_id>/nominate/", rounds.nominate, name="nominate"),
    path(
        "round/<int:round_id>/recommendation/", rounds.open_poll, {"purpose": "recommendation"}, name="recommendation"
    ),
    path("round/<int:round_id>/ballot/", rounds.open_poll, {"purpose": "ballot"}, name="ballot"),
    path("round/<int:round_id>/count/", rounds.count, name="count"),
    path("round/<int:round_id>/run-off/", rounds.open_poll, {"purpose": "run_off"}, name="run_off"),
    path("round/<int:round_id>/veto/", deciding.veto, name="veto"),
    path("round/<int:round_id>/decision/", deciding.decision, name="decision"),
    path("round/<int:round_id>/award/", deciding.award, name="award"),
    path("honour/<int:honour_id>/certificate/", deciding.certificate, name="certificate"),
    path("honour/<int:honour_id>/revoke/", deciding.revoke, name="revoke"),
    path("veto/<int:veto_id>/contest/", deciding.contest, name="contest"),
    path("veto/<int:veto_id>/decide/", deciding.decide_veto, name="decide_veto"),
]
