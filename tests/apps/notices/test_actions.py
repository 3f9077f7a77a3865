"""Notices: who may do what in which order, when a period ends, what an objection does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import NOW, District, actor_of, campaign, plan_step
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.notices import actions, queries
from xianfeng.apps.notices.actions import Named, NoticeRefused, ObjectionRefused, Wording
from xianfeng.apps.notices.models import Notice, Objection

pytestmark = pytest.mark.django_db
WEB = None


def wording(**changes):
    usual = {
        "title": "优秀共产党员拟表彰对象公示",
        "basis": "根据《实施方案》第四条",
        "what": "经支部党员大会评选，现将拟表彰对象公示如下。",
        "days": 5,
        "place": "校门口公示栏",
        "contact_unit": "党支部办公室",
        "contact_person": "陆同志",
        "contact_phone": "6688 转 2",
        "scope": "society",
        "names": (Named("赵一", "语文教师"), Named("丁二", "数学教师")),
    }
    return Wording(**usual | changes)


class Case:
    def __init__(self):
        self.district = District(members=5)
        self.campaign = campaign(self.district, [plan_step("result_notice", "notice", subject="organization")])
        self.secretary = actor_of(self.district.secretary)
        self.officer = actor_of(self.district.officer)
        self.member = actor_of(self.district.members[1])

    def propose(self, nonce="n1", actor=None, authors=(), **changes):
        return actions.propose(
            now=NOW,
            actor=actor or self.secretary,
            campaign_id=self.campaign.pk,
            step_code="result_notice",
            organization_id=self.district.branch.pk,
            wording=wording(**changes),
            nonce=nonce,
            subject="results.result:1",
            authors=authors,
        )

    def run(self, notice_id, *acts, now=NOW):
        for act in acts:
            version = queries.get_notice(notice_id).version
            extra = {"secrecy_checked": True} if act is actions.review else {}
            actor = self.officer if act in (actions.review, actions.approve) else self.secretary
            act(now=now, actor=actor, notice_id=notice_id, version=version, **extra)
        return queries.get_notice(notice_id)

    def posted(self, **changes):
        return self.run(self.propose(**changes), actions.review, actions.approve, actions.post)


@pytest.fixture
def case():
    return Case()


def refusal(error, act, *args, **kwargs):
    with pytest.raises(error) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_period_shows_both_last_days(case):
    notice = case.posted()  # Tuesday 2026-09-15; Sunday the 20th is a working day, the 19th is not
    assert (notice.posted_on, notice.ends_on, notice.other_ends_on) == (
        date(2026, 9, 15),
        date(2026, 9, 21),
        date(2026, 9, 20),
    )
    assert not notice.provisional


def test_four_states_in_order_and_two_people(case):
    number = case.propose()
    own = {"now": NOW, "actor": case.secretary, "notice_id": number, "version": 1}
    assert refusal(NoticeRefused, actions.review, **own, secrecy_checked=True) == "second_person_needed"
    assert refusal(NoticeRefused, actions.approve, **own) == "wrong_state"
    assert refusal(NoticeRefused, actions.post, **own) == "wrong_state"
    other = own | {"actor": case.officer}
    assert refusal(NoticeRefused, actions.review, **other, secrecy_checked=False) == "secrecy_not_checked"
    actions.review(**other, secrecy_checked=True)
    assert refusal(NoticeRefused, actions.approve, **own | {"version": 2}) == "second_person_needed"
    assert refusal(NoticeRefused, actions.approve, **other) == "changed_meanwhile"
    actions.approve(**other | {"version": 2})
    actions.post(**own | {"version": 3})
    assert queries.get_notice(number).state == "posted"
    assert [entry.action for entry in Entry.objects.filter(subject=f"notices.notice:{number}").order_by("number")] == [
        "notices.proposed",
        "notices.reviewed",
        "notices.approved",
        "notices.posted",
    ]


def test_proposing_twice_with_one_nonce_is_once(case):
    assert case.propose() == case.propose()
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"what": "身份证号 110105194912310021"}, "personal_detail"),
        ({"names": (Named("赵一", "手机 13812345678"),)}, "personal_detail"),
        ({"names": (Named("赵一", "1985年6月出生"),)}, "personal_detail"),
        ({"what": "家庭住址：示例路 3 号"}, "personal_detail"),
        ({"contact_phone": "138-1234-5678"}, "contact_is_mobile"),
        ({"place": " "}, "part_missing"),
        ({"days": 0}, "days_out_of_range"),
    ],
)
def test_what_a_sheet_may_not_say(case, changes, code):
    assert refusal(NoticeRefused, case.propose, **changes) == code
    assert Notice.objects.count() == 0


def test_paper_hung_later_extends(case):
    notice = case.posted()
    later = NOW + timedelta(days=2)
    actions.record_board(
        now=later, actor=case.secretary, notice_id=notice.id, version=notice.version, board_posted_on=date(2026, 9, 17)
    )
    assert queries.get_notice(notice.id).ends_on == date(2026, 9, 23)


def test_days_it_did_not_hang_extend(case):
    notice = case.posted()
    actions.interrupt(
        now=NOW + timedelta(days=2),
        actor=case.secretary,
        notice_id=notice.id,
        version=notice.version,
        from_date=date(2026, 9, 16),
        until_date=date(2026, 9, 18),
        reason="公示栏维修",
    )
    assert queries.get_notice(notice.id).ends_on == date(2026, 9, 23)


def test_only_in_its_period_on_the_public_site(case):
    notice = case.posted()
    assert [row.id for row in queries.list_public(date(2026, 9, 15))] == [notice.id]
    assert [row.id for row in queries.list_public(date(2026, 9, 21))] == [notice.id]
    assert queries.list_public(date(2026, 9, 22)) == []
    case.run(case.propose("n2", scope="school"), actions.review, actions.approve, actions.post)
    assert len(queries.list_public(date(2026, 9, 15))) == 1
    assert len(queries.list_pinned([case.district.branch.pk], date(2026, 9, 15))) == 2


AFTER = datetime(2026, 9, 22, 2, tzinfo=UTC)


def confirm(case, notice_id, now=AFTER):
    version = queries.get_notice(notice_id).version
    actions.confirm(now=now, actor=case.secretary, notice_id=notice_id, version=version)


def test_no_confirmation_before_the_end_or_with_an_open_objection(case):
    notice = case.posted(authors=[case.district.secretary.pk])
    assert refusal(NoticeRefused, confirm, case, notice.id, now=NOW + timedelta(days=6)) == "period_running"
    actions.object(now=NOW, actor=WEB, notice_id=notice.id, text="名单第一位的获奖情况与事实不符。")
    assert refusal(NoticeRefused, confirm, case, notice.id) == "objection_open"
    objection = queries.list_objections(notice.id)[0]
    decision = {
        "now": AFTER,
        "objection_id": objection.id,
        "finding": "not_upheld",
        "reason": "经核对原始记录，情况属实。",
    }
    assert refusal(ObjectionRefused, actions.decide_objection, actor=case.secretary, **decision) == "decider_is_author"
    actions.decide_objection(actor=case.officer, **decision)
    assert refusal(ObjectionRefused, actions.decide_objection, actor=case.officer, **decision) == "decided_already"
    confirm(case, notice.id)
    assert queries.get_notice(notice.id).state == "confirmed"
    assert queries.tally_objections(notice.id)["not_upheld"] == 1


def test_a_changed_result_needs_a_new_notice(case):
    notice = case.posted(authors=[case.district.secretary.pk])
    actions.object(now=NOW, actor=WEB, notice_id=notice.id, text="计票有误。")
    objection = queries.list_objections(notice.id)[0]
    actions.decide_objection(
        now=AFTER,
        actor=case.officer,
        objection_id=objection.id,
        finding="upheld",
        reason="重新计票。",
        result_changes=True,
    )
    assert refusal(NoticeRefused, confirm, case, notice.id) == "new_notice_needed"
    again = actions.repost(
        now=AFTER, actor=case.secretary, notice_id=notice.id, wording=wording(names=(Named("丁二"),)), nonce="n9"
    )
    assert queries.get_notice(notice.id).state == "posted"
    case.run(again, actions.review, actions.approve, actions.post, now=AFTER)
    assert queries.get_notice(notice.id).state == "superseded"
    assert [row.id for row in queries.list_chain(again)] == [notice.id, again]
    assert [name.name for name in queries.list_names(notice.id)] == ["丁二", "赵一"]
    assert queries.get_notice(again).ends_on == date(2026, 9, 30)  # the 25th to 27th are free


def test_nothing_that_identifies_is_kept_of_a_web_objection(case):
    notice = case.posted()
    lines = Entry.objects.count()
    code = actions.object(now=NOW, actor=WEB, notice_id=notice.id, text="有不同意见。")
    stored = Objection.objects.values().get()
    assert Entry.objects.count() == lines
    assert stored["received_on"] == date(2026, 9, 15)
    assert (stored["sender"], stored["contact"], stored["recorded_label"]) == ("", "", "")
    assert code not in str(stored)
    assert queries.find_objection_by_receipt(code.lower().replace("-", " ")).id == stored["id"]
    assert queries.find_objection_by_receipt("AAAAA-AAAAA-AAAAA") is None


def test_redaction_takes_two_people_and_leaves_the_words_alone(case):
    notice = case.posted()
    actions.object(now=NOW, actor=WEB, notice_id=notice.id, text="我是三班家长，我认为……")
    number = queries.list_objections(notice.id)[0].id
    actions.redact(now=NOW, actor=case.officer, objection_id=number, redacted_text="有家长认为……")
    check = {"now": NOW, "objection_id": number, "agrees": True}
    assert refusal(ObjectionRefused, actions.check_redaction, actor=case.officer, **check) == "second_person_needed"
    assert not queries.list_objections(notice.id)[0].is_redacted
    actions.check_redaction(actor=case.member, **check)
    assert queries.list_objections(notice.id)[0].is_redacted
    assert queries.list_objections(notice.id)[0].text == "我是三班家长，我认为……"
    again = {"now": NOW, "actor": case.officer, "objection_id": number, "redacted_text": "别的"}
    assert refusal(ObjectionRefused, actions.redact, **again) == "redacted_already"


def test_objections_come_in_only_during_the_period(case):
    notice = case.posted()
    late = {"now": AFTER, "actor": WEB, "notice_id": notice.id, "text": "晚了。"}
    assert refusal(ObjectionRefused, actions.object, **late) == "not_in_period"
    letter = {
        "now": AFTER,
        "notice_id": notice.id,
        "text": "来信。",
        "channel": "letter",
        "received_on": date(2026, 9, 21),
    }
    assert refusal(ObjectionRefused, actions.object, actor=None, **letter) == "recorder_missing"
    actions.object(actor=case.member, **letter)
    assert queries.list_objections(notice.id)[0].recorded_label == case.member.label


def test_provisional_period_is_counted_again(case):
    from xianfeng.apps.campaigns.models import CalendarDay, CalendarYear

    number = case.propose()
    december = datetime(2026, 12, 28, 2, tzinfo=UTC)
    notice = case.run(number, actions.review, actions.approve, actions.post, now=december)
    assert notice.provisional
    january = datetime(2027, 1, 20, 2, tzinfo=UTC)
    assert refusal(NoticeRefused, confirm, case, number, now=january) == "period_provisional"
    CalendarYear.objects.bulk_create(CalendarYear(year=year, source="测试") for year in (2026, 2027))
    CalendarDay.objects.create(date=date(2027, 1, 1), is_workday=False, name="元旦", source="测试")
    assert actions.recount(now=january, actor=case.secretary, on=date(2027, 1, 20)) == 1
    notice = queries.get_notice(number)
    assert (notice.ends_on, notice.provisional) == (date(2027, 1, 5), False)


def test_lists_use_one_query(case, django_assert_num_queries):
    for count in (1, 3):
        while Notice.objects.count() < count:
            case.posted(nonce=f"n{Notice.objects.count()}")
        with django_assert_num_queries(1):
            assert len(queries.list_notices(organization_ids=[case.district.branch.pk])) == count


def test_the_database_keeps_the_words_of_an_objection(case):
    notice = case.posted()
    actions.object(now=NOW, actor=WEB, notice_id=notice.id, text="有不同意见。")
    edits = [
        lambda: Objection.objects.update(text="没有意见。"),
        lambda: Objection.objects.update(received_on=date(2026, 9, 1)),
        lambda: Objection.objects.all().delete(),
    ]
    for edit in edits:
        with pytest.raises(IntegrityError), transaction.atomic():
            edit()
    assert queries.list_objections(notice.id)[0].text == "有不同意见。"


def test_nobody_inside_sees_a_sheet_before_it_hangs(case, client):
    proposed, posted = case.propose(), case.posted(nonce="n2").id
    for person, expected in ((case.district.members[1], [403, 200]), (case.district.secretary, [200, 200])):
        client.force_login(case.district.accounts[person.pk])
        assert [client.get(f"/notices/{one}/sheet/").status_code for one in (proposed, posted)] == expected
