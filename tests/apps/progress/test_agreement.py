"""The SQL of coverage and the rule in core say the same of any small district."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.progress.test_coverage import publish
from tests.factories import NOW, District, campaign, person, plan_step
from xianfeng.apps.campaigns.models import Excuse
from xianfeng.apps.people.models import Employment, Membership, Office
from xianfeng.apps.progress import queries
from xianfeng.core.audience import matches, person_facts, who_rule
from xianfeng.core.kind import Need
from xianfeng.core.owed import RunningStep, owing
from xianfeng.core.schedule.spans import DateSpan

DAY = date(2026, 9, 15)
WORDS = ["members", "full_members", "staff", "non_members", "secretaries", "leaders", "party_workers", "activists"]
STATUSES = ["full_member", "probationary_member", "activist", "non_member"]
ROLES = ["", "", "", "principal", "organization_commissioner", "branch_secretary"]

people_drawn = st.lists(
    st.tuples(
        st.sampled_from(STATUSES),
        st.sampled_from(["regular", "leave", "retired"]),
        st.sampled_from(ROLES),
        st.integers(0, 3),  # facts on record
        st.booleans(),  # excused
    ),
    max_size=6,
)


@pytest.fixture
def district(db):
    return District(members=1, staff=0)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=people_drawn,
    who=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
    without=st.lists(st.sampled_from(WORDS), max_size=1),
    at_least=st.integers(1, 2),
)
def test_sql_coverage_is_the_rule_of_core(district, drawn, who, without, at_least):
    with transaction.atomic():
        step = plan_step("post", "pledge", who=tuple(who), params={"measure": "post_duty", "at_least": at_least})
        running = campaign(district, [step | {"without": without}])
        for status, employment, role, n, is_excused in drawn:
            one = person(status=status, branch=district.branch, works_at=district.school, role=role)
            Employment.objects.filter(person=one).update(kind=employment)
            for piece in range(n):
                publish(running, "post", district.branch, one, piece)
            if is_excused:
                Excuse.objects.create(
                    campaign=running,
                    step_code="post",
                    organization=district.branch,
                    person=one,
                    reason="病假",
                    recorded_by_label="甲",
                    recorded_at=NOW,
                )
        everyone = [
            pk
            for pk in Membership.objects.values_list("person_id", flat=True).order_by("person_id")
            if pk not in (district.stranger.pk, district.officer.pk)
        ]
        facts = {
            pk: person_facts(
                membership=Membership.objects.get(person_id=pk).status,
                employment=Employment.objects.filter(person_id=pk).values_list("kind", flat=True),
                offices=Office.objects.filter(person_id=pk).values_list("role", flat=True),
                school_type="primary",
            )
            for pk in everyone
        }
        rule = who_rule(who, without=without)
        audience = [pk for pk in everyone if matches(rule, facts[pk])]
        needs = (Need("pledge_published", at_least, "post_duty"),)
        on_record = {
            one.person_id: {("pledge_published", "post_duty"): 0} for one in running.facts.all() if one.person_id
        }
        for one in running.facts.all():
            on_record[one.person_id]["pledge_published", "post_duty"] += 1
        excused = set(Excuse.objects.filter(campaign=running).values_list("person_id", flat=True))
        window = DateSpan(date(2026, 9, 1), date(2026, 12, 31))
        expected = owing(
            RunningStep("post", window, needs), audience, {pk: on_record.get(pk, {}) for pk in audience}, excused
        )
        found = queries.coverage(running.pk, "post", district.branch.pk, DAY)
        assert {one.id for one in found.done} == set(expected.done)
        assert {one.id for one in found.missing} == set(expected.missing)
        assert {one.id for one in found.excused} == set(expected.excused)
        assert (found.n, found.of) == (len(expected.done), len(expected.done) + len(expected.missing))
        cell = next(row for row in queries.board(running.pk, DAY).rows if row.organization_id == district.branch.pk)
        assert (cell.cells[0].n, cell.cells[0].of) == (found.n, found.of)
        transaction.set_rollback(True)
