"""Plans: what may be answered, who is heard, when a plan becomes final, what a school may add."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.apps.plans.settling import BASIS, DAY, PACK, adopted, answered, consulted, published
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.plans import actions, queries
from xianfeng.apps.plans.actions import PlanRefused
from xianfeng.apps.plans.models import Overlay, PlanComment, PlanSetting, PlanVersion

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


def refusal(act, *args, **kwargs) -> PlanRefused:
    with pytest.raises(PlanRefused) as refused:
        act(*args, **kwargs)
    return refused.value


def test_adopting_makes_a_numbered_draft(district):
    first = adopted(district)
    actions.set_value(**WHO, version_id=first, key="approval_basis", value=BASIS)
    second = adopted(district)
    rows = {row.id: row for row in queries.list_versions()}
    assert [(rows[n].version, rows[n].state, rows[n].pack_code) for n in (first, second)] == [
        (1, "draft", PACK),
        (2, "draft", PACK),
    ]
    assert rows[first].sha256 == rows[second].sha256 == queries.get_pack(first).fingerprint()
    assert Entry.objects.filter(action="plan.adopted").count() == 2


def test_adopting_twice_by_mistake_gives_one_draft(district):
    assert adopted(district) == adopted(district)
    assert PlanVersion.objects.count() == 1


def test_an_answer_takes_its_question_away(district):
    version = adopted(district)
    before = [ask.code for ask in queries.list_asks(version)]
    actions.set_value(**WHO, version_id=version, key="duties_days", value="14")
    assert [code for code in before if code != "duties_days"] == [ask.code for ask in queries.list_asks(version)]
    assert queries.get_settings(version)["duties_days"] == 14
    assert Entry.objects.get(action="plan.value_set").detail == {"key": "duties_days", "value": 14, "reason": ""}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("duties_days", "两周", "value_type"),
        ("duties_days", 0, "value_below_minimum"),
        ("duties_days", 500, "value_above_maximum"),
        ("no_such_key", 3, "unknown_key"),
        ("criteria.nothing.blank_1", "爱岗", "unknown_key"),
        ("approval_basis", "  ", "basis_missing"),
    ],
)
def test_values_that_do_not_fit(district, key, value, code):
    version = adopted(district)
    assert refusal(actions.set_value, **WHO, version_id=version, key=key, value=value).code == code
    assert not PlanSetting.objects.exists()


def test_changing_what_the_text_says_needs_a_reason(district):
    version = adopted(district)
    stated = next(
        item for item in queries.get_pack(version).plan.parameters if item.type == "integer" and item.value is not None
    )
    change = {"version_id": version, "key": stated.code, "value": stated.value + 1}
    assert refusal(actions.set_value, **WHO, **change).code == "reason_missing"
    actions.set_value(**WHO, **change, reason="本地文件另有规定")
    assert queries.get_settings(version)[stated.code] == stated.value + 1
    assert PlanSetting.objects.get().reason == "本地文件另有规定"


def test_history_keeps_every_answer_and_the_last_counts(district):
    version = adopted(district)
    for hours, value in enumerate((10, 12)):
        actions.set_value(
            now=factories.NOW + timedelta(hours=hours), actor=factories.TEST_ACTOR, version_id=version,
            key="duties_days", value=value,
        )  # fmt: skip
    assert queries.get_settings(version)["duties_days"] == 12
    assert [row.value for row in PlanSetting.objects.order_by("-set_at")] == [12, 10]


def test_a_consultation_has_a_length(district):
    version = adopted(district)
    assert refusal(consulted, version, from_date=DAY, until_date=DAY).code == "consultation_missing"


@pytest.mark.parametrize(("offset", "taken"), [(-11, False), (-10, True), (-1, True), (0, False)])
def test_comments_are_taken_in_the_period_only(district, offset, taken):
    version = adopted(district)
    consulted(version)
    comment = {"today": DAY + timedelta(days=offset), "version_id": version, "source": "staff", "text": "时间偏紧"}
    if taken:
        actions.comment(**comment)
    else:
        assert refusal(actions.comment, **comment).code == "not_in_consultation"
    assert PlanComment.objects.count() == int(taken)


def test_a_comment_has_no_author_and_leaves_no_line(district):
    version = adopted(district)
    consulted(version)
    lines = Entry.objects.count()
    comment = {"today": DAY - timedelta(days=2), "version_id": version, "source": "member", "text": " 时间偏紧 "}
    assert actions.comment(**comment) == actions.comment(**comment)
    assert Entry.objects.count() == lines
    assert sorted(field.name for field in PlanComment._meta.fields) == [
        "answer", "answered_on", "id", "outcome", "plan_version", "receipt_hash", "received_on", "source", "step_code",
        "text",
    ]  # fmt: skip
    assert PlanComment.objects.get().text == "时间偏紧"


def test_publishing_waits_for_basis_consultation_and_answers(district):
    version = adopted(district)

    def publish(today=DAY):
        actions.publish(**WHO, version_id=version, today=today)

    assert refusal(publish).code == "basis_missing"
    actions.set_value(**WHO, version_id=version, key="approval_basis", value=BASIS)
    assert refusal(publish).code == "consultation_missing"
    consulted(version)
    told = actions.comment(today=DAY - timedelta(days=1), version_id=version, source="staff", text="时间偏紧")
    assert refusal(publish, DAY - timedelta(days=1)).code == "consultation_running"
    assert refusal(publish).params == {"count": 1}
    assert refusal(actions.answer_comment, **WHO, comment_id=told, adopted=True, answer=" ").code == "answer_missing"
    actions.answer_comment(**WHO, comment_id=told, adopted=False, answer="各阶段天数由会议确定")
    publish()
    row = queries.get_version(version)
    assert (row.state, row.published_at, row.open_comments) == ("published", factories.NOW, 0)
    assert queries.list_comments(version)[0].outcome == "not_adopted"


def test_a_published_version_does_not_change(district):
    version = published(district)
    for act, args in (
        (actions.set_value, {**WHO, "version_id": version, "key": "duties_days", "value": 3}),
        (actions.publish, {**WHO, "version_id": version, "today": DAY}),
        (consulted, {"version_id": version}),
    ):
        assert refusal(act, **args).code == "published_is_fixed"


def local(pack, **parts) -> dict:
    return {
        "format": 1, "base": pack.code, "base_version": pack.meta.version, "code": "local_1", "title": "本校方案",
        "reason": "学校规模小", **parts,
    }  # fmt: skip


def test_dropping_a_core_step_is_refused_and_named(district):
    version = adopted(district)
    pack = queries.get_pack(version)
    core = next(step for step in pack.plan.steps if step.core)
    refused = refusal(
        actions.file_overlay, **WHO, version_id=version, organization_id=district.branch.pk,
        content=local(pack, drop_steps=[core.code]),
    )  # fmt: skip
    assert refused.code == "overlay_faulty"
    assert [(fault.code, fault.values["title"]) for fault in refused.params["faults"]] == [
        ("core_step_dropped", core.title)
    ]
    assert not Overlay.objects.exists()


def test_a_local_plan_is_filed_decided_and_filed_again(district):
    version = adopted(district)
    pack = queries.get_pack(version)
    optional = [step for step in pack.plan.steps if not step.core][-1]  # nothing rests on it
    filed = {"version_id": version, "organization_id": district.branch.pk}
    overlay = actions.file_overlay(**WHO, **filed, content=local(pack, drop_steps=[optional.code]))
    assert (
        refusal(actions.decide_overlay, **WHO, overlay_id=overlay, approved=False, remark="").code == "reason_missing"
    )
    actions.decide_overlay(**WHO, overlay_id=overlay, approved=False, remark="请保留推荐环节")
    assert queries.get_overlay(overlay).state == "returned"
    again = refusal(actions.decide_overlay, **WHO, overlay_id=overlay, approved=True, remark="")
    assert again.code == "overlay_not_filed"
    assert actions.file_overlay(**WHO, **filed, content=local(pack)) == overlay
    actions.decide_overlay(**WHO, overlay_id=overlay, approved=True, remark="")
    assert (queries.get_overlay(overlay).state, Overlay.objects.count()) == ("approved", 1)


def test_questions_can_all_be_answered(district):
    version = adopted(district)
    answered(version)
    assert queries.list_asks(version) == ()


def test_the_value_of_a_variant_can_be_answered_apart(district):
    version = adopted(district)
    answered(version)
    key = "variant.small_units.narration_days"
    small = queries.get_settled(version, "kindergarten").find_parameter("narration_days").value
    whole = queries.get_settled(version, "primary").find_parameter("narration_days").value
    assert small != whole
    actions.set_value(**WHO, version_id=version, key=key, value="10")
    assert queries.get_settled(version, "kindergarten").find_parameter("narration_days").value == 10
    assert queries.get_settled(version, "primary").find_parameter("narration_days").value == whole
    wrong = refusal(actions.set_value, **WHO, version_id=version, key="variant.small_units.duties_days", value="3")
    assert wrong.code == "unknown_key"
