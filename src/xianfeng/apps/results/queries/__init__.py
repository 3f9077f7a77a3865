"""Read results, and compute them again."""

from xianfeng.apps.results.queries.computed import (
    Replay,
    ResultRow,
    compute,
    get_result,
    list_results,
    printed_sha256,
    replay,
    replay_campaign,
    result_row,
    sha256_of,
)
from xianfeng.apps.results.queries.decisions import (
    Chosen,
    DecisionRow,
    find_decision,
    get_decision,
    list_chosen,
    list_chosen_persons,
    list_decided,
    list_results_of_unit,
    list_signed_days,
)
from xianfeng.apps.results.queries.honours import (
    HonourRow,
    find_honour,
    list_honours,
    list_honours_of,
    list_winners,
)
from xianfeng.apps.results.queries.record import (
    list_record,
)
from xianfeng.apps.results.queries.standing import (
    Standing,
    StarCount,
    count_stars,
    find_standing,
    list_standing,
    outcome_of,
)
from xianfeng.apps.results.queries.vetoes import (
    VetoRow,
    find_veto_place,
    list_vetoes,
)

__all__ = [
    "Chosen",
    "DecisionRow",
    "HonourRow",
    "Replay",
    "ResultRow",
    "Standing",
    "StarCount",
    "VetoRow",
    "compute",
    "count_stars",
    "find_decision",
    "find_honour",
    "find_standing",
    "find_veto_place",
    "get_decision",
    "get_result",
    "list_chosen",
    "list_chosen_persons",
    "list_decided",
    "list_honours",
    "list_honours_of",
    "list_record",
    "list_results",
    "list_results_of_unit",
    "list_signed_days",
    "list_standing",
    "list_vetoes",
    "list_winners",
    "outcome_of",
    "printed_sha256",
    "replay",
    "replay_campaign",
    "result_row",
    "sha256_of",
]
