"""People without an account vote by a printed code; what is written is opened, mixed and reviewed."""

from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.apps.ballots.making import RULES, appoint, close, open_poll, submit, vote
from tests.apps.ballots.test_pages import NOW
from tests.scanning import scan_markup
from xianfeng.apps.ballots import actions, queries, sealing
from xianfeng.apps.ballots.models import Comment, SealedComment, Slip, VoteCode
from xianfeng.apps.ballots.views import coded
from xianfeng.apps.journal.models import Entry

TALKING = replace(RULES, comment=60)


def entries_of(poll_id, *persons):
    from xianfeng.apps.ballots.models import RollEntry

    wanted = [one.pk for one in persons]
    return list(RollEntry.objects.filter(poll=poll_id, person_id__in=wanted).values_list("pk", flat=True))


def issue(poll_id, *persons):
    return actions.issue_codes(
        now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, entry_ids=entries_of(poll_id, *persons)
    )


def test_codes_count_with_all_others_and_only_when_used(district):
    poll_id = open_poll(district)
    codes = issue(poll_id, *district.members[4:7])
    assert len(set(codes)) == 3
    stored = str(list(VoteCode.objects.values())) + str(list(Entry.objects.values()))
    assert not any(code in stored for code in codes)
    assert vote(poll_id, district.members[4], r1="for") is False
    for member in district.members[:4]:
        vote(poll_id, member, r2="against")
    assert queries.count_received(poll_id) == 4
    typed = " ".join(codes[0][at : at + 4].lower() for at in (0, 4, 8))
    assert actions.cast_by_code(now=factories.NOW, code=typed, marks={1: ["for"]}) == poll_id
    actions.cast_by_code(now=factories.NOW, code=codes[1], marks={1: ["for"]})
    assert queries.count_received(poll_id) == 6
    with pytest.raises(actions.SheetRefused, match="code_used"):
        actions.cast_by_code(now=factories.NOW, code=codes[0], marks={1: ["against"]})
    with pytest.raises(actions.SheetRefused, match="code_unknown"):
        actions.cast_by_code(now=factories.NOW, code="2" * 12, marks={})
    close(poll_id)
    tally = queries.get_tally(poll_id)
    assert (tally.issued, tally.returned, tally.rows[0].of("for")) == (7, 6, 2)
    assert VoteCode.objects.count() == Slip.objects.count() == 0
    with pytest.raises(actions.SheetRefused, match="code_unknown"):
        actions.cast_by_code(now=factories.NOW, code=codes[2], marks={})


def test_who_stands_or_has_voted_gets_no_code(district):
    poll_id = open_poll(district)
    with pytest.raises(actions.PaperRefused, match="code_for_candidate"):
        issue(poll_id, district.members[1], district.members[5])
    vote(poll_id, district.members[5])
    with pytest.raises(actions.PaperRefused, match="already_marked"):
        issue(poll_id, district.members[5], district.members[6])
    assert (VoteCode.objects.count(), queries.count_marked(poll_id)) == (0, 1)


def test_an_over_marked_sheet_leaves_the_code_unused(district):
    poll_id = open_poll(district)
    (code,) = issue(poll_id, district.members[6])
    with pytest.raises(actions.SheetRefused, match="over_cap"):
        actions.cast_by_code(now=factories.NOW, code=code, marks={1: ["for"], 2: ["for"], 3: ["for"]})
    assert not VoteCode.objects.get().used


def test_by_page_without_signing_in(district, client, monkeypatch):
    poll_id = open_poll(district, rules=TALKING)
    with time_machine.travel(NOW, tick=False):
        client.force_login(
            district.account_of(district.secretary), backend="xianfeng.apps.people.authentication.AccountBackend"
        )
        shown = client.post(
            reverse("ballots:codes", args=[poll_id]), {"entry": entries_of(poll_id, *district.members[5:7])}
        )
        assert "no-store" in shown["Cache-Control"]
        code = next(slip["code"] for slip in shown.context["slips"])
        assert scan_markup(shown.content.decode()) == [slip["link"] for slip in shown.context["slips"]]
        client.logout()
        address = reverse("ballots:by_code")
        assert client.post(address, {"c": "AAAA"}).status_code == 422
        sheet = client.post(address, {"c": code}).content.decode()
        assert (sheet.count('type="radio"'), "开票钥匙由系统保管" in sheet) == (9, True)
        over = client.post(address, {"c": code, "act": "review", "r1": "for", "r2": "for", "r3": "for"})
        assert (over.status_code, over.content.decode().count(" checked")) == (422, 3)
        review = client.post(address, {"c": code, "act": "review", "r1": "for", "comment": "多到班级走走"})
        assert "多到班级走走" in review.content.decode()
        assert Slip.objects.count() == 0
        sent = client.post(address, {"c": code, "act": "send", "r1": "for", "comment": "多到班级走走"})
        assert sent.url == reverse("ballots:by_code_sent")
        assert client.post(address, {"c": code, "act": "send", "r1": "for"}).status_code == 422
        monkeypatch.setattr(coded, "DOOR", coded.Door(wrong_codes=1))
        answers = [client.post(address, {"c": "2" * 12}).content.decode() for _try in range(2)]
        assert ["请过一小时再试" in answer for answer in answers] == [False, True]
    assert (Slip.objects.count(), SealedComment.objects.count()) == (4, 1)


def test_every_comment_is_equally_long_and_reads_back():
    private, public = sealing.make_key()
    second, second_public = sealing.make_key()
    sealed = [sealing.seal_text(7, text, 60, [public, second_public]) for text in ("", "好", "字" * 60, "𠮷" * 90)]
    assert len({len(one) for one in sealed}) == 1
    assert [sealing.unseal_text(7, one, [private, second]) for one in sealed] == ["", "好", "字" * 60, "𠮷" * 60]
    with pytest.raises(sealing.SlipUnreadable):
        sealing.unseal_text(8, sealed[0], [private, second])


def test_comments_are_released_after_closing_and_review(district):
    codes = appoint(district)
    poll_id = open_poll(district, rules=TALKING)
    for turn, member in enumerate(district.members):
        actions.cast(
            now=factories.NOW,
            poll_id=poll_id,
            person_id=member.pk,
            marks={1: ["for"]},
            comment=["", "食堂可以再早开十分钟", "  多听 课 "][turn] if turn < 3 else "",
        )
    assert SealedComment.objects.count() == 7
    assert {len(bytes(one)) for one in SealedComment.objects.values_list("sealed", flat=True)} == {13 + 240 + 96}
    close(poll_id)
    assert Comment.objects.count() == 0
    for turn in (0, 2):
        submit(poll_id, district.staff[turn], codes[turn])
    assert SealedComment.objects.count() == 0
    waiting = queries.list_comments(poll_id, released_only=False)
    assert {row.text for row in waiting} == {"食堂可以再早开十分钟", "多听 课"}
    assert queries.list_comments(poll_id) == []
    assert {field.name for field in Comment._meta.concrete_fields} == {"key", "poll", "text", "state"}
    chosen = next(row for row in waiting if row.text == "多听 课")
    actions.decide_comment(now=factories.NOW, actor=factories.TEST_ACTOR, poll_id=poll_id, key=chosen.key, release=True)
    assert [row.text for row in queries.list_comments(poll_id)] == ["多听 课"]
    line = Entry.objects.order_by("-number").first()
    assert (line.action, "多听" in str(line.detail)) == ("ballots.decide_comment", False)


def test_comments_by_page(district, client):
    poll_id = open_poll(district, rules=TALKING)
    for member in district.members:
        actions.cast(now=factories.NOW, poll_id=poll_id, person_id=member.pk, marks={1: ["for"]}, comment="讲得具体些")
    close(poll_id)
    address = reverse("ballots:comments", args=[poll_id])
    backend = "xianfeng.apps.people.authentication.AccountBackend"
    with time_machine.travel(NOW, tick=False):
        client.force_login(district.account_of(district.members[5]), backend=backend)
        assert "讲得具体些" not in client.get(address).content.decode()
        key = queries.list_comments(poll_id, released_only=False)[0].key
        assert client.post(address, {"key": key, "act": "release"}).status_code == 403
        client.force_login(district.account_of(district.secretary), backend=backend)
        assert client.get(address).content.decode().count("讲得具体些") == 7
        client.post(address, {"key": key, "act": "release"})
        client.force_login(district.account_of(district.members[5]), backend=backend)
        assert client.get(address).content.decode().count("讲得具体些") == 1


def test_a_comment_too_many_stops_the_count(district):
    poll_id = open_poll(district, rules=TALKING)
    for member in district.members:
        vote(poll_id, member, r1="for")
    form = queries.get_sheet(poll_id)
    SealedComment.objects.create(poll_id=poll_id, sealed=sealing.seal_text(poll_id, "假", 60, form.public_keys))
    with pytest.raises(actions.PollRefused, match="slips_do_not_match"):
        close(poll_id)


def test_the_paper_sheet_is_the_same_for_all(district, client):
    poll_id = open_poll(district)
    with time_machine.travel(NOW, tick=False):
        client.force_login(
            district.account_of(district.secretary), backend="xianfeng.apps.people.authentication.AccountBackend"
        )
        text = client.get(reverse("ballots:paper_sheet", args=[poll_id])).content.decode()
        entry = client.get(reverse("ballots:paper", args=[poll_id])).content.decode()
    code = queries.get_poll(poll_id).paper_code
    assert (text.count("☐"), text.count(code), entry.count(code)) == (9, 1, 1)
