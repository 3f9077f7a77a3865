"""Opinions on a member, a leader, the organisation: reworded by one, traced by another, confirmed by whom they are about."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.factories import NOW, actor_of

from xianfeng.apps.campaigns.models import StepVerdict
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.queries import get_viewer
from xianfeng.kinds.opinion import actions, digests, queries, standings
from xianfeng.kinds.opinion.digests import quotes
from xianfeng.kinds.opinion.models import Digest, Opinion
from xianfeng.kinds.opinion.queries import Place
from xianfeng.kinds.opinion.tests.test_actions import DAY, Case, refusal

pytestmark = pytest.mark.django_db
ASKED = {
    "about": "members",
    "subjects": ["members", "leaders", "organization"],
    "fed_back": True,
    "open_to_society": False,
    "read_by": ["supervision_group", "branch_secretary"],
}
LAST = datetime(2026, 12, 30, 2, tzinfo=UTC)


class Fed(Case):
    def __init__(self, **params):
        super().__init__(**ASKED | params)
        self.place = Place(self.campaign.pk, "box", self.district.branch.pk)
        _secretary, self.member, self.other, _last = self.district.members
        people = [factories.person(f"督导{n}", works_at=self.district.school) for n in "甲乙"]
        self.inspectors = [factories.account(one, grant="inspector", at=self.district.committee) for one in people]
        self.collator, self.checker = (actor_of(one) for one in people)

    def say(self, text, about=None, **more):
        return self.write(text, about_id=about.pk if about else None, **more)

    def standings(self):
        params = queries.params_of(queries.campaigns.get_step(*vars(self.place).values()))
        return {one.subject.id: one for one in standings.list_standings(self.place, params, DAY)}

    def digest(self, about, lines, goes_into, submit=True, actor=None, version=0):
        return digests.write_digest(
            now=NOW,
            actor=actor or self.collator,
            place=self.place,
            about_id=about.pk if about else None,
            version=version,
            lines=lines,
            goes_into=goes_into,
            submit=submit,
        )

    def fed_back(self, about, line="听课、备课还要多下功夫"):
        self.digest(about, [line], {source: [1] for source in self.standings()[about.pk].sources})
        one = Digest.objects.get(about=about)
        digests.check(now=NOW, actor=self.checker, digest_id=one.pk)
        return one

    def page(self, about):
        return reverse("opinion:digest", args=[*vars(self.place).values(), about.pk if about else 0])


@pytest.fixture
def case():
    return Fed()


@pytest.mark.parametrize(
    ("line", "slip", "is_quoted"),
    [
        ("听课少", "听课少。", True),
        ("听课次数不够", "听课少", False),
        ("有的同志反映第三节晚自习总是提前下课走人", "第三节晚自习总是提前下课走人，不好", True),
        ("希望关心青年教师的成长", "希望多关心青年教师", False),
    ],
)
def test_a_digest_does_not_quote(line, slip, is_quoted):
    assert quotes(line, slip) is is_quoted


def test_who_reads_what_is_about_whom(case):
    branch, district = case.district.branch.pk, case.district
    _, member = case.say("听课少", case.member)
    _, leader = case.say("拍板太快", district.secretary)
    _, whole = case.say("活动太少")
    assert (member.about_leader, leader.about_leader, leader.handled_by_id) == (False, True, district.committee.pk)
    assert refusal(case.say, "甲", district.stranger) == "subject_unknown"
    step = queries.params_of(queries.campaigns.get_step(*vars(case.place).values()))
    reads = {
        who: [queries.may_read(get_viewer(account.pk, on=DAY), step, branch, one) for one in (member, leader, whole)]
        for who, account in {
            "member": district.account_of(case.member),
            "secretary": district.account_of(district.secretary),
            "inspector": case.inspectors[0],
            "officer": district.account_of(district.officer),
        }.items()
    }
    assert reads == {
        "member": [False, False, False],
        "secretary": [False, False, True],
        "inspector": [True, False, True],
        "officer": [False, True, False],
    }


def test_every_slip_stands_in_a_line_and_nobody_checks_the_own_digest(case):
    for words in ("听课少", "作业批改不及时，家长有意见"):
        case.say(words, case.member)
    _code, abusive = case.say("骂人的话", case.member)
    actions.propose_hiding(now=NOW, actor=case.collator, opinion_id=abusive.id, ground="人身攻击")
    actions.decide_hiding(now=NOW, actor=case.checker, opinion_id=abusive.id, agrees=True)
    one = case.standings()[case.member.pk]
    assert (one.state, case.standings()[case.other.pk].state, len(one.sources)) == ("waiting", "none", 2)
    first, second = one.sources
    about = case.member
    assert refusal(case.digest, about, ["甲", "乙"], {first: [1]}) == "left_out"
    assert refusal(case.digest, about, ["甲", "乙"], {first: [1], second: [1]}) == "line_without_source"
    assert refusal(case.digest, about, ["电话 13900000021"], {first: [1], second: [1]}) == "personal_detail"
    said = Opinion.objects.get(pk=int(first.partition(":")[2])).text
    assert refusal(case.digest, about, [said], {first: [1], second: [1]}) == "line_quotes"
    version = case.digest(about, ["教学要求要严"], {first: [1]}, submit=False)
    assert refusal(case.digest, about, ["乙"], {}) == "digest_changed"
    case.digest(about, ["教学要求要严", "多走进课堂"], {first: [1, 2], second: [1]}, version=version)
    made = Digest.objects.get()
    assert refusal(digests.check, now=NOW, actor=case.collator, digest_id=made.pk) == "second_person_needed"
    digests.send_back(now=NOW, actor=case.checker, digest_id=made.pk, reason="第二条走样")
    assert "reason" not in Entry.objects.get(action="opinion.digest_returned").detail  # it may repeat a slip
    case.digest(about, ["教学要求要严", "多听课"], {first: [1, 2], second: [1]}, version=2)
    case.say("又来一条", about)
    assert refusal(digests.check, now=NOW, actor=case.checker, digest_id=made.pk) == "left_out"
    digests.send_back(now=NOW, actor=case.checker, digest_id=made.pk, reason="有新意见")
    case.digest(about, ["教学要求要严"], {source: [1] for source in case.standings()[about.pk].sources}, version=3)
    digests.check(now=NOW, actor=case.checker, digest_id=made.pk)
    assert case.standings()[about.pk].state == "sent"
    assert set(Opinion.objects.exclude(pk=abusive.id).values_list("outcome", flat=True)) == {"digested"}
    refused = refusal(actions.decline, now=NOW, actor=case.collator, opinion_id=abusive.id, reason="甲")
    assert refused == "answered_already"


def test_the_person_reads_the_digest_alone_and_the_own_text_waits_for_it(case, client):
    case.say("听课少", case.member)
    mirrors = {"campaign_id": case.campaign.pk, "step_codes": ["box"], "organization_id": case.district.branch.pk}

    def waits(about, on=DAY):
        (mirror,) = each_room("list_mirrors", **mirrors, person_id=about.pk, on=on)
        return mirror.waits

    assert (waits(case.member), waits(case.other), waits(case.other, LAST.date().replace(day=31))) == (
        "collecting",
        "collecting",
        "",
    )
    one = case.fed_back(case.member)
    assert waits(case.member) == "to_confirm"
    let_pass = StepVerdict.objects.create(
        campaign=case.campaign, step_code="box", organization=case.district.branch, verdict="forced", decided_at=NOW
    )
    assert waits(case.member) == waits(case.other) == ""
    let_pass.delete()
    with time_machine.travel(NOW, tick=False):
        client.force_login(case.district.account_of(case.member))
        viewer = get_viewer(case.district.account_of(case.member).pk, on=DAY)
        (todo,) = [t for t in each_room("list_todos", viewer=viewer, on=DAY) if t.url_name == "opinion:fed_back"]
        page = reverse(todo.url_name, args=todo.url_args)
        told = client.get(page).content.decode()
        assert "听课、备课还要多下功夫" in told and "听课少" not in told
        assert client.get(case.page(case.member)).status_code == 403
        for someone in (case.other, case.district.secretary):
            client.force_login(case.district.account_of(someone))
            assert client.get(page).status_code == 403
        client.force_login(case.district.account_of(case.member))
        for _ in range(2):
            client.post(page)
    assert waits(case.member) == ""
    assert Entry.objects.filter(action="opinion.digest_received", person_id=case.member.pk).count() == 1
    lines = [line for line in each_room("list_record", person_id=case.member.pk) if line.subject.endswith(f":{one.pk}")]
    assert [line.text for line in lines] == ["听课、备课还要多下功夫"]


def test_the_step_ends_when_every_digest_is_confirmed(case):
    case.say("听课少", case.member)
    box = vars(case.place)
    late = {"now": LAST, "actor": case.secretary}
    waiting = refusal(actions.finish_box, **late, **box)
    one = case.fed_back(case.member)
    assert (waiting, refusal(actions.finish_box, **late, **box)) == ("entries_waiting", "digests_waiting")
    digests.receive(now=LAST, actor=actor_of(case.member), digest_id=one.pk)
    actions.finish_box(**late, **box)
    assert set(Fact.objects.values_list("fact", flat=True)) == {"opinions_decided", "digest_received"}


def test_collated_and_checked_through_the_pages(case, client):
    case.say("听课少", case.member)
    for words in ("食堂排队太久", "活动太少"):
        case.say(words)
    with time_machine.travel(NOW, tick=False):
        client.force_login(case.inspectors[0])
        step = reverse("opinion:step", args=[case.campaign.pk, "box"]) + f"?organization={case.district.branch.pk}"
        panel = client.get(step).content.decode()
        assert "没有收到" in panel and "不说明这位同志好或不好" in panel
        page = case.page(None)
        assert client.get(reverse("opinion:digest", args=[case.campaign.pk, "box", 1, 999999])).status_code == 404
        sent = {"act": "submit", "version": "0", "text": "", "into0": "1", "into1": ""}
        paper = SimpleUploadedFile("归纳.txt", "改善服务\n丰富活动".encode())
        bad = client.post(page, sent | {"paper": paper}).content.decode()
        assert "第 2 条来源没有归入任何一条" in bad and "丰富活动" in bad
        assert "如 1、3" in client.post(page, sent | {"text": "甲", "into0": "一"}).content.decode()
        wrong = client.post(page, sent | {"paper": SimpleUploadedFile("归纳.exe", b"MZ")}).content.decode()
        assert "不认识“.exe”这种文件" in wrong
        whole = sent | {"text": "改善服务\n丰富活动", "into1": "1、2"}
        assert client.post(page, whole).status_code == 302
        assert (
            client.post(page, {"act": "check", "version": 1}, follow=True).content.decode().count("需由另一个人办理")
            == 1
        )
        client.force_login(case.inspectors[1])
        traced = client.get(page).content.decode()
        assert traced.count("食堂排队太久") + traced.count("活动太少") == 3
        version = Digest.objects.get().version
        stale = client.post(page, {"act": "check", "version": version - 1}, follow=True).content.decode()
        assert "另一处已经修改" in stale and Digest.objects.get().state == "submitted"
        assert f'name="version" value="{version}"' in client.get(page).content.decode()
        client.post(page, {"act": "check", "version": version})
        one = Digest.objects.get()
        assert one.state == "sent"
        fed_back = reverse("opinion:fed_back", args=[one.pk])
        client.force_login(case.district.account_of(case.other))
        told = client.get(step).content.decode()
        assert ("丰富活动" in told, "条意见提到" in told, client.get(fed_back).status_code) == (True, False, 200)
        assert client.post(fed_back).status_code == 403
        client.force_login(case.district.account_of(case.district.secretary))
        client.post(fed_back)
    one.refresh_from_db()
    assert (one.state, one.received_label) == ("received", "书记甲（支部书记）")


def test_names_are_told_to_those_who_belong_there_and_the_list_costs_the_same_for_many(case, client):
    write = reverse("opinion:write", args=[*vars(case.place).values()])
    with time_machine.travel(NOW, tick=False):
        client.force_login(case.district.account_of(case.district.stranger))
        assert case.member.name not in client.get(write).content.decode()
        client.force_login(case.district.account_of(case.district.staff[0]))
        page = client.get(write)
        assert case.member.name in page.content.decode() and "本人看不到原文" in page.content.decode()
        fields = {"text": "听课少", "source": "staff", "code": page.context["form"].initial["code"]}
        client.post(write, fields | {"about": str(case.member.pk)})
        assert Opinion.objects.get().about_id == case.member.pk
    spent = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as done:
            case.standings()
        spent.append(len(done))
        for one in case.district.members[1:]:
            case.say(f"给{one.pk}的意见", one)
    assert spent[0] == spent[1]
