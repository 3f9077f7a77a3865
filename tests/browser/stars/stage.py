"""The district of the stars: three schools, one of them with a branch of three, and the plan of seed 001 running there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from tests import factories
from tests.apps.plans.settling import BASIS
from tests.browser.programme.stage import START
from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.people.models import Account
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.config import first_start
from xianfeng.core.plan.loading import load_built_in
from xianfeng.core.plan.model import Pack

PACK = "ten_stars"
VETO = {"code": "discipline", "title": "受到党纪处分的不参加推荐", "contest_days": 3}
ANSWERS = {
    "approval_basis": BASIS,
    "criteria.organization_stars.slot_10": "改革创新争先星",
    "criteria.member_stars.slot_9": "团结协作星",
    "criteria.member_stars.slot_10": "关爱学生星",
}
"""What the text leaves open and nobody can suggest: the stars it does not list."""


class School:
    """One branch with its members and the teachers outside the Party; everybody can sign in."""

    def __init__(self, district: District, name: str, members: int, staff: int) -> None:
        self.name = name
        self.place = factories.school(f"{name}小学", under=district.bureau, rebuild=False)
        self.branch = factories.organization(
            "party_branch", f"中共{name}小学支部委员会", under=district.committee, covers=[self.place], rebuild=False
        )
        self.secretary = factories.person(
            f"书记{name}", branch=self.branch, works_at=self.place, role="branch_secretary", office_at=self.branch
        )
        self.members = [
            self.secretary,
            *factories.people(members - 1, branch=self.branch, works_at=self.place),
        ]
        self.staff = factories.people(staff, status="non_member", works_at=self.place)
        self.id, self.label = self.branch.pk, self.branch.name


class District:
    """A bureau, its committee, three schools; an officer, a second one who answers reviews, an inspector."""

    def __init__(self) -> None:
        self.bureau = factories.organization("bureau", "云溪区教育局", rebuild=False)
        self.committee = factories.organization(
            "party_committee", "中共云溪区教育局委员会", covers=[self.bureau], rebuild=False
        )
        self.large = School(self, "望山", 7, 6)
        self.middle = School(self, "河湾", 5, 4)
        self.small = School(self, "石桥", 3, 3)
        self.schools = (self.large, self.middle, self.small)
        factories.rebuild_closure()
        everybody = [one for school in self.schools for one in (*school.members, *school.staff)]
        password = make_password(None)
        Account.objects.bulk_create(Account(login=one.number, person=one, password=password) for one in everybody)
        self.officer, self.second, self.inspector = (
            factories.account(
                factories.person(name, status="non_member", works_at=self.bureau), grant=grant, at=self.committee
            ).login
            for name, grant in (("干事甲", "bureau_officer"), ("干事乙", "bureau_officer"), ("督导员丙", "inspector"))
        )


def written_plan() -> Pack:
    """The plan of the text, with one ground for a veto that this bureau has written into it."""
    pack = load_built_in(PACK)
    steps = tuple(
        step.model_copy(update={"params": {**step.params, "vetoes": [VETO]}}) if step.code == "member_rating" else step
        for step in pack.plan.steps
    )
    return pack.model_copy(update={"plan": pack.plan.model_copy(update={"steps": steps})})


def open_the_campaign(district: District) -> int:
    """Adopted, answered as suggested, consulted on, published and opened on the days it would happen."""
    first_start.load_official_calendar()

    def at(days_before: int) -> datetime:
        return datetime.combine(START - timedelta(days=days_before), time(9), ZoneInfo("Asia/Shanghai"))

    def who(days: int) -> dict[str, object]:
        return {"now": at(days), "actor": factories.TEST_ACTOR}

    version = plans.adopt_pack(**who(40), pack=written_plan(), organization_id=district.committee.pk)
    for ask in plan_queries.list_asks(version):
        value = ANSWERS.get(ask.code, ask.suggestion)
        if value is not None:
            plans.set_value(**who(39), version_id=version, key=ask.code, value=value, reason="按建议值确定")
    plans.start_consultation(
        **who(30),
        version_id=version,
        from_date=START - timedelta(days=30),
        until_date=START - timedelta(days=15),
    )
    plans.publish(**who(10), version_id=version, today=START - timedelta(days=10))
    campaign = campaigns.prepare_campaign(
        **who(8), version_id=version, organization_id=district.committee.pk, starts_on=START
    )
    obstacles = campaigns.list_obstacles(campaign)
    assert not obstacles, obstacles
    campaigns.open_campaign(**who(0), campaign_id=campaign)
    return campaign
