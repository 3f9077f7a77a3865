"""The demonstration at its stations up to the selection, with a small roster: it builds, every role finds something to do, it says it is made up."""

from __future__ import annotations

import pytest

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people.models import Account, Organization
from xianfeng.apps.plans.models import Overlay
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.returns import queries as returns
from xianfeng.config import first_start
from xianfeng.config.demo import build, roster, stages

SMALL = (
    ("YY02", "枫林幼儿园", "幼儿园", "城区", 6, 2, 0),
    ("YY03", "望山幼儿园", "幼儿园", "镇区", 6, 2, 0),
    ("XX04", "东湖小学", "小学", "城区", 10, 3, 1),
    ("XX05", "望山小学", "小学", "镇区", 20, 8, 1),
    ("XX06", "石桥小学", "小学", "镇区", 16, 6, 1),
    ("XX08", "竹溪小学", "小学", "乡村", 14, 5, 1),
    ("XX12", "岭上小学", "小学", "乡村", 9, 4, 1),
)


@pytest.fixture
def district(db, monkeypatch, settings, tmp_path):
    """`district(stage)` builds the small district up to a station and gives its world."""
    settings.KEY_FOLDER = tmp_path / "keys"
    monkeypatch.setattr(roster, "SCHOOLS", SMALL)
    monkeypatch.setattr(build, "ACCOUNTS_FILE", tmp_path / "accounts.json")
    monkeypatch.setattr(first_start, "ACCOUNTS_FILE", tmp_path / "accounts.json")
    first_start.load_official_calendar()
    return lambda stage: build.build_demo(lambda _text: None, stage=stage, workers=1)


def todo(client, role: str) -> str:
    number = next(number for found, number, _note in stages.cast() if found == role)
    client.force_login(Account.objects.get(login=number))
    response = client.get("/home/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("stage", ("duties", "pledge", "narration", "selection"))
def test_stands_at_the_station_with_something_to_do(district, client, stage):
    world = district(stage)
    assert "演示" in campaigns.get_campaign(world.campaign_id).title
    assert "演示" in Organization.objects.get(code=roster.COMMITTEE).name
    running = {
        step.phase for step in campaigns.list_steps(world.campaign_id) if step.state_on(world.today) == "running"
    }
    place = ("duties", "pledges", "narration", "appraisal", "publicity")
    wanted = {"pledge": "pledges", "selection": "appraisal", "notice": "publicity"}.get(stage, stage)
    assert running == ({wanted} if stage != "archive" else set())

    earlier = [step for step in world.steps.values() if step.phase in place[: place.index(wanted)]] if running else []
    for step in earlier:
        for branch in world.branches:
            if branch.code == build.BEHIND or step.kind in ("selection", "opinion"):
                continue
            found = progress.coverage(world.campaign_id, step.code, branch.id, world.today)
            assert not found.missing, (stage, step.code, branch.code, found.missing)
    if stage != "archive":
        for role in ("支部书记", "党员教师"):
            assert "todo-item" in todo(client, role), (stage, role)
    if stage in ("selection", "notice"):
        assert "todo-item" in todo(client, "非党员教师")
    assert client.get(f"/board/{world.campaign_id}/").status_code in (200, 403)
    assert Overlay.objects.filter(state="filed").count() == 1
    assert len(first_start.demo_accounts()) == 5


def test_the_bureau_has_a_report_to_acknowledge_and_the_board_shows_a_gap(district):
    world = district("selection")
    waiting = [one for one in returns.list_incoming([world.committee_id]) if one.acknowledged_on is None]
    assert len(waiting) <= 1
    behind = next(branch for branch in world.branches if branch.code == build.BEHIND)
    gaps = [
        len(progress.coverage(world.campaign_id, code, behind.id, world.today).missing)
        for code in ("post_duties", "party_pledge", "post_pledge", "target_pledge", "narration")
    ]
    assert sum(gaps) >= 1
