"""Who wrote an opinion: the administrator compares every row of the database before and after somebody who is signed in writes
about a colleague, and the colleague reads all that is ever shown about it. Nobody is named, neither by what is kept nor by the
digest. The control shows that the comparison has teeth: one journal line at the time of writing is found at once.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories import NOW
from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.models import Entry
from xianfeng.kinds.opinion import actions, digests, jobs, proposals, queries, views
from xianfeng.kinds.opinion.kind import KEPT_DAYS
from xianfeng.kinds.opinion.models import Digest, Message, Opinion
from xianfeng.kinds.opinion.tests.test_actions import Case
from xianfeng.kinds.opinion.tests.test_digests import Fed
from xianfeng.kinds.opinion.tests.test_retention import ago, decline, put

pytestmark = pytest.mark.django_db
RAW = ("第三节晚自习总是提前走，学生有意见", "听课少", "批评年轻教师太急，不留面子")


def every_row() -> dict[str, set[tuple[str, str]]]:
    """Where every row of every table lies and which transaction wrote it: no change escapes this."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT ctid::text, xmin::text FROM "{table}"')
            found[table] = set(cursor.fetchall())
    return found


def written_by(act) -> dict[str, int]:
    """Table -> how many rows an act left there or took away."""
    before = every_row()
    act()
    after = every_row()
    return {table: len(after[table] ^ before[table]) for table in after if after[table] != before[table]}


@pytest.fixture
def case(client, monkeypatch):
    monkeypatch.setattr(views, "DOOR", views.Door(writes=10))
    with time_machine.travel(NOW, tick=False):
        made = Fed()
        made.address = reverse("opinion:write", args=[*vars(made.place).values()])
        yield made


def writes(case, client, someone, text):
    """Gives the act of sending: signing in and opening the form have happened before, as on any other day."""
    client.force_login(case.district.account_of(someone))
    code = client.get(case.address).context["form"].initial["code"]
    fields = {"text": text, "source": "staff", "code": code, "about": str(case.member.pk)}
    return lambda: client.post(case.address, fields)


def test_writing_about_a_colleague_leaves_one_row_that_names_only_the_colleague(case, client):
    for someone, text in zip(case.district.staff, RAW, strict=False):
        assert written_by(writes(case, client, someone, text)) == {"opinion_opinion": 1}
        kept = Opinion.objects.values().get(text=text)
        numbers = {name: value for name, value in kept.items() if type(value) is int and name != "id"}
        branch = case.district.branch.pk
        assert numbers == {
            "campaign_id": case.campaign.pk,
            "organization_id": branch,
            "handled_by_id": branch,
            "about_id": case.member.pk,
        }
        assert someone.name not in str(kept) and case.district.account_of(someone).login not in str(kept)
    order = list(Opinion.objects.order_by("pk").values_list("text", flat=True))
    assert sorted(order) == sorted(RAW) and {row["received_on"] for row in Opinion.objects.values()} == {NOW.date()}


def test_the_comparison_finds_a_line_that_would_tell_who_wrote(case, client, monkeypatch):
    honest = actions.write

    def careless(**given):
        actor = journal.Actor(None, case.district.staff[0].pk, "某人")
        journal.record(now=NOW, actor=actor, action="opinion.read", subject="opinion.opinion:0")
        return honest(**given)

    monkeypatch.setattr(actions, "write", careless)
    assert "journal_entry" in written_by(writes(case, client, case.district.staff[0], RAW[1]))


def test_the_digest_and_its_journal_tell_the_colleague_nothing_about_the_writers(case, client):
    writers = case.district.staff[: len(RAW)]
    for someone, text in zip(writers, RAW, strict=True):
        writes(case, client, someone, text)()
    said = {f"opinion:{number}" for number in Opinion.objects.values_list("pk", flat=True)}
    lines = ["晚自习到岗和听课要加强", "待人可以更耐心"]
    case.digest(case.member, lines, {source: [1, 2] for source in said})
    one = Digest.objects.get()
    digests.check(now=NOW, actor=case.checker, digest_id=one.pk)
    client.force_login(case.district.account_of(case.member))
    step = reverse("opinion:step", args=[case.campaign.pk, "box"]) + f"?organization={case.district.branch.pk}"
    seen = [client.get(page).content.decode() for page in (reverse("opinion:fed_back", args=[one.pk]), step)]
    seen += [client.get(reverse("record:record")).content.decode()]
    told = "".join(seen)
    assert lines[0] in told
    for words in (*RAW, *(source.partition(":")[2] for source in said), *(someone.name for someone in writers)):
        assert words not in told
    accounts = {case.district.account_of(someone).pk for someone in writers}
    assert not Entry.objects.filter(actor_id__in=accounts).exists()
    assert not [
        line for line in Entry.objects.filter(action__startswith="opinion.digest") if "opinion:" in str(line.detail)
    ]


def test_nobody_destroys_an_entry_before_its_term(client):
    """The administrator with the program, its clock and the database; the reader who answers, hides or merges in haste."""
    case = Case()
    code, over = put(case, "早该销毁的")
    decline(case, over, 150)
    asking, fresh = put(case, RAW[0])
    actions.ask_further(now=ago(0), code=asking, text="请答复")
    for act, number in (("decline", fresh), ("hide", put(case, RAW[1])[1]), ("merge", put(case, RAW[2])[1])):
        stamp = {"now": ago(0), "actor": case.officer, "opinion_id": number}
        if act == "decline":
            actions.decline(**stamp, reason="不采纳")
        elif act == "hide":
            actions.propose_hiding(**stamp | {"actor": case.secretary}, ground="辱骂")
            actions.decide_hiding(**stamp, agrees=True)
        else:
            proposals.merge(**stamp, into_id=over)
    said = set(Opinion.objects.exclude(pk=over).values_list("text", flat=True))
    forward = time_machine.travel(ago(-400), tick=False)  # the program's clock; the database has its own
    with forward, pytest.raises(IntegrityError), transaction.atomic():
        jobs.destroy_words(timezone.now())
    today = timezone.localdate()
    past, term = today - timedelta(days=150), timedelta(days=KEPT_DAYS)
    everything = {"text": "", "contact": "", "seconders": []}
    changes = [
        {"text": ""},
        {"text": "改过的话", "words_destroyed_on": today},
        everything | {"words_destroyed_on": today},
        everything | {"words_destroyed_on": today + term},
        everything | {"words_destroyed_on": today, "answered_on": past},
        {"answered_on": past},
        {"contact": "别人"},
        {"words_destroyed_on": today},
        {"received_on": past - term},
        {"about_id": case.district.members[1].pk},
        {"handled_by_id": case.district.other_branch.pk},
        {"handled_by_id": case.district.other_branch.pk, "about_leader": True},
        {"organization_id": case.district.other_branch.pk},
        {"source": "parent"},
    ]
    _code, waiting = put(case, "还没有答复")
    actions.route_up(now=ago(0), actor=case.secretary, opinion_id=waiting, reason="涉及负责人")
    back = [
        {"handled_by_id": case.district.branch.pk},
        {"about_leader": False},
        {"about_id": case.district.secretary.pk},
    ]
    for number, change in [*((fresh, one) for one in changes), *((waiting, one) for one in back)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.filter(pk=number).update(**change)
    assert Opinion.objects.get(pk=waiting).handled_by_id == case.district.committee.pk
    for rows, change in (
        (Message.objects.filter(from_sender=True), {"text": ""}),
        (Message.objects.all(), {"text": "改"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.all().delete()
    client.force_login(case.district.account_of(case.district.officer))
    detail = reverse("opinion:detail", args=[fresh])
    assert {client.post(detail, {"act": act}).status_code for act in ("destroy", "destroy_words", "delete")} == {404}
    assert queries.find_by_receipt(code).text == "早该销毁的"
    jobs.destroy_words(timezone.now())  # the control: the same job on the same day, where the term is over
    assert set(Opinion.objects.exclude(pk__in=[over, waiting]).values_list("text", flat=True)) == said == set(RAW)
    assert queries.find_by_receipt(code).words_destroyed_on == today
