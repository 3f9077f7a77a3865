"""Where the official texts contradict themselves or were damaged, the packs do what was decided - and nothing silently."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from xianfeng.core.plan import Pack, built_in_folder, check_pack, load_built_in, resolve
from xianfeng.core.plan.checking import every_source
from xianfeng.core.plan.resolving import most_items, open_asks


@cache
def pack(code: str) -> Pack:
    return load_built_in(code)


def quotes(code: str) -> list[str]:
    found = pack(code)
    return [source.quote for part in (found.meta, found.plan) for _, source in every_source(part) if source.quote]


def test_four_links_or_five_is_told_to_the_author_and_nothing_else() -> None:  # S0-23
    warnings = [(fault.code, fault.values["phrase"], fault.values["held"]) for fault in check_pack(built_in_folder())]
    assert warnings == [("stated_count_differs", "四个环节", "5")]
    assert [phase.title for phase in pack("statement_appraisal_publicity").plan.phases] == [
        "设岗定责", "公开承诺", "讲述", "点评评选", "结果公示",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "droppable"), [("statement_appraisal_publicity", True), ("three_innovations_four_deeds", False)]
)
def test_seven_items_that_the_text_does_not_list_stay_blank(code: str, droppable: bool) -> None:  # S0-29
    for name, count in (("three_innovations", 3), ("four_deeds", 4)):
        group = pack(code).find_criteria(name)
        assert group is not None and group.blank is not None
        assert (group.items, group.blank.count, group.blank.may_drop) == ((), count, droppable)
    asked = [ask.code for ask in open_asks(pack(code), {}) if ask.about == "blank_item"]
    assert len(asked) == 7


def test_ten_stars_have_nine_and_eight_titles_and_the_most_is_what_is_defined() -> None:  # S1-06, S1-08
    stars = pack("ten_stars")
    organization, member = stars.find_criteria("organization_stars"), stars.find_criteria("member_stars")
    assert organization is not None and member is not None
    assert [len(organization.items), len(member.items)] == [9, 8]
    assert [most_items(organization, {}), most_items(member, {})] == [9, 8]
    assert most_items(member, {"criteria.member_stars.slot_9": "安全守护星"}) == 9


def test_each_star_goes_to_one_goal_and_says_that_this_is_our_reading() -> None:  # S1-07
    for code in ("organization_stars", "member_stars"):
        group = pack("ten_stars").find_criteria(code)
        assert group is not None
        assert all(item.goal and item.goal_source and item.goal_source.default for item in group.items)


def test_the_lost_threshold_and_the_damaged_dates_are_asked() -> None:  # S1-21, S1-28, S1-29
    asked = {ask.code for ask in open_asks(pack("ten_stars"), {})}
    assert {"recommend_stars", "second_phase_from", "second_phase_months"} <= asked
    assert 2023 not in [parameter.value for parameter in pack("ten_stars").plan.parameters]


def test_phases_and_steps_are_two_axes() -> None:  # S1-27
    stars = pack("ten_stars")
    assert len(stars.plan.phases) == 2
    assert [step.code for step in stars.plan.steps if len(step.phases) == 2] == [
        "school_pledge", "member_pledge", "leader_comment", "principal_presses", "member_rating", "branch_rating", "star_board",
        "below_basic",
    ]  # fmt: skip


def test_replaced_words_are_kept_as_other_names() -> None:  # S1-45
    items = {item.title: item.aliases for group in pack("ten_stars").plan.criteria for item in group.items}
    assert items["带头服务群众"] == ("带头效劳群众",)
    assert items["组织生活规范星"] == ("组织生活标准星",)
    assert items["学习科学发展观"] == ("学习科学开展观",)


def test_the_five_leads_printed_as_six_are_five() -> None:  # S2-09
    group = pack("four_projects").find_criteria("five_leads")
    assert group is not None
    assert [item.title for item in group.items] == [
        "带头学习提高",
        "带头争创佳绩",
        "带头服务群众",
        "带头弘扬正气",
        "带头遵纪守法",
    ]
    assert (group.source.quote or "").count("带头弘扬正气") == 2
    assert "重复" in (group.source.reading or "")


def test_three_documents_of_one_file_are_kept_apart() -> None:  # S2-42
    speech, congress = pack("four_projects").originals["002"], pack("staff_congress").originals["002"]
    assert speech != congress
    assert "教职工代表大会" not in speech
    assert "四项工程" not in congress


def test_soft_phases_of_thirty_forty_thirty_days_make_a_hundred() -> None:  # S3-06, S3-09, S3-24, S3-47
    plan = resolve(pack("advanced_nature_education"), {}, date(2026, 6, 22))
    spans = {phase.code: (phase.ends - phase.starts).days for phase in plan.phases}
    assert [spans[code] for code in ("study", "analysis", "rectification")] == [30, 40, 30]
    assert "shorter_than_least" not in {note.code for note in plan.notes}


def test_two_special_life_meetings_are_two_steps() -> None:  # S3-37, S3-55
    steps = {step.code: step.phases for step in pack("advanced_nature_education").plan.steps if step.kind == "meeting"}
    assert (steps["life_meeting"], steps["second_life_meeting"]) == (("analysis",), ("rectification",))
    assert steps["leaders_meeting"] == ("analysis",)


def test_there_is_no_stage_of_punishment() -> None:  # S3-78
    education = pack("advanced_nature_education")
    assert {"penalty", "organizational_handling"} <= set(education.plan.excluded)
    actions = {
        rule.action
        for code in ("advanced_nature_education", "statement_appraisal_publicity")
        for rule in pack(code).plan.consequences
    }
    assert actions <= {"recommend", "publish", "help", "rectify", "repeat"}


def test_masked_words_are_quoted_as_they_stand_and_read_aloud() -> None:  # S3-88
    masked = [q for q in quotes("advanced_nature_education") if "**" in q]
    assert masked
    sources = [
        source
        for _, source in every_source(pack("advanced_nature_education").plan)
        if "**生活会,认真" in (source.quote or "")
    ]
    assert [source.reading for source in sources] == ["原文“**”处遮盖，按上下文读作民主"]


def test_the_traditional_text_is_folded_and_its_garbled_run_marked_never_quoted() -> None:  # S4-56, S4-57, S4-58
    text = pack("one_two_five_one").originals["004"]
    assert re.findall(r"[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+[)）]", text) == []
    assert text.count("〔此处原文乱码：") == 1
    assert "黨" not in text and "黨" not in "".join(quotes("one_two_five_one"))
    assert [q for q in quotes("one_two_five_one") if "嗄" in q or "〔" in q or "“”" in q] == []


def test_the_four_leads_are_a_set_of_their_own() -> None:  # S4-37
    four, five = pack("one_two_five_one").find_criteria("four_leads"), pack("four_projects").find_criteria("five_leads")
    assert four is not None and five is not None
    assert {item.title for item in four.items} & {item.title for item in five.items} == set()
    assert len(four.items) == 4


def test_the_half_month_has_two_windows_and_open_questions() -> None:  # S4-45, S4-46, S4-47
    plan = resolve(pack("one_two_five_one"), {}, date(2026, 1, 5))
    params = next(step.params for step in plan.steps if step.code == "half_monthly")
    assert params["relation"] == "party_affiliation"
    assert [(window.get("by_day"), window.get("last_days")) for window in params["windows"]] == [(12, None), (None, 3)]
    assert {"report_receivers", "report_day_included"} <= {ask.code for ask in plan.asks}


def test_aims_and_sets_belong_to_their_programme() -> None:  # S2-03, S3-03
    one, other = (
        pack("four_projects").find_criteria("four_aims"),
        pack("advanced_nature_education").find_criteria("four_aims"),
    )
    assert one is not None and other is not None
    assert [item.title for item in one.items] != [item.title for item in other.items]


def test_the_same_item_has_the_same_key_in_every_programme() -> None:  # S1-09, S4-35
    for name in ("five_goods", "five_leads"):
        keys: dict[str, set[str]] = {}
        for code in (
            "statement_appraisal_publicity",
            "ten_stars",
            "four_projects",
            "one_two_five_one",
            "three_innovations_four_deeds",
        ):
            group = pack(code).find_criteria(name)
            for item in group.items if group else ():
                keys.setdefault(item.title, set()).add(item.key)
        assert len(keys) == 5
        assert [len(found) for found in keys.values()] == [1] * 5
