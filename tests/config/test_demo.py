"""The demonstration with a small roster: every role finds something to do, it says it is made up, and its stations can be changed."""

from __future__ import annotations

import pytest

from xianfeng.apps.archive import queries as archive
from xianfeng.apps.ballots.models import Poll
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns import years
from xianfeng.apps.exemplars import queries as exemplars
from xianfeng.apps.people.models import Account, Organization
from xianfeng.apps.plans.models import Overlay
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import queries as tracking
from xianfeng.config import first_start
from xianfeng.config.demo import build, roster, stages
from xianfeng.kinds.inspection import queries as look_backs
from xianfeng.kinds.pledge import queries as pledges
from xianfeng.kinds.survey import queries as surveys

SMALL = (
    ("YY02", "枫林幼儿园", "幼儿园", "城区", 6, 2, 0),
    ("YY03", "望山幼儿园", "幼儿园", "镇区", 6, 2, 0),
    ("XX04", "东湖小学", "小学", "城区", 10, 3, 1),
    ("XX05", "望山小学", "小学", "镇区", 14, 5, 1),
    ("XX06", "石桥小学", "小学", "镇区", 10, 4, 1),
    ("XX08", "竹溪小学", "小学", "乡村", 9, 3, 1),
    ("XX12", "岭上小学", "小学", "乡村", 9, 4, 1),
)


@pytest.fixture
def district(db, monkeypatch, settings, tmp_path):
    """`district(stage)` builds the small district up to a station and gives its world."""
    settings.KEY_FOLDER = tmp_path / "keys"
    monkeypatch.setattr(roster, "SCHOOLS", SMALL)
    monkeypatch.setattr(first_start, "ACCOUNTS_FILE", tmp_path / "accounts.json")
    monkeypatch.setattr(first_start, "UNFINISHED", tmp_path / "unfinished")
    first_start.load_official_calendar()
    return lambda stage: build.build_demo(lambda _text: None, stage=stage, workers=1)


def todo(client, role: str) -> str:
    number = next(number for found, number, _note in stages.cast() if found == role)
    client.force_login(Account.objects.get(login=number))
    response = client.get("/home/")
    assert response.status_code == 200
    return response.content.decode()


ROLES = ("教育局经办人", "支部书记", "党员教师", "非党员教师", "督导员")


def standing(world) -> set[str]:
    """Links that are running; the look-back at the last round goes on beside them, as does what nobody owes."""
    steps = [
        step for step in campaigns.list_steps(world.campaign_id) if step.code != "look_back" and progress.is_owed(step)
    ]
    return {step.phase for step in steps if step.state_on(world.today) == "running"}


def in_the_selection_everybody_has_something_to_do_and_the_board_shows_a_gap(world, client, earlier) -> None:
    assert "演示" in campaigns.get_campaign(world.campaign_id).title
    assert "演示" in Organization.objects.get(code=roster.COMMITTEE).name
    assert standing(world) == {"appraisal"}
    for role in ROLES:
        page = todo(client, role)
        assert "todo-item" in page, role
        assert "演示数据，均为虚构" in page
    assert Overlay.objects.filter(state="filed").count() == 1
    assert len(first_start.demo_accounts()) == 5
    assert not first_start.UNFINISHED.exists()
    links = ("duties", "pledges", "narration")
    owed = [step for step in world.steps.values() if step.code != "look_back" and progress.is_owed(step)]
    for step in [step for step in owed if step.phase in links]:
        for branch in world.branches:
            found = progress.coverage(world.campaign_id, step.code, branch.id, world.today)
            assert branch.code == stages.BEHIND or not found.missing, (step.code, branch.code, found.missing)
    behind = next(branch for branch in world.branches if branch.code == stages.BEHIND)
    gaps = [
        len(progress.coverage(world.campaign_id, code, behind.id, world.today).missing)
        for code in ("post_duties", "party_pledge", "post_pledge", "target_pledge", "narration")
    ]
    assert sum(gaps) >= 1
    assert tracking.count_overdue([behind.id], world.today) == 1
    found = [row for row in exemplars.list_exemplars() if row.id not in earlier]
    assert [row.stage for row in found] == ["to_consent", "doubted", "to_publish"]
    number = next(number for role, number, _note in stages.cast() if role == "党员教师")
    member = todo(client, "党员教师")
    assert (found[0].person_id, "同意公开" in member, "开票钥匙" in member) == (
        Account.objects.get(login=number).person_id,
        True,
        True,
    )
    kept = [pledges.fulfilment(branch.id, on=world.today, campaign_id=world.campaign_id) for branch in world.branches]
    assert sum(one.done for one in kept) > 0
    pairs = years.list_pairs(world.campaign_id)
    assert {row.state for row in pairs} == {"accepted"}
    assert len(pairs) == len([branch for branch in world.branches if branch.secretary])
    shown = next(branch for branch in world.branches if branch.code == stages.SHOWN)
    assert {line["title"]: line["done"] for line in years.find_pair(world.campaign_id, shown.id).figures}[
        "目标承诺"
    ] == len(shown.members)
    looked = look_backs.list_points(world.campaign_id, shown.id, world.today)
    assert sum(bool(point.verdict) for point in looked) > 1
    assert [point.item_id is not None for point in looked if point.verdict == "not_done"] == [True]


def test_to_the_archive_and_back_to_the_selection_with_the_same_accounts(district, client):
    world = district("archive")
    assert standing(world) == set()
    assert archive.list_archived([world.committee_id, *(branch.id for branch in world.branches)])
    with_notice = [branch.id for branch in world.branches if branch.secretary]
    rounds = surveys.list_rounds(world.campaign_id, "satisfaction", with_notice)
    assert rounds and all(one.outcome == "satisfied" and one.channels for one in rounds)
    accounts, exemplary = first_start.demo_accounts(), {row.id for row in exemplars.list_exemplars()}

    again = district("selection")
    assert [row.id for row in campaigns.list_running([world.committee_id])] == [again.campaign_id]
    assert first_start.demo_accounts() == accounts
    assert not polls_open(world.campaign_id)
    in_the_selection_everybody_has_something_to_do_and_the_board_shows_a_gap(again, client, exemplary)


def polls_open(campaign_id: int) -> list[int]:
    return list(Poll.objects.filter(campaign_id=campaign_id, state="open").values_list("pk", flat=True))


def test_nothing_made_up_is_added_to_real_people(db, monkeypatch, tmp_path):
    monkeypatch.setattr(first_start, "UNFINISHED", tmp_path / "unfinished")
    Account.objects.create(login="somebody")
    with pytest.raises(build.NotADemonstration):
        build.build_demo(lambda _text: None)
    assert not (tmp_path / "unfinished").exists()
