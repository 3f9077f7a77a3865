"""Folding keeps the way back; noise is named; several documents are told apart; damage is shown, never repaired."""

from xianfeng.compiler.diagnose.parts import find_parts
from xianfeng.compiler.document import prepare
from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.noise import find_noise
from xianfeng.compiler.text import fold


def test_traditional_text_with_glosses_is_folded_and_quoted_as_it_was() -> None:
    original = "全市教育系統(tǒng)各級黨組織要認真組織學習，於每月１２日前報送。"
    text = fold(original)
    assert text.folded == "全市教育系统各级党组织要认真组织学习，于每月12日前报送。"
    start = text.folded.index("系统各级")
    assert text.quote(start, start + 4) == "系統(tǒng)各級"


def test_true_brackets_stay() -> None:
    assert fold("教育局（党办）(2019)负责(bureau)").folded == "教育局（党办）（2019）负责（bureau）"


def test_a_lone_traditional_character_in_a_name_is_left_alone() -> None:
    assert fold("王昇同志任组长，於三月到任。").folded == "王昇同志任组长，於三月到任。"


def test_noise_is_found_by_kind() -> None:
    original = (
        "当前位置：首页 > 通知公告\n关于评选的通知\n关于评选的通知\n文章来源：本站 发布时间：2024年01月15日\n一、要求\n"
        "党员作读书笔记第 3 页 共 5 页并写体会，包括自十六大以来本稿件版权属于某某秘书网的学习情况。\n- 2 -\n上一篇：旧闻\n下一篇：新闻\n"
    )
    assert [(n.reason, original[n.span.start : n.span.end]) for n in find_noise(original)] == [
        ("path", "当前位置：首页 > 通知公告"),
        ("twice", "关于评选的通知"),
        ("frame", "文章来源：本站 发布时间：2024年01月15日"),
        ("page", "第 3 页 共 5 页"),
        ("watermark", "本稿件版权属于某某秘书网"),
        ("page", "- 2 -"),
        ("frame", "上一篇：旧闻"),
        ("frame", "下一篇：新闻"),
    ]


def test_the_year_comes_from_the_page_when_the_plan_leaves_it_out() -> None:
    assert prepare("文章来源：本站 发布时间：2024年01月15日\n请于1月18日前报送。\n").year == 2024


def test_several_documents_in_one_file() -> None:
    original = "篇一\n今天召开动员大会，讲四点意见。\n篇二\n各位代表，大会现在开幕。\n篇三\n庆祝建党九十周年。\n"
    parts = find_parts(prepare(original))
    assert [(p.title, original[p.span.start : p.span.end].strip()[:2]) for p in parts] == [
        ("篇一", "篇一"),
        ("篇二", "篇二"),
        ("篇三", "篇三"),
    ]


def test_one_document_is_one() -> None:
    assert find_parts(prepare("实施方案\n一、目标\n二、步骤\n县教育局\n2019年3月1日\n")) == []


def test_a_run_shifted_by_a_byte_is_shown_with_what_it_would_be() -> None:
    broken = "潛力的中青年干部到外省先進".encode("gb18030")[1:-1].decode("gb18030", errors="replace")
    assert "中青年" not in broken
    draft = make_draft(f"選派部分有發展{broken}地區定點掛職鍛煉，學習黨建工作經驗。")
    shown = [d.suggestion for d in draft.diagnostics if d.code == "shifted_bytes"]
    assert len(shown) == 1
    assert "中青年干部到外省" in shown[0]


def test_nothing_is_ever_repaired_in_the_text() -> None:
    original = "学习科学开展观，创星达2023颗的党员可推荐。"
    draft = make_draft(original)
    assert draft.text == original
    assert {"word_replaced", "number_lost"} <= {d.code for d in draft.diagnostics}
    assert all(item.values.get("value") != 2023 for item in draft.items)
