"""A branch in the middle of a selection, brought there by the actions themselves."""

from datetime import date, timedelta

from tests import factories

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.kinds.selection import actions, queries

DAY = date(2026, 9, 15)
PARAMS = {
    "honour": "优秀",
    "cap": "1/3",
    "nominated_by": ["members", "non_members"],
    "non_members_at_least": "1/2",
    "majority": "1/2",
    "majority_base": "ballots_valid",
    "rota_rounds": 3,
    "vetoes": [
        {
            "code": "four_deeds_poor",
            "title": "“四做”完成不好",
            "effect": "优秀",
            "definition": "四项中两项未完成",
            "contest_days": 3,
        }
    ],
}
PATTERNS = (
    "seniority_years_of_service",
    "seniority_age",
    "seniority_post",
    "rota",
    "leaders_share",
    "everybody_excellent",
)


class Place:
    def __init__(self, members=9, staff=6, **params):
        self.district = factories.District(members=members, staff=staff)
        step = factories.plan_step(
            "selection", "selection", subject="organization", who=("branches",), params={**PARAMS, **params}
        )
        self.running = factories.campaign(self.district, [step])
        self.actor = factories.actor_of(self.district.secretary)
        self.now = factories.NOW
        self.round_id = 0

    def add_selection(self, code, honour, **params):
        """Another selection of the same programme."""
        step = factories.plan_step(
            code, "selection", subject="organization", who=("branches",), params={**PARAMS, "honour": honour, **params}
        )
        self.running.plan = {**self.running.plan, "steps": [*self.running.plan["steps"], step]}
        self.running.save()
        starts = self.running.starts_on
        self.running.windows.create(step_code=code, position=1, opens_on=starts, closes_on=starts)
        return self

    def _common(self, **more):
        return {"now": self.now, "actor": self.actor, "round_id": self.round_id, **more}

    @property
    def at(self):
        return queries.get_round(self.round_id)

    @property
    def stage(self):
        return queries.stage_of(self.at)

    def start(self, **more):
        self.round_id = actions.start_round(
            **{
                "now": self.now,
                "actor": self.actor,
                "campaign_id": self.running.pk,
                "step_code": "selection",
                "organization_id": self.district.branch.pk,
                **more,
            }
        )
        return self

    def nominate(self, *people, by=None, reason="任课之外带两名新教师", source="member", **more):
        for person in people:
            actor = factories.actor_of(by or self.district.members[-1])
            actions.nominate(
                **{**self._common(), "actor": actor}, subject_id=person.pk, source=source, reason=reason, on=DAY, **more
            )
        return self

    def masses(self, voters=None, chosen=1):
        poll = actions.open_recommendation(**self._common(), closes_at=self.now + timedelta(hours=1), on=DAY)
        for person in self.district.staff if voters is None else self.district.staff[:voters]:
            marks = {row: ["recommend"] for row in range(1, chosen + 1)}
            ballots.cast(now=self.now, poll_id=poll, person_id=person.pk, marks=marks)
        ballots.close_poll(now=self.now + timedelta(hours=2), actor=self.actor, poll_id=poll)
        return self

    def open(self):
        return actions.open_ballot(**self._common(), closes_at=self.now + timedelta(hours=3), on=DAY)

    def vote(self, poll_id, approvals):
        """`approvals`: person -> how many of the electors approve (the first so many that are not that person)."""
        form = polls.get_sheet(poll_id)
        electors = self.district.members
        for turn, elector in enumerate(electors):
            marks = {}
            for one in form.candidates:
                wanted = next((count for person, count in approvals.items() if person.pk == one.person_id), 0)
                marks[one.position] = ["for" if turn < wanted else "against"]
            ballots.cast(now=self.now, poll_id=poll_id, person_id=elector.pk, marks=marks)
        ballots.close_poll(now=self.now + timedelta(hours=4), actor=self.actor, poll_id=poll_id)
        return actions.count_round(**self._common(), on=DAY)

    def run_off(self):
        return actions.open_run_off(**self._common(), closes_at=self.now + timedelta(hours=6), on=DAY)

    def decide(self, chosen, reasons=None, remarks=None):
        said = dict.fromkeys(PATTERNS, "研究过，事迹各不相同")
        return actions.decide(
            **self._common(),
            body="支部委员会",
            meeting_on=DAY,
            chosen=chosen,
            reasons=reasons or {},
            remarks=said if remarks is None else remarks,
            on=DAY,
        )
