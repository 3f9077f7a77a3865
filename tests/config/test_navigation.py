"""The links at the top: each person has those that open, and stands in the section the page belongs to."""

import pytest
import time_machine
from bs4 import BeautifulSoup

from tests.factories import NOW, District

pytestmark = pytest.mark.django_db


def _links(client, address: str) -> tuple[list[str], dict[str, str]]:
    """The labels in order, and how a link is marked; every link opens."""
    page = BeautifulSoup(client.get(address, follow=True).content, "lxml")
    links = page.select(".site-nav a")
    shut = [link["href"] for link in links if client.get(link["href"], follow=True).status_code != 200]
    assert shut == []
    return [link.text for link in links], {
        link.text: link["aria-current"] for link in links if "aria-current" in link.attrs
    }


def test_everybody_has_the_links_that_open(client):
    with time_machine.travel(NOW, tick=False):
        district = District(members=2, staff=1)

        def shown(someone, address="/home/"):
            client.force_login(district.account_of(someone))
            return _links(client, address)

        member, staff = district.members[1], district.staff[0]
        assert shown(staff)[0] == ["我的待办", "公示栏", "我的记录"]
        assert shown(member) == (["我的待办", "支部", "公示栏", "我的记录"], {"我的待办": "page"})
        assert shown(member, "/branch/")[1] == {"支部": "true"}
        assert "公示栏" not in shown(district.officer)[0]
    client.logout()
    assert _links(client, "/opinion/boxes/") == (["公开栏", "意见箱"], {"意见箱": "page"})
