"""Small made-up districts for tests. Names are invented; nobody here exists."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    Person,
    RoleGrant,
    School,
)

START = date(2025, 9, 1)
NOW = datetime(2026, 9, 15, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai on a working Tuesday."""
TEST_ACTOR = Actor(account_id=None, person_id=None, label="测试员")
_counter = {"n": 0}


def _next() -> int:
    _counter["n"] += 1
    return _counter["n"]


def organization(
    type: str = "party_branch",
    name: str = "",
    code: str = "",
    under: Organization | None = None,
    relation: str = "party",
    covers: list[Organization] | None = None,
    rebuild: bool = True,
) -> Organization:
    """`rebuild=False` leaves who is under whom for later: for several in a row."""
    n = _next()
    made = Organization.objects.create(code=code or f"O{n:05d}", name=name or f"第{n}号组织", type=type)
    if under is not None:
        OrganizationRelation.objects.create(relation=relation, lower=made, upper=under, from_date=START)
    for unit in covers or []:
        OrganizationRelation.objects.create(relation="covers", lower=unit, upper=made, from_date=START)
    if rebuild:
        rebuild_closure()
    return made


def school(
    name: str = "", type: str = "primary", under: Organization | None = None, rebuild: bool = True
) -> Organization:
    made = organization("school", name, under=under, relation="administrative", rebuild=rebuild)
    School.objects.create(organization=made, type=type)
    return made


def rebuild_closure() -> None:
    from xianfeng.apps.people.actions import rebuild_closure as rebuild

    rebuild()


def person(
    name: str = "",
    *,
    branch: Organization | None = None,
    status: str = "full_member",
    works_at: Organization | None = None,
    role: str = "",
    office_at: Organization | None = None,
    title: str = "",
) -> Person:
    made = _new_person(_next(), name)
    made.save(force_insert=True)
    _new_membership(made, status).save(force_insert=True)
    if branch is not None and status != "non_member":
        Affiliation.objects.create(person=made, organization=branch, from_date=START)
    if works_at is not None:
        Employment.objects.create(person=made, organization=works_at, from_date=START)
    if role:
        Office.objects.create(
            person=made, organization=office_at or branch or works_at, role=role, title=title or role, from_date=START
        )
    return made


def people(
    count: int, *, branch: Organization | None = None, status: str = "full_member", works_at: Organization
) -> list[Person]:
    """Several persons of one kind as `person` makes them, in four statements however many they are."""
    places = [_next() for _place in range(count)]
    made = Person.objects.bulk_create(_new_person(n) for n in places)
    Membership.objects.bulk_create(_new_membership(one, status) for one in made)
    if branch is not None:
        Affiliation.objects.bulk_create(Affiliation(person=one, organization=branch, from_date=START) for one in made)
    Employment.objects.bulk_create(Employment(person=one, organization=works_at, from_date=START) for one in made)
    return made


def _new_person(n: int, name: str = "") -> Person:
    return Person(
        number=f"T{n:06d}",
        name=name or f"甲{n}",
        worked_since=date(2000 + n % 24, 7, 1),
        birth_month=date(1970 + n % 30, 1 + n % 12, 1),
    )


def _new_membership(one: Person, status: str = "full_member") -> Membership:
    full = status == "full_member"
    return Membership(person=one, status=status, from_date=START, may_vote=full, may_elect=full, may_be_elected=full)


def _new_account(for_person: Person, password: str) -> Account:
    made = Account(login=for_person.number, person=for_person)
    made.password = make_password(password)
    return made


PASSWORD = "heshan-9-yue-kaoti"


def account(
    for_person: Person | None = None,
    *,
    grant: str = "",
    at: Organization | None = None,
    password: str = PASSWORD,
) -> Account:
    made = Account(login=for_person.number if for_person else f"A{_next():06d}", person=for_person)
    made.set_password(password)
    made.save()
    if grant:
        RoleGrant.objects.create(account=made, role=grant, organization=at, from_date=START)
    return made


def actor_of(made: Person) -> Actor:
    return Actor(account_id=getattr(getattr(made, "account", None), "pk", None), person_id=made.pk, label=made.name)


class District:
    """A bureau committee with one school: a branch of `members`, `staff` non-members, a secretary, an officer, a stranger."""

    def __init__(self, members: int = 5, staff: int = 6) -> None:
        self._add_organizations()
        self._add_people(members, staff)
        known = [_new_account(one, PASSWORD) for one in (*self.members, *self.staff, self.stranger)]
        self.officer_account = _new_account(self.officer, PASSWORD)
        Account.objects.bulk_create([*known, self.officer_account])
        RoleGrant.objects.create(
            account=self.officer_account, role="bureau_officer", organization=self.committee, from_date=START
        )
        self.accounts = {one.person_id: one for one in known}

    def _add_organizations(self) -> None:
        def new(type: str, name: str) -> Organization:
            return Organization(code=f"O{_next():05d}", name=name, type=type)

        self.bureau = new("bureau", "示例区教育局")
        self.committee = new("party_committee", "中共示例区教育局委员会")
        self.school, self.other_school = new("school", "示例第一小学"), new("school", "示例第二小学")
        self.branch = new("party_branch", "中共示例第一小学支部委员会")
        self.other_branch = new("party_branch", "中共示例第二小学支部委员会")
        schools = (self.school, self.other_school)
        Organization.objects.bulk_create([self.bureau, self.committee, *schools, self.branch, self.other_branch])
        School.objects.bulk_create(School(organization=one, type="primary") for one in schools)
        OrganizationRelation.objects.bulk_create(
            OrganizationRelation(relation=relation, lower=lower, upper=upper, from_date=START)
            for relation, lower, upper in (
                ("covers", self.bureau, self.committee),
                ("administrative", self.school, self.bureau),
                ("administrative", self.other_school, self.bureau),
                ("party", self.branch, self.committee),
                ("covers", self.school, self.branch),
                ("party", self.other_branch, self.committee),
                ("covers", self.other_school, self.other_branch),
            )
        )
        rebuild_closure()

    def _add_people(self, members: int, staff: int) -> None:
        self.secretary = _new_person(_next(), "书记甲")
        self.members = [self.secretary, *(_new_person(_next()) for _place in range(members - 1))]
        self.staff = [_new_person(_next()) for _place in range(staff)]
        self.stranger, self.officer = _new_person(_next(), "外人乙"), _new_person(_next(), "干事丙")
        belong = [*((one, self.branch) for one in self.members), (self.stranger, self.other_branch)]
        work = [*((one, self.school) for one in (*self.members, *self.staff)), (self.stranger, self.other_school)]
        Person.objects.bulk_create([*(one for one, _place in work), self.officer])
        Membership.objects.bulk_create(
            [
                *(_new_membership(one) for one, _place in belong),
                *(_new_membership(one, "non_member") for one in (*self.staff, self.officer)),
            ]
        )
        Affiliation.objects.bulk_create(
            Affiliation(person=one, organization=branch, from_date=START) for one, branch in belong
        )
        Employment.objects.bulk_create(
            Employment(person=one, organization=place, from_date=START)
            for one, place in (*work, (self.officer, self.bureau))
        )
        Office.objects.bulk_create(
            Office(person=one, organization=branch, role="branch_secretary", title=title, from_date=START)
            for one, branch, title in (
                (self.secretary, self.branch, "支部书记"),
                (self.stranger, self.other_branch, "branch_secretary"),
            )
        )

    def account_of(self, someone: Person) -> Account:
        return self.officer_account if someone == self.officer else self.accounts[someone.pk]


def plan_step(
    code: str,
    kind: str,
    *,
    subject: str = "person",
    who: tuple[str, ...] = ("members",),
    params: dict | None = None,
    requires: tuple[str, ...] = (),
    title: str = "",
) -> dict:
    return {
        "code": code,
        "title": title or code,
        "kind": kind,
        "subject": subject,
        "who": list(who),
        "params": params or {},
        "requires": list(requires),
        "responsible": "branch_secretary",
        "core": True,
        "quote": "",
    }


def campaign(
    district: District, steps: list[dict], *, opens: date = date(2026, 9, 1), closes: date = date(2026, 12, 31)
):
    """An open campaign over the district with these steps, all running in [opens, closes)."""
    from xianfeng.apps.campaigns.models import Campaign, StepWindow
    from xianfeng.apps.plans.models import PlanVersion

    version = PlanVersion.objects.create(
        pack_code=f"test{_next()}",
        title="测试方案",
        organization=district.committee,
        content={},
        sha256="0" * 64,
        state="published",
        approval_basis="测试依据",
        created_at=NOW,
    )
    made = Campaign.objects.create(
        plan_version=version,
        organization=district.committee,
        title="测试活动",
        starts_on=opens,
        opened_at=NOW,
        plan={"steps": steps},
    )
    StepWindow.objects.bulk_create(
        StepWindow(campaign=made, step_code=step["code"], position=n, opens_on=opens, closes_on=closes)
        for n, step in enumerate(steps)
    )
    return made


__all__ = [
    "NOW",
    "START",
    "TEST_ACTOR",
    "District",
    "OrganizationClosure",
    "account",
    "actor_of",
    "campaign",
    "organization",
    "person",
    "plan_step",
    "school",
]
