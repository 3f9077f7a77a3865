"""Ballots through the full page against a minimal Django page that writes one row, in one process on one machine.

A sheet of 30 people and 4 grades: the sheet is opened, checked over, sent, and its receipt shown - four requests with
sign-in, policy headers and protection against forged forms. Then only the sending is compared, and the count.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path, reverse
from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.people.models import Account, Organization, Person
from xianfeng.apps.plans.models import PlanVersion
from xianfeng.config.bench.row import Row

ELECTORS, CANDIDATES = 200, 30
GRADES = {"outstanding": "优秀", "qualified": "合格", "basic": "基本合格", "unqualified": "不合格"}


def bare(request: HttpRequest) -> HttpResponse:
    """The baseline: one page, one row."""
    if request.method == "POST":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare (note) VALUES (%s)", [request.POST.get("note", "")])
    return HttpResponse("ok")


urlpatterns = [path("", bare)]


def _poll() -> tuple[int, list[Account]]:
    now = timezone.now()
    organization = Organization.objects.create(code="BALLOT", name="测量支部", type="party_branch")
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
    people = Person.objects.bulk_create(Person(number=f"Q{n:05d}", name=f"量{n}") for n in range(ELECTORS))
    accounts = Account.objects.bulk_create(Account(login=one.number, person=one) for one in people)
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
        closes_at=now + timedelta(hours=1),
    )
    return poll, accounts


def bench_ballots() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, override_settings(KEY_FOLDER=folder):
        poll, accounts = _poll()
        marks = {f"r{row}": "qualified" for row in range(1, CANDIDATES + 1)}
        whole, sending = [], []
        address = {name: reverse(f"ballots:{name}", args=[poll]) for name in ("sheet", "review", "send", "sent")}
        for account in accounts:
            client = Client()
            client.force_login(account, backend="xianfeng.apps.people.authentication.AccountBackend")
            started = time.perf_counter()
            answers = [client.get(address["sheet"]), client.post(address["review"], marks)]
            before = time.perf_counter()
            answers.append(client.post(address["send"], marks))
            sending.append(time.perf_counter() - before)
            answers.append(client.get(address["sent"]))
            whole.append(time.perf_counter() - started)
            if [answer.status_code for answer in answers] != [200, 200, 302, 200]:
                raise RuntimeError([answer.status_code for answer in answers])
        started = time.perf_counter()
        closed = ballots.close_poll(now=timezone.now(), actor=SYSTEM, poll_id=poll)
        counting = time.perf_counter() - started
    if closed.returned != ELECTORS:
        raise RuntimeError("not every sheet was counted")
    posts, visits = _bare_times()
    flow, minimal = statistics.mean(whole), statistics.mean(visits)
    sent, one = statistics.mean(sending), statistics.mean(posts)
    yield Row("投票全程四页（票/秒）", f"{1 / flow:,.1f}", f"{1 / minimal:,.1f}", minimal / flow)
    yield Row("只交票一页（票/秒）", f"{1 / sent:,.1f}", f"{1 / one:,.1f}", one / sent)
    late = sorted(sending)[int(len(sending) * 0.95)]
    base = sorted(posts)[int(len(posts) * 0.95)]
    yield Row("交票 p95（毫秒）", f"{late * 1000:.1f}", f"{base * 1000:.1f}", late / base)
    slips = ELECTORS * (CANDIDATES + 1)
    yield Row(f"开启并计票 {slips:,} 条（秒）", f"{counting:.2f} s")


def _bare_times() -> tuple[list[float], list[float]]:
    """Seconds of one POST to the minimal page, and of a GET and a POST."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id bigserial PRIMARY KEY, note text)")
    posts, visits = [], []
    with override_settings(ROOT_URLCONF="xianfeng.config.bench.ballots", MIDDLEWARE=[]):
        client = Client()
        for _ in range(ELECTORS):
            started = time.perf_counter()
            client.get("/")
            before = time.perf_counter()
            client.post("/", {"note": "x"})
            posts.append(time.perf_counter() - before)
            visits.append(time.perf_counter() - started)
    return posts, visits
