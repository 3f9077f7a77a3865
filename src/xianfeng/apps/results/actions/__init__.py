"""Freeze results, sign decisions beside them, record vetoes with their evidence, give and take back honours."""

from xianfeng.apps.results.actions.deciding import Difference, sign_decision, sign_marks
from xianfeng.apps.results.actions.freezing import ResultRefused, freeze_result
from xianfeng.apps.results.actions.honours import HonourRefused, grant_honours, revoke_honour
from xianfeng.apps.results.actions.vetoes import VetoRefused, contest_veto, decide_veto, record_veto

__all__ = [
    "Difference",
    "HonourRefused",
    "ResultRefused",
    "VetoRefused",
    "contest_veto",
    "decide_veto",
    "freeze_result",
    "grant_honours",
    "record_veto",
    "revoke_honour",
    "sign_decision",
    "sign_marks",
]
