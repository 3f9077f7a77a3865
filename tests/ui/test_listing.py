"""Lists: what one form asks for is not lost by the other, and the way back to the whole list stands where one is needed."""

from __future__ import annotations

from django.test import RequestFactory

from xianfeng.ui.listing import ListFilter, make_listing, text_column

COLUMNS = [text_column("name", "姓名", lambda row: row)]
FILTERS = [ListFilter("start", "开头", [("a", "甲"), ("b", "乙")], lambda row: row[0])]


def listed(query: str):
    request = RequestFactory().get(f"/list/{query}")
    return make_listing(request, ["ab", "ac", "bc"], COLUMNS, search=lambda row: row, filters=FILTERS)


def test_search_and_filters_carry_each_other_and_whose_list_it_is():
    found = listed("?organization=7&q=c&start=a&sort=name&page=2&format=xlsx")
    assert found.found == ["ac"]
    assert found.keep == [("organization", "7"), ("start", "a"), ("sort", "name")]
    assert found.carry == [("organization", "7"), ("q", "c"), ("sort", "name")]
    assert found.clear_url == "?organization=7&sort=name"


def test_a_whole_list_has_nothing_to_clear():
    assert (listed("?organization=7&start=").clear_url, listed("").clear_url) == ("", "")
