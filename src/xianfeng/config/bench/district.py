"""A district of 200 schools, 20,000 people and 15 steps: import, opening, and the board against the raw GROUP BY."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from xianfeng.apps.campaigns.models import Campaign, StepWindow
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.actions import imports
from xianfeng.apps.people.importing.columns import BY_CODE
from xianfeng.apps.people.jobs import run_import
from xianfeng.apps.plans.models import PlanVersion
from xianfeng.apps.progress import queries as progress
from xianfeng.config.bench.row import Row
from xianfeng.config.demo.roster import Rows
from xianfeng.files import sheets

SINCE = date(2020, 9, 1)
STEPS = 15


def _median(act: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _rows(schools: int, people_each: int) -> Rows:
    """Everybody a full member, so that the board counts 20,000 people a step."""
    rows = Rows()
    rows.add("organization", code="BJ", name="测量区教育局", type="教育局")
    rows.add("organization", code="BDW", name="中共测量区教育局委员会", type="党委", covers="BJ")
    for n in range(schools):
        school, branch = f"BX{n:04d}", f"BZ{n:04d}"
        rows.add("organization", code=school, name=f"测量第{n}学校", type="学校", administrative="BJ")
        rows.add("school", code=school, type="小学", area="城区")
        rows.add("organization", code=branch, name=f"测量第{n}支部", type="党支部", party="BDW", covers=school)
        for m in range(people_each):
            number = f"B{n:04d}{m:03d}"
            rows.add("person", number=number, name=f"量{n}{m}", birth_month="1980-01")
            rows.add("employment", number=number, organization=school, kind="在职", from_date=SINCE)
            rows.add("membership", number=number, status="正式党员", from_date=SINCE)
            rows.add("affiliation", number=number, organization=branch, from_date=SINCE)
        rows.add("office", number=f"B{n:04d}000", organization=branch, title="党支部书记", role="书记", from_date=SINCE)
    return rows


def _take_in(schools: int, people_each: int) -> tuple[int, float]:
    """(rows, seconds): upload, check and apply, as a user would."""
    rows = _rows(schools, people_each)
    book = sheets.write_workbook(
        [
            sheets.SheetOut(s.name, [sheets.Column(c.title) for c in s.columns], rows.of[code])
            for code, s in BY_CODE.items()
        ]
    )
    count = sum(len(part) for part in rows.of.values())
    now = timezone.now()
    started = time.perf_counter()
    batch = imports.upload_roster(now=now, actor=SYSTEM, file_name="bench.xlsx", content=book)
    imports.start_import(now=now, actor=SYSTEM, batch_id=batch)
    if not run_import(batch, now):
        raise RuntimeError("the roster was not taken in")
    return count, time.perf_counter() - started


def bench_import() -> Iterator[Row]:
    """20,000 persons through the importer; the baseline is the bare COPY of as many rows of the widest table."""
    count, seconds = _take_in(200, 100)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (a text, b text, c text, d text, e date, f date, g text)")
        started = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for n in range(count):
                copy.write_row((f"B{n}", "量", "", "", SINCE, SINCE, ""))
        bare = time.perf_counter() - started
    yield Row("导入 20,000 人（秒）", f"{seconds:.1f} s", f"{bare:.2f} s", seconds / bare)
    yield Row("导入（行/秒）", f"{count / seconds:,.0f}", f"{count / bare:,.0f}", bare / seconds)


def _version(committee_id: int) -> int:
    from xianfeng.apps.plans import actions as plans
    from xianfeng.apps.plans import queries as plan_queries

    now = timezone.now()
    version = plans.adopt_pack(
        now=now, actor=SYSTEM, pack="statement_appraisal_publicity", organization_id=committee_id
    )
    plans.set_value(now=now, actor=SYSTEM, version_id=version, key="approval_basis", value="测量用")
    for ask in plan_queries.list_asks(version):
        value = ask.suggestion if ask.suggestion is not None else f"测量条目{ask.code[-6:]}"
        plans.set_value(now=now, actor=SYSTEM, version_id=version, key=ask.code, value=value, reason="测量")
    today = timezone.localdate()
    plans.start_consultation(
        now=now, actor=SYSTEM, version_id=version, from_date=today - timedelta(days=9), until_date=today
    )
    plans.publish(now=now, actor=SYSTEM, version_id=version, today=today)
    return version


def bench_opening() -> Iterator[Row]:
    """Opening a campaign must not grow with the people: rows written and seconds at 2,000 and at 20,000."""
    from xianfeng.apps.campaigns import actions as campaigns

    found: list[tuple[int, float, int]] = []
    for schools, each in ((20, 100), (200, 100)):
        _take_in(schools, each)
        committee = people.find_organization_by_code("BDW")
        version = _version(committee.id)
        now = timezone.now()
        campaign = campaigns.prepare_campaign(
            now=now, actor=SYSTEM, version_id=version, organization_id=committee.id, starts_on=timezone.localdate()
        )
        before = _written()
        started = time.perf_counter()
        campaigns.open_campaign(now=now, actor=SYSTEM, campaign_id=campaign)
        found.append((schools * each, time.perf_counter() - started, _written() - before))
    (small, small_time, small_rows), (large, large_time, large_rows) = found
    yield Row(
        f"开启活动：{large:,} 人对 {small:,} 人（秒）",
        f"{large_time:.3f} s",
        f"{small_time:.3f} s",
        large_time / small_time,
    )
    yield Row("开启活动写入的行数", f"{large_rows}", f"{small_rows}", large_rows / small_rows)


def _written() -> int:
    """Rows inserted or updated so far in this database, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0) FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0])


def bench_board() -> Iterator[Row]:
    """200 schools x 15 steps x 20,000 people; half of the work is done. Baseline: one raw GROUP BY over the facts."""
    if people.find_organization_by_code("BZ0199") is None:
        _take_in(200, 100)
    committee = people.find_organization_by_code("BDW")
    today = timezone.localdate()
    campaign = _filled_campaign(committee.id, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT step_code, organization_id, count(DISTINCT person_id) FROM evidence_fact"
                " WHERE campaign_id = %s AND withdrawn_at IS NULL GROUP BY step_code, organization_id",
                [campaign],
            )
            cursor.fetchall()

    bare = _median(raw)
    whole = _median(lambda: progress.board(campaign, today))
    yield Row("全区进展 200 校 × 15 步 × 20,000 人", f"{whole:.2f} s", f"{bare:.2f} s", whole / bare)


def _filled_campaign(committee_id: int, today: date) -> int:
    steps = [
        {"code": f"s{n:02d}", "title": f"第{n}步", "kind": "pledge", "subject": "person", "who": ["members"],
         "params": {"measure": "party_requirement", "at_least": 1, "scope": "school"}, "core": True}
        for n in range(STEPS)
    ]  # fmt: skip
    now: datetime = timezone.now()
    version = PlanVersion.objects.create(
        pack_code="bench",
        title="测量",
        organization_id=committee_id,
        content={},
        sha256="0" * 64,
        state="published",
        created_at=now,
    )
    campaign = Campaign.objects.create(
        plan_version=version,
        organization_id=committee_id,
        title="测量",
        starts_on=today,
        opened_at=now,
        plan={"steps": steps},
    )
    StepWindow.objects.bulk_create(
        StepWindow(
            campaign=campaign, step_code=step["code"], position=n, opens_on=today, closes_on=today + timedelta(days=30)
        )
        for n, step in enumerate(steps)
    )
    members = list(people.members_of([branch.id for branch in people.list_branches(committee_id)], on=today))
    need = _need()
    facts = (
        Fact(
            campaign=campaign,
            step_code=step["code"],
            organization_id=row["organization__closure_up__ancestor_id"],
            person_id=row["person_id"],
            fact=need.fact,
            part=need.part,
            subject=f"bench:{row['person_id']}",
            occurred_on=today,
            recorded_at=now,
        )
        for n, step in enumerate(steps)
        for place, row in enumerate(members)
        if (place + n) % 2
    )
    Fact.objects.bulk_create(facts, batch_size=5000)
    return campaign.pk


def _need():
    from xianfeng.core.kind import find_kind

    kind = find_kind("pledge")
    return kind.needs(kind.read_params({"measure": "party_requirement", "at_least": 1, "scope": "school"}))[0]
