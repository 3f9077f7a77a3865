"""S3-70, S3-64: what was asked before the work beside the satisfaction at the end, item by item, on the page and in the workbook."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook
from tests.factories import NOW, TEST_ACTOR, plan_step

from xianfeng.apps.ballots import actions as ballots
from xianfeng.kinds.survey import actions, own, queries
from xianfeng.kinds.survey.kind import Params, judge
from xianfeng.kinds.survey.models import Round
from xianfeng.kinds.survey.tests.test_pages import PARAMS, Place

GOOD, FAIR, BAD = "satisfied", "basically_satisfied", "dissatisfied"


def test_what_is_asked_beforehand_is_counted_and_needs_no_make_up():
    before = Params.model_validate({**PARAMS, "about": "expectations"})
    assert judge(before, [{BAD: 9, GOOD: 1}], 10).outcome == "counted"
    assert judge(before, [{"not_informed": 9}], 10).outcome == "too_few_answers"


@pytest.mark.django_db
def test_each_issue_stands_beside_the_satisfaction_with_it(client, settings, tmp_path):
    settings.KEY_FOLDER = str(tmp_path)
    with time_machine.travel(NOW, tick=False):
        _compare(Place(client, compares_with="wishes"))


def _compare(place):
    shared = {"criteria": ["hot"]}
    wishes = plan_step(
        "wishes", "survey", subject="organization", who=("branches",), title="期望调查",
        params={"about": "expectations", "instruments": ["everyone"], "answered_by": ["parents", "students"]},
    )  # fmt: skip
    place.running.plan["steps"] = [wishes | shared, *(step | shared for step in place.running.plan["steps"])]
    place.running.plan["criteria"] = {"hot": [{"key": "fees", "title": "收费"}, {"key": "safety", "title": "安全"}]}
    place.running.save()
    window = place.running.windows.get()
    place.running.windows.create(step_code="wishes", position=9, opens_on=window.opens_on, closes_on=window.closes_on)
    branch = place.district.branch.pk
    before = actions.open_round(
        now=NOW, actor=TEST_ACTOR, campaign_id=place.running.pk, step_code="wishes", organization_id=branch,
        unit_id=branch, instrument="everyone", closes_at=NOW + timedelta(days=1), question="目前的工作", on=NOW.date(),
    )  # fmt: skip
    assert queries.get_round(before).questions == ("目前的工作", "收费", "安全")
    sheets = [(BAD, BAD, GOOD)] * 7 + [(GOOD, GOOD, GOOD)] * 6 + [(GOOD, FAIR, BAD)] * 5
    for group in ("parents", "students"):
        answer(place, before, group, sheets if group == "parents" else sheets[:7])
    assert place.as_(place.district.secretary).get(place.url()).content.decode().count("逐项对照") == 0
    actions.close_round(now=NOW, actor=TEST_ACTOR, round_id=before, reason="交齐")
    assert queries.get_round(before).outcome == "counted"  # most were not content with things as they were

    after = place.open()
    answer(place, after.pk, "parents", [(GOOD, GOOD, BAD)] * 6 + [(GOOD, FAIR, BAD)] * 5 + [(GOOD, BAD, BAD)] * 5)
    place.close(after)
    assert Round.objects.get(pk=after.pk).outcome == "satisfied"  # the items decide nothing
    page = place.as_(place.district.members[1]).get(place.url()).content.decode()
    table = page.split("逐项对照</h2>", 1)[1].split("</section>", 1)[0]
    parents, students = table.split("<h3>")[1:]
    fees, safety = parents.split('<th scope="row">')[1:]
    assert "有效 18 份" in parents and "有效 16 份" in parents
    assert "不满意 7 (38.9%)" in fees and "不满意 5 (31.3%)" in fees
    assert (
        "满意 13 (72.2%)" in safety and "其余不单列" in safety and "基本满意" not in safety
    )  # nobody: withheld as any figure under five
    assert "只有一次问过" in students and "期望调查" in students
    workbook = load_workbook(BytesIO(place.as_(place.district.secretary).get(place.url("export")).content))
    lines = ["|".join(map(str, row)) for row in workbook["逐项对照"].iter_rows(values_only=True)]
    hidden = "不足5份，不单列"
    told = own.tell_evidence(frozenset({"satisfaction", "rules"}), branch, NOW.date())
    [(source, record)] = told
    assert (source, record.title) == ("satisfaction", "survey：对本单位开展这项活动的效果")
    assert record.note.startswith("家长 不单列（有效 16 份）；")
    assert f"家长|收费|期望调查|全体测评|1|18|6|{hidden}|7|{hidden}|None" in lines
    assert f"家长|安全|survey|全体测评|1|16|{hidden}|{hidden}|{hidden}|{hidden}|None" in lines


def answer(place, round_id, group, sheets):
    poll_id = queries.get_round(round_id).slips[group]
    for code, said in zip(
        ballots.issue_slips(now=NOW, actor=TEST_ACTOR, poll_id=poll_id, count=max(len(sheets), 5)), sheets, strict=True
    ):
        ballots.cast_by_code(now=NOW, code=code, marks={row: [one] for row, one in enumerate(said, 1)})
