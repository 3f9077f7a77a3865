"""争十星 in a small district: three schools, one of them with a branch too small to vote alone."""

from datetime import date, timedelta

from tests import factories

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.kinds.rating import actions, queries

DAY = date(2026, 9, 15)
ITEMS = [
    {"key": "loyal", "title": "政治忠诚星", "key_item": False, "goal": "study"},
    {"key": "eager", "title": "好学上进星", "key_item": False, "goal": "study"},
    {"key": "devoted", "title": "敬业奉献星", "key_item": False, "goal": "achieve"},
    {"key": "results", "title": "业绩突出星", "key_item": False, "goal": "achieve"},
]
LEVELS = [
    {"key": "thinking", "title": "政治思想", "key_item": False, "goal": ""},
    {"key": "work", "title": "工作实绩", "key_item": False, "goal": ""},
]
STARS = {
    "criteria": ["member_stars"],
    "subjects": "persons",
    "scale": "star",
    "points_per_star": 10,
    "star_from": 8,
    "accumulates": True,
    "observer": True,
    "basic_stars": 2,
    "order": ["self", "peers", "staff", "organization"],
    "parties": [
        {"code": "self", "title": "个人自评", "weight": "1/10", "when_missing": "reweigh"},
        {"code": "peers", "title": "党员互评", "weight": "3/10", "at_least": 5, "secret": True},
        {"code": "staff", "title": "教师测评", "weight": "3/10", "at_least": 5, "secret": True},
        {"code": "organization", "title": "组织总评", "weight": "3/10"},
    ],
    "vetoes": [{"code": "discipline", "title": "受到党纪处分的不参加推荐", "contest_days": 3}],
}
EVERYDAY = {
    "criteria": ["levels"],
    "subjects": "persons",
    "scale": "four_levels",
    "parties": [
        {"code": "everyday", "title": "平时考核", "weight": "2/5"},
        {"code": "organization", "title": "定期考核", "weight": "3/5"},
    ],
}
"""平时考核和定期考核相结合."""
SELECTION = {"honour": "优秀共产党员（推荐）", "cap": "1/3", "threshold": 5}


def plan(*, params=None, rounds=("first", "second"), criteria=None, selection=None):
    """Steps of a plan as a campaign freezes them."""
    steps = [
        {
            **factories.plan_step(
                f"member_rating-{phase}",
                "rating",
                subject="organization",
                who=("branches",),
                params={**STARS, **(params or {})},
                title="党员评星定级",
            ),
            "step": "member_rating",
            "phase": phase,
            "criteria": ["member_stars"],
            "quote": "采取个人自评、党员互评、教师测评、组织总评相结合的方式",
        }
        for phase in rounds
    ]
    steps.append(
        {
            **factories.plan_step(
                "commendation", "selection", subject="organization", who=("branches",), params=selection or SELECTION
            ),
            "criteria": ["member_stars"],
        }
    )
    return steps


class Place:
    """One branch that rates its members; `run` goes through all parties."""

    def __init__(self, members=7, staff=6, **params):
        self.district = factories.District(members=members, staff=staff)
        self.running = campaign(self.district, plan(params=params))
        self.actor = factories.actor_of(self.district.secretary)
        self.superior = factories.actor_of(self.district.officer)
        self.now = factories.NOW
        self.step_code = "member_rating-first"
        self.organization = self.district.branch
        self.round_id = 0

    def start(self, step_code="member_rating-first", **more):
        self.step_code = step_code
        self.round_id = actions.start_round(
            now=self.now,
            actor=self.actor,
            campaign_id=self.running.pk,
            step_code=step_code,
            organization_id=self.organization.pk,
            on=DAY,
            **more,
        )
        return self

    @property
    def step(self):
        return campaigns.get_step(self.running.pk, self.step_code)

    @property
    def at(self):
        return queries.get_round(self.round_id)

    @property
    def stage(self):
        return queries.stage_of(self.at)

    def rated(self, person):
        return next(one for one in self.at.rated if one.person_id == person.pk)

    def open(self, party, **more):
        return actions.open_party(
            now=self.now,
            actor=self.actor,
            round_id=self.round_id,
            party=party,
            on=DAY,
            closes_at=self.now + timedelta(hours=1),
            **more,
        )

    def close(self, party):
        actions.close_party(now=self.now, actor=self.actor, round_id=self.round_id, party=party)
        return self

    def sheet(self, rated, party, mark="yes", *, actor=None, send=True, marks=None, reason="见平时记录"):
        group = LEVELS if queries.params_of(self.step).criteria == ("levels",) else ITEMS
        items = [item["key"] for item in group]
        known = queries.find_sheet(rated.id, party)
        return actions.save_sheet(
            now=self.now,
            actor=actor or self.actor,
            rated_id=rated.id,
            party=party,
            marks=marks or dict.fromkeys(items, mark),
            reasons=dict.fromkeys(items, reason),
            revision=known.revision if known else 0,
            send=send,
        )

    def vote(self, poll_id, electors, mark="yes", marks=None):
        """Everybody says `mark`, apart from `marks`: {(person, item): mark}."""
        form = polls.get_sheet(poll_id)
        items = list(form.items)
        said = {}
        for at, one in enumerate(form.candidates):
            for n, item in enumerate(items):
                said[at * len(items) + n + 1] = [(marks or {}).get((one.person_id, item), mark)]
        for elector in electors:
            ballots.cast(now=self.now, poll_id=poll_id, person_id=elector.pk, marks=said)
        ballots.close_poll(now=self.now + timedelta(hours=2), actor=self.actor, poll_id=poll_id)

    def count(self):
        return actions.count_round(now=self.now, actor=self.actor, round_id=self.round_id)

    def observe(self):
        actions.confirm_conduct(now=self.now, actor=self.superior, round_id=self.round_id, note="程序符合规定")
        return self

    def sign(self, differences=(), remarks=None):
        tests = ("everybody_excellent", "seniority_years_of_service", "seniority_age", "seniority_post")
        said = dict.fromkeys((*tests, "leaders_share", "rota", "straight_lined"), "研究过，依据各不相同")
        return actions.sign(
            now=self.now,
            actor=self.actor,
            round_id=self.round_id,
            body="支部委员会",
            meeting_on=DAY,
            differences=differences,
            remarks=said if remarks is None else remarks,
            on=DAY,
        )

    def collect(self, marks=None):
        """All four parties; `marks` are the exceptions of peers and staff."""
        self.open("self")
        rated = self.at.rated
        for one in rated:
            self.sheet(one, "self", actor=_own(self.district, one.person_id))
        self.close("self")
        self.vote(self.open("peers"), self.district.members, marks=marks)
        self.vote(self.open("staff"), self.district.staff, marks=marks)
        self.open("organization")
        for one in rated:
            self.sheet(one, "organization")
        return self.close("organization")

    def run(self, marks=None):
        self.collect(marks)
        self.count()
        self.observe()
        self.sign()
        return self


def _own(district, person_id):
    return factories.actor_of(next(one for one in district.members if one.pk == person_id))


def campaign(district, steps):
    made = factories.campaign(district, steps)
    made.plan = {
        **made.plan,
        "criteria": {"member_stars": ITEMS, "levels": LEVELS},
        "values": {"item_days": 90},
        "consequences": [
            {
                "code": "improve",
                "title": "达不到基本要求的，查找原因、明确方向、制定措施",
                "step": "member_rating",
                "outcome": "below_basic",
                "action": "rectify",
                "owner": "branch_secretary",
                "within": {"days": "item_days"},
            }
        ],
    }
    made.save()
    return made
