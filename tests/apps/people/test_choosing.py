"""A form asks for a person: a short list to choose from, or a staff number or a name to write where there are many."""

from datetime import timedelta

import pytest
from django import forms

from tests.factories import START, District, person
from xianfeng.apps.people import queries
from xianfeng.apps.people.choosing import Crowd, PersonField, everybody_of, these
from xianfeng.apps.people.models import Affiliation
from xianfeng.apps.people.queries import PersonRow

ROWS = [
    PersonRow(7, "T01", "秦甲"),
    PersonRow(8, "T02", "秦甲"),
    PersonRow(9, "T03", "贺乙"),
    PersonRow(10, "秦甲", "丙"),
]


def look_up(known_as="", among=None):
    return [
        one for one in ROWS if (not known_as or known_as in (one.number, one.name)) and (not among or one.id in among)
    ]


class Asking(forms.Form):
    who = PersonField(label="责任人", help_text="会后签认。", required=False, empty_label="以后再定")

    def __init__(self, *args, crowd, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].crowd = crowd


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr("xianfeng.apps.people.choosing.MOST_IN_A_LIST", 3)
    return Crowd([(one.id, one.name) for one in ROWS], look_up)


def test_a_few_stand_in_a_list():
    few = Crowd([(7, "秦甲"), (9, "贺乙")], look_up)
    shown = str(Asking(initial={"who": 9}, crowd=few)["who"])
    assert all(part in shown for part in ("<select", ">以后再定<", '<option value="9" selected>贺乙'))
    for typed, given in (("9", 9), ("", None), (None, None)):
        form = Asking({"who": typed}, crowd=few)
        assert form.is_valid() and form.cleaned_data["who"] == given
    assert Asking({"who": "8"}, crowd=few).errors["who"] == ["请从名单中选择。"]


@pytest.mark.parametrize(
    ("typed", "given", "said"),
    [
        ("T03", 9, ""),
        (" 贺乙 ", 9, ""),
        ("丙", 10, ""),
        ("秦甲", 10, ""),  # a number comes before a name
        ("", None, ""),
        ("9", None, "可选的人中没有工号或姓名是“9”的，请核对。"),  # the number of a row is nobody's staff number
        ("贺", None, "可选的人中没有工号或姓名是“贺”的，请核对。"),
        ("贺乙\x00", None, "可选的人中没有工号或姓名是“贺乙\x00”的，请核对。"),
        ("贺" * 100, None, f"可选的人中没有工号或姓名是“{'贺' * 60}”的，请核对。"),
    ],
)
def test_of_many_the_number_or_the_name_is_written(many, typed, given, said):
    form = Asking({"who": typed}, crowd=many)
    assert (form.errors.get("who", [""])[0], form.cleaned_data.get("who")) == (said, given)
    assert form["who"].value() == typed


def test_of_two_with_one_name_the_number_is_asked_for(many, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROWS", ROWS[:3])
    form = Asking({"who": "秦甲"}, crowd=many)
    assert form.errors["who"] == ["可选的人中有 2 位“秦甲”，请写工号。"]
    shown = str(form["who"])
    assert 'value="秦甲"' in shown and 'autocomplete="off"' in shown and "<option" not in shown
    assert form["who"].help_text == "会后签认。写工号；没有同名的也可以写姓名。"
    assert 'value="T03"' in str(Asking(initial={"who": 9}, crowd=many)["who"])
    assert "value=" not in str(Asking(initial={"who": 99}, crowd=many)["who"])  # of another unit by now


@pytest.mark.django_db
def test_everybody_of_a_unit_can_be_named(monkeypatch, django_assert_num_queries):
    district = District(members=2, staff=1)
    first, second = district.members
    twin = person(first.name, status="non_member", works_at=district.school)
    Affiliation.objects.create(person=second, organization=district.committee, from_date=START)  # twice below one head
    with django_assert_num_queries(2):
        few = everybody_of(district.committee.pk, on=START)
    listed = dict(few.people)
    assert (few.is_long, len(few.people)) == (False, len(listed))
    assert (listed[first.pk], listed[twin.pk]) == (f"{first.name}（{first.number}）", f"{first.name}（{twin.number}）")
    assert listed[second.pk] == second.name
    monkeypatch.setattr("xianfeng.apps.people.choosing.MOST_IN_A_LIST", 2)
    with django_assert_num_queries(2):
        many = everybody_of(district.branch.pk, on=START)
    assert (many.is_long, len(many.people)) == (True, 3)
    with django_assert_num_queries(2):
        assert many.find(twin.number) == [twin.pk]
    assert many.find(first.name) == [first.pk, twin.pk]
    assert many.find(district.stranger.number) == []
    assert many.number_of(district.stranger.pk) == ""
    called = these([(one.pk, one.name) for one in (first, second, twin)])
    assert (called.find(second.name), called.find(district.staff[0].number)) == ([second.pk], [])
    assert (called.number_of(second.pk), called.number_of(district.staff[0].pk)) == (second.number, "")
    of_branch = {"unit_id": district.branch.pk, "on": START}
    assert queries.belong([first.pk, twin.pk], **of_branch) and queries.belong([], **of_branch)
    assert not queries.belong([first.pk, district.stranger.pk], **of_branch)
    assert not queries.belong([first.pk], unit_id=district.branch.pk, on=START - timedelta(days=1))
