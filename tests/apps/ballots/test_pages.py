"""The voter's way through the pages, and who may open which."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.apps.ballots.making import STARS, appoint, campaign, close, elector, open_poll, vote
from xianfeng.apps.ballots import disclosure, queries
from xianfeng.apps.ballots.models import Counter, RollEntry, Slip

NOW = factories.NOW + timedelta(minutes=10)


@pytest.fixture
def sign_in(client, district):
    def go(person):
        client.force_login(district.account_of(person), backend="xianfeng.apps.people.authentication.AccountBackend")
        return client

    with time_machine.travel(NOW, tick=False):
        yield go


def page(client, name, poll_id, **data):
    address = reverse(f"ballots:{name}", args=[poll_id])
    return client.post(address, data) if data or name in ("send", "close") else client.get(address)


def test_from_the_first_screen_to_the_line_that_it_arrived(district, sign_in):
    poll_id = open_poll(district)
    voter = district.members[1]
    client = sign_in(voter)
    first = page(client, "start", poll_id)
    text = first.content.decode()
    for table in disclosure.stored_tables():
        assert table.title in text
        assert all(column in text for column in table.columns)
    assert all(claim in text for claim in disclosure.claims())
    sheet = page(client, "sheet", poll_id).content.decode()
    assert sheet.count('type="radio"') == 2 * 3
    assert sheet.count("本人回避") == 1
    review = page(client, "review", poll_id, r2="for")
    assert district.members[3].name in review.content.decode()
    assert review.content.decode().count("未填") == 1
    assert Slip.objects.count() == 0
    sent = page(client, "send", poll_id, r2="for")
    assert sent.url == reverse("ballots:sent", args=[poll_id])
    said = page(client, "sent", poll_id).content.decode()
    assert "已收到。系统不保存您与选票的对应关系。" in said
    assert "同意" not in said
    assert Slip.objects.count() == 4


def test_sent_twice_and_back_button_count_once(district, sign_in):
    poll_id = open_poll(district)
    client = sign_in(district.members[0])
    assert page(client, "send", poll_id, r1="for").status_code == 302
    assert page(client, "send", poll_id, r1="against").url == reverse("ballots:sent", args=[poll_id])
    assert page(client, "sheet", poll_id).url == reverse("ballots:sent", args=[poll_id])
    assert (queries.count_marked(poll_id), Slip.objects.count()) == (1, 4)


def test_over_the_cap_keeps_what_was_filled_in(district, sign_in):
    poll_id = open_poll(district)
    client = sign_in(district.members[0])
    for name in ("review", "send"):
        refused = page(client, name, poll_id, r1="for", r2="for", r3="for")
        assert refused.status_code == 422
        assert refused.content.decode().count(" checked") == 3
        assert "最多可选2人，您选了3人" in refused.content.decode()
    assert queries.count_marked(poll_id) == 0


def test_no_cookie_no_row_no_line_beside_the_vote(district, sign_in):
    """A sent sheet changes the roll line and adds slips; nothing else in the database moves."""
    from django.apps import apps

    poll_id = open_poll(district)
    client = sign_in(district.members[0])
    before = {model: model.objects.count() for model in apps.get_models() if model._meta.managed}
    page(client, "send", poll_id, r1="for")
    after = {model: model.objects.count() for model in before}
    assert {model for model in before if after[model] != before[model]} == {Slip}
    assert not client.cookies.get("messages")


def test_the_pages_cost_the_same_for_one_and_three_candidates(district, sign_in, django_assert_max_num_queries):
    for standing, voter in ((district.members[1:2], district.members[5]), (district.members[1:4], district.members[6])):
        poll_id = open_poll(district, campaign(district), candidates=standing)
        client = sign_in(voter)
        page(client, "sheet", poll_id)
        with django_assert_max_num_queries(2):
            page(client, "sheet", poll_id)
        with django_assert_max_num_queries(7):
            page(client, "send", poll_id, r1="for")


ALLOWED = {  # organiser (on the roll), elector, colleague not on the roll, stranger
    "start": (200, 200, 403, 403),
    "sheet": (200, 200, 403, 403),
    "roll": (200, 200, 403, 403),
    "roll_file": (200, 200, 403, 403),
    "sent": (302, 302, 403, 403),
    "tally": (302, 302, 403, 403),
    "paper": (200, 200, 403, 403),
    "manage": (200, 403, 403, 403),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_who_may_open_what(name, district, sign_in):
    poll_id = open_poll(district)
    people = (district.secretary, district.members[2], district.staff[0], district.stranger)
    assert tuple(page(sign_in(one), name, poll_id).status_code for one in people) == ALLOWED[name]


@pytest.mark.parametrize("name", ["close", "void", "hand_out", "discard_paper"])
def test_only_the_organiser_runs_a_poll(name, district, sign_in):
    poll_id = open_poll(district)
    for one in (district.members[2], district.staff[0], district.stranger):
        assert sign_in(one).post(reverse(f"ballots:{name}", args=[poll_id])).status_code == 403
    assert queries.get_poll(poll_id).state == "open"


def test_the_organiser_sees_a_number_and_no_names_of_voters(district, sign_in):
    poll_id = open_poll(district)
    for member in district.members[2:5]:
        vote(poll_id, member, r1="for")
    text = page(sign_in(district.secretary), "manage", poll_id).content.decode()
    assert "3/7" in text
    marked = RollEntry.objects.filter(poll_id=poll_id, marked=True).values_list("name", flat=True)
    listed = re.findall(r'name="entry" value="\d+"', text)
    assert len(listed) == 7 > len(marked)


def test_closing_by_page_shows_only_what_may_be_shown(district, sign_in):
    electors = [elector(one) for one in [*district.members, *district.staff]]
    poll_id = open_poll(district, electors=electors)
    for turn, voter in enumerate([*district.members, *district.staff]):
        vote(poll_id, voter, r1="for" if turn % 2 else "against", r3="abstain")
    client = sign_in(district.secretary)
    assert page(client, "close", poll_id).status_code == 302
    assert queries.get_poll(poll_id).state == "closed"
    text = page(sign_in(district.members[2]), "tally", poll_id).content.decode()
    figures = [int(figure) for figure in re.findall(r"<span>(\d+) <small", text)]
    assert figures
    assert all(figure >= 5 for figure in figures)
    assert "发出 13" in text


def test_paper_by_two_people_through_the_pages(district, sign_in):
    poll_id = open_poll(district)
    client = sign_in(district.secretary)
    first = queries.list_roll_entries(poll_id)[0][0]
    client.post(reverse("ballots:hand_out", args=[poll_id]), {"entry": [first]})
    assert queries.get_poll(poll_id).paper_issued == 1
    figures = {"c-0-0-blank": "1"}
    for teller in (district.secretary, district.members[6]):
        assert page(sign_in(teller), "paper", poll_id, **figures).status_code == 302
    assert queries.get_paper_state(poll_id).agrees
    wrong = page(sign_in(district.secretary), "paper", poll_id, **{"c-0-0-blank": "2"})
    assert wrong.status_code == 422
    assert "收回2张，多于发出的1张" in wrong.content.decode()


def test_a_sheet_with_items_by_page(district, sign_in):
    poll_id = open_poll(district, rules=STARS, candidates=district.members[1:3])
    client = sign_in(district.members[1])
    sheet = page(client, "sheet", poll_id).content.decode()
    assert sheet.count('type="radio"') == 2 * 2
    assert (sheet.count("本人回避"), sheet.count("忠诚星"), sheet.count('name="r3"')) == (1, 1, 2)
    from dataclasses import replace

    capped = open_poll(
        district, rules=replace(STARS, capped="yes", cap=1), candidates=district.members[1:5], title="封顶一人"
    )
    over = page(client, "review", capped, r4="yes", r6="yes")
    assert (over.status_code, "“敬业星”最多可选1人，您选了2人" in over.content.decode()) == (422, True)
    review = page(client, "review", poll_id, r1="yes", r3="yes").content.decode()
    assert f"{district.members[2].name} · 敬业星" in review
    assert page(client, "send", poll_id, r1="yes", r3="yes").status_code == 302
    assert Slip.objects.count() == 5


def test_the_key_ceremony_by_page(district, sign_in, monkeypatch):
    persons = district.staff[:4]
    client = sign_in(district.secretary)
    address = reverse("ballots:trustees", args=[district.branch.pk])
    assert "还没有任命开票人" in client.get(address).content.decode()
    chosen = {"title1": "纪检委员", "holder1": persons[0].pk, "deputy1": persons[1].pk}
    chosen |= {"title2": "教师代表", "holder2": persons[2].pk, "deputy2": persons[2].pk}
    refused = client.post(address, chosen)
    assert refused.status_code == 422
    assert "四个不同的人" in refused.content.decode()
    assert client.post(address, {**chosen, "deputy2": persons[3].pk}).status_code == 302
    assert [one.person_id for one in queries.list_keepers(district.branch.pk)] == [one.pk for one in persons]
    monkeypatch.setattr("xianfeng.apps.people.choosing.MOST_IN_A_LIST", 3)  # a large unit: by staff number, no list
    large = client.get(address).content.decode()
    assert ("<option" in large, f'value="{persons[0].number}"' in large) == (False, True)
    assert "<h2>纪检委员</h2>" in large
    typed = {key: value for key, value in chosen.items() if key.startswith("title")}
    typed |= {name: one.number for name, one in zip(("holder1", "deputy1", "holder2", "deputy2"), persons, strict=True)}
    unknown = client.post(address, typed | {"deputy2": "无此号"})
    assert (unknown.status_code, "没有工号或姓名是“无此号”" in unknown.content.decode()) == (422, True)
    assert client.post(address, typed).status_code == 302

    assert sign_in(district.staff[5]).get(reverse("ballots:my_key")).status_code == 403
    client = sign_in(persons[0])
    assert "知道保管什么" in client.get(reverse("ballots:my_key")).content.decode()
    shown = client.post(reverse("ballots:my_key"))
    assert "no-store" in shown["Cache-Control"]
    code = "-".join(re.findall(r"<span>([2-9A-Z]{5})</span>", shown.content.decode()))
    assert len(code) == 41
    for again in (client.get(reverse("ballots:my_key")), client.get(reverse("ballots:check_key"))):
        assert code[:5] not in again.content.decode()
    wrong = client.post(reverse("ballots:check_key"), {"code": code[:-1]})
    assert (wrong.status_code, "恢复码应有35个字母和数字" in wrong.content.decode()) == (422, True)
    assert client.post(reverse("ballots:check_key"), {"code": code.lower()}).status_code == 302
    assert [one.has_key for one in queries.list_keepers(district.branch.pk)] == [True, False, False, False]
    assert "钥匙已启用" in client.get(reverse("ballots:my_key")).content.decode()


def test_the_box_is_opened_by_page_and_the_todo_list_leads_there(district, sign_in):
    from xianfeng.apps.people.queries import get_viewer

    codes = appoint(district)
    poll_id = open_poll(district)
    text = page(sign_in(district.members[1]), "start", poll_id).content.decode()
    assert "截止后两边都交出钥匙才能开票" in text
    assert all(claim in text for claim in disclosure.claims(trustees=2))
    for member in district.members:
        vote(poll_id, member, r1="for")
    close(poll_id)
    manage = page(sign_in(district.secretary), "manage", poll_id).content.decode()
    assert ("等待开票人" in manage, manage.count("未交")) == (True, 2)
    day = factories.NOW.date()
    viewer = get_viewer(district.account_of(district.staff[1]).pk, on=day)
    assert [(todo.url_name, todo.url_args) for todo in queries.list_todos(viewer, day)] == [
        ("ballots:unseal", (poll_id,))
    ]
    assert sign_in(district.members[2]).get(reverse("ballots:unseal", args=[poll_id])).status_code == 403
    assert sign_in(district.secretary).post(reverse("ballots:unseal", args=[poll_id])).status_code == 403
    client = sign_in(district.staff[1])
    wrong = page(client, "unseal", poll_id, code=codes[0])
    assert (wrong.status_code, "这是另一把钥匙的恢复码" in wrong.content.decode()) == (422, True)
    assert page(client, "unseal", poll_id, code=codes[1]).status_code == 302
    assert queries.get_poll(poll_id).state == "closing"
    assert page(sign_in(district.staff[2]), "unseal", poll_id, code=codes[2]).status_code == 302
    assert queries.get_poll(poll_id).state == "closed"
    assert "两把钥匙已经到齐" in page(client, "unseal", poll_id).content.decode()


def test_an_appointed_trustee_without_a_key_is_reminded(district):
    from xianfeng.apps.ballots.models import StandingKey
    from xianfeng.apps.people.queries import get_viewer

    appoint(district)
    day = factories.NOW.date()
    viewer = get_viewer(district.account_of(district.staff[3]).pk, on=day)
    assert queries.list_todos(viewer, day) == []
    StandingKey.objects.all().delete()
    assert [todo.url_name for todo in queries.list_todos(viewer, day)] == ["ballots:my_key"]


def test_the_tally_says_whether_it_is_still_what_was_counted(district, sign_in):
    poll_id = open_poll(district)
    for member in district.members[:6]:
        vote(poll_id, member, r1="for")
    close(poll_id)
    client = sign_in(district.members[1])
    assert "与计票时的校验值一致" in page(client, "tally", poll_id).content.decode()
    Counter.objects.filter(poll=poll_id, row=1, choice="for").update(count=6)
    changed = page(client, "tally", poll_id).content.decode()
    assert ("不一致，计票之后有人改过" in changed, "与计票时的校验值一致" in changed) == (True, False)
