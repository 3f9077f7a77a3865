"""Ballots as the house runs them: a window of arrivals over HTTP, the opening of the box, and ten million cells.

A sheet of 30 people and 4 grades, sealed to two trustees. The window is played against a real server process pair beside a
minimal page that only writes (`ballot_load`); the counting alone beside DuckDB and Polars (`ballot_tally`).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.people.actions import rebuild_closure
from xianfeng.apps.people.models import Account, Affiliation, Membership, Organization, Person
from xianfeng.apps.plans.models import PlanVersion
from xianfeng.config.bench.ballot_load import CANDIDATES, bench_window, scale
from xianfeng.config.bench.ballot_tally import bench_tally
from xianfeng.config.bench.row import Row

GRADES = {"outstanding": "优秀", "qualified": "合格", "basic": "基本合格", "unqualified": "不合格"}


def _trustees(organization: Organization) -> list[tuple[int, str]]:
    """Two trustees and their deputies with keys: (person, recovery code) of the two holders."""
    now = timezone.now()
    people = Person.objects.bulk_create(Person(number=f"K{n}", name=f"保{n}") for n in range(4))
    Account.objects.bulk_create(Account(login=one.number, person=one) for one in people)
    since = {"from_date": timezone.localdate(now)}
    Membership.objects.bulk_create(Membership(person=one, status="full_member", **since) for one in people)
    Affiliation.objects.bulk_create(Affiliation(person=one, organization=organization, **since) for one in people)
    ballots.appoint_trustees(
        now=now,
        actor=SYSTEM,
        organization_id=organization.pk,
        posts=[
            ballots.NewPost("纪检委员", people[0].pk, people[1].pk),
            ballots.NewPost("教师代表", people[2].pk, people[3].pk),
        ],
    )
    codes = []
    for one in people:
        code = ballots.make_key(now=now, actor=SYSTEM, person_id=one.pk)
        ballots.confirm_key(now=now, actor=SYSTEM, person_id=one.pk, code=code)
        codes.append((one.pk, code))
    return codes[::2]


def _poll(electors: int) -> tuple[int, list[Account], list[tuple[int, str]]]:
    now = timezone.now()
    organization = Organization.objects.create(code="BALLOT", name="测量支部", type="party_branch")
    rebuild_closure()
    version = PlanVersion.objects.create(
        pack_code="bench_ballots",
        title="测量",
        organization=organization,
        content={},
        sha256="0" * 64,
        state="published",
        created_at=now,
    )
    campaign = Campaign.objects.create(
        plan_version=version, organization=organization, title="测量", starts_on=now.date(), opened_at=now, plan={}
    )
    people = Person.objects.bulk_create(Person(number=f"Q{n:05d}", name=f"量{n}") for n in range(electors))
    accounts = Account.objects.bulk_create(Account(login=one.number, person=one) for one in people)
    holders = _trustees(organization)
    poll = ballots.open_poll(
        now=now,
        actor=SYSTEM,
        campaign_id=campaign.pk,
        step_code="rating",
        organization_id=organization.pk,
        title="测评",
        purpose="rating",
        rules=Rules(choices=tuple(GRADES), labels=GRADES, capped="outstanding", cap=10, strata={"members": "党员"}),
        candidates=[ballots.NewCandidate(one.name, person_id=one.pk) for one in people[:CANDIDATES]],
        electors=[ballots.NewElector(one.pk, one.name, organization.name) for one in people],
        closes_at=now + timedelta(hours=2),
    )
    return poll, accounts, holders


def _session(account: Account) -> str:
    client = Client()
    client.force_login(account, backend="xianfeng.apps.people.authentication.AccountBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def bench_ballots() -> Iterator[Row]:
    wanted = scale()
    with tempfile.TemporaryDirectory() as folder, override_settings(KEY_FOLDER=folder):
        poll, accounts, holders = _poll(wanted.electors)
        sessions = [_session(account) for account in accounts]
        yield from bench_window(poll, sessions, wanted.seconds, folder, wanted.label)
        now = timezone.now()
        ballots.close_poll(now=now, actor=SYSTEM, poll_id=poll, reason="测量结束")
        started = time.perf_counter()
        for person, code in holders:
            closed = ballots.submit_key(now=now, actor=SYSTEM, poll_id=poll, person_id=person, code=code)
        opening = time.perf_counter() - started
    if closed.state != "closed":
        raise RuntimeError(f"the poll is {closed.state}")
    slips = (closed.returned or 0) * (CANDIDATES + 1)
    yield Row("收到的票", f"{closed.returned:,}", f"{wanted.electors:,}")
    yield Row(f"两把钥匙开启并计票 {slips:,} 条（秒）", f"{opening:.2f}")
    yield from bench_tally()
