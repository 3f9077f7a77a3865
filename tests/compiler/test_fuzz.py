"""Whatever comes in: never an error, never a span outside the text, every quotation exact, and an end in time."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.compiler.draft import Draft, make_draft
from xianfeng.compiler.facts import read_facts
from xianfeng.compiler.pack import draft_as_data, draft_as_files
from xianfeng.compiler.report import draft_as_page
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.meta import PackMeta
from xianfeng.core.plan.model import Plan

FOLDER = Path(__file__).parent / "fixtures"
EXAMPLES = [
    example["text"]
    for path in sorted(FOLDER.glob("*.yaml"))
    for example in yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
]
ORIGINALS = [text for code in built_in_codes() for text in load_built_in(code).originals.values()]
PIECES = [
    "一、",
    "（一）",
    "1.",
    "第一阶段：",
    "（2021年2月—3月）",
    "20%",
    "三分之二",
    "不得",
    "组长：",
    "\n",
    "  ",
    "。",
    "”",
    "“",
    "（",
    "《",
    "**",
    "20xx",
    "每月",
    "公示",
    "各",
    "占",
    "13月45日",
    "０９",
    "黨員",
    "(tǒng)",
    "\u200b",
    "\x00",
    "\ud83d\ude00",
    "9" * 30,
]
LONGEST = 3.0  # seconds of processor time for at most 10,000 characters


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real example with pieces cut out, moved, doubled, or strewn with marks and numbers."""
    text = draw(st.sampled_from(EXAMPLES + [t[:1500] for t in ORIGINALS]))
    for _ in range(draw(st.integers(1, 8))):
        at, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        change = draw(st.sampled_from(["cut", "insert", "double", "swap", "joined"]))
        if change == "cut":
            text = text[:at] + text[min(end, at + 12) :]
        elif change == "insert":
            text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
        elif change == "double":
            text = text[:end] + text[at : min(end, at + 60)] + text[end:]
        elif change == "swap":
            text = text[end:] + text[at:end] + text[:at]
        else:
            text = text.replace("\n", "")
    return text


def holds(text: str) -> Draft:
    started = time.process_time()
    draft = make_draft(text)
    assert time.process_time() - started < LONGEST
    for item in draft.items:
        assert 0 <= item.span.start <= item.span.end <= len(text)
        assert item.quote == text[item.span.start : item.span.end]
        assert 0 <= item.confidence <= 1
    for found in draft.diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(text)
    for ask in draft.asks:
        assert ask.span is None or 0 <= ask.span.start <= ask.span.end <= len(text)
    for part in draft.parts:
        assert 0 <= part.span.start <= part.span.end <= len(text)
    for facts in read_facts(text).values():
        assert all(fact["quote"] in text for fact in facts)
    return draft


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_mutated_documents(text: str) -> None:
    draft = holds(text)
    assert draft_as_page(draft).endswith("</html>\n")
    assert set(draft_as_files(draft)) == {"pack.yaml", "plan.yaml", "original.md"}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES, "各支部", "要", "评议", "报送", "年", "月", "日", "人", "：", "，"]), max_size=60
    ).map("".join)
)
def test_heaps_of_marks(text: str) -> None:
    holds(text)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_characters(text: str) -> None:
    holds(text)


def test_long_runs_end_in_time() -> None:
    for piece in (
        "第一阶段：",
        "（" * 50,
        "一、" * 40,
        "各支部要组织",
        "1.",
        "，",
        "不",
        "“",
        "由王明任组长",
        "2021年1月-",
        "　",
        "评议占40%、",
    ):
        holds((piece * (10_000 // len(piece)))[:10_000])


def test_ten_thousand_characters_well_under_a_second() -> None:
    text = "\n".join(ORIGINALS)[:10_000]
    read_facts(text)
    started = time.process_time()
    read_facts(text)
    assert time.process_time() - started < 0.9


@pytest.mark.parametrize("text", sorted(ORIGINALS, key=len)[:2])
def test_a_draft_as_data_is_what_its_files_say(text: str) -> None:
    """The plan desk takes the short way at every note; the long way over the files must give the same plan."""
    draft = make_draft(text)
    files, (meta, plan) = draft_as_files(draft), draft_as_data(draft)
    assert PackMeta.model_validate(yaml.safe_load(files["pack.yaml"])) == PackMeta.model_validate(meta)
    assert Plan.model_validate(yaml.safe_load(files["plan.yaml"])) == Plan.model_validate(plan)
