"""What every act on a round shares: its refusals, its lock and its stage; who votes and how many count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xianfeng.apps.ballots.actions import NewElector
from xianfeng.apps.people import queries as people
from xianfeng.apps.results.rounds import RoundRefused
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.field import list_field
from xianfeng.kinds.selection.models import Round
from xianfeng.kinds.selection.queries import EligibleRow, RoundRow


class SelectionRefused(RoundRefused):
    """code: not_eligible | already_nominated | reason_missing | source_not_allowed |
    wrong_stage | veto_contested | masses_not_heard (took_part, needed) | nobody_put_forward | cap_leaves_none |
    no_tie | no_electors | units_missing | too_few_electors (electors, least).
    """


def locked_round(round_id: int) -> RoundRow:
    """The round, held until the act is over: two people never move it at once."""
    return queries.get_round(Round.objects.select_for_update().get(pk=round_id).pk)


def lock_decisions(campaign_id: int) -> None:
    """All selections of a programme, held until the act is over: who is chosen in one of them bars the person in the others,
    and two decisions signed at the same moment would not see each other. Always in the same order, and before any other row.
    """
    list(Round.objects.select_for_update().filter(campaign_id=campaign_id).order_by("pk").values_list("pk"))


def require_stage(at: RoundRow, *codes: str) -> queries.Stage:
    stage = queries.stage_of(at)
    if stage.code not in codes:
        raise SelectionRefused("wrong_stage", stage=stage.code)
    return stage


def counts_of(at: RoundRow, eligible: Sequence[EligibleRow], on: date) -> dict[str, int]:
    members = people.list_member_rows(list(at.unit_ids), on=on)
    return {
        "members": len(members),
        "full_members": sum(member.status == "full_member" for member in members),
        "appraised": len(eligible),
    }


def electors_of(at: RoundRow, on: date) -> list[NewElector]:
    """Full members with the right to elect, or all staff where the plan says so; for organisations the secretaries, each
    silent on the own branch; for teaching groups all staff, each silent on the own group."""
    if at.params["subjects"] == "persons":
        return [
            NewElector(one.person_id, one.name, one.unit, at.electorate)
            for one in list_field(at.unit_ids, at.electorate, on=on)
            if one.may_elect
        ]
    found = {}
    if at.params["subjects"] == "teaching_groups":
        for one in people.list_member_rows(list(at.unit_ids), on=on):
            found[one.person_id] = NewElector(one.person_id, one.name, one.branch_name, "members")
        for person, name, unit_name in people.list_non_member_staff(list(at.unit_ids), on=on):
            found.setdefault(person, NewElector(person, name, unit_name, "staff"))
        return list(found.values())
    for unit in people.list_organizations(frozenset(at.unit_ids)):
        secretary = people.find_secretary(unit.id, on=on)
        if secretary is not None:
            found[secretary.id] = NewElector(secretary.id, secretary.name, unit.name, "members")
    return list(found.values())
