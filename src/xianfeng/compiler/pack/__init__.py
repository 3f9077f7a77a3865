"""The draft as a programme pack: ``pack.yaml``, ``plan.yaml`` and ``original.md``, every value with its source sentence.

Numbers become parameters; what the text leaves open becomes ``ask``. The draft is meant to be corrected: it has the
shape of a pack, every source says where its words stand, how sure the reading is and which rule read it, and what a
campaign still needs is in its questions.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import yaml

from xianfeng.compiler.diagnose.model import Ask, Diagnostic
from xianfeng.compiler.draft import Draft
from xianfeng.compiler.pack.gathering import SEED, Gathered
from xianfeng.compiler.pack.parts import find_criteria, find_numbers, find_phases, find_roles
from xianfeng.compiler.pack.steps import find_steps, is_body

__all__ = ["SEED", "draft_as_data", "draft_as_files", "draft_as_pack", "gathered_of", "open_questions"]


def draft_as_data(draft: Draft, code: str = "draft_plan") -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``pack.yaml`` and ``plan.yaml`` say, as plain data: writing it out as YAML and reading it back costs far more
    than making it."""
    return _meta(draft, code), _gathered(draft)[0]


def open_questions(draft: Draft) -> tuple[tuple[Ask, ...], tuple[Diagnostic, ...]]:
    """Everything a campaign needs and the text leaves open, exactly as the pack of the draft asks it, stages first; and what
    found no place in the pack. Asking is the only way to fill a gap; nothing is invented."""
    gathered = _gathered(draft)[1]
    return tuple(gathered.asks), tuple(gathered.notes)


def gathered_of(draft: Draft) -> Gathered:
    """What was gathered while the pack was made."""
    return _gathered(draft)[1]


def _gathered(draft: Draft) -> tuple[dict[str, Any], Gathered]:
    gathered = Gathered()
    phases = find_phases(draft, gathered)
    criteria = find_criteria(draft, gathered)
    find_numbers(draft, gathered)
    steps = find_steps(draft, gathered, [phase["code"] for phase in phases], criteria)
    roles = find_roles(draft, gathered, [item for item in draft.of("step") if is_body(item)])
    document = {
        "parameters": gathered.parameters,
        "roles": roles,
        "criteria": criteria,
        "phases": phases,
        "steps": steps,
        "stated_counts": [],
    }
    return {name: value for name, value in document.items() if value}, gathered


def draft_as_files(draft: Draft, code: str = "draft_plan") -> dict[str, str]:
    """The three files of a pack folder by name."""
    meta, plan = draft_as_data(draft, code)
    return {
        "pack.yaml": _yaml(meta),
        "plan.yaml": _yaml(plan),
        "original.md": draft.text if draft.text.endswith("\n") else draft.text + "\n",
    }


def draft_as_pack(draft: Draft) -> str:
    """The files one behind the other as YAML documents (``pack``, ``plan``, ``diagnostics`` with the questions and the
    several documents of one file) for a pipe or an editor."""
    files = draft_as_files(draft)
    beside = {
        "diagnostics": [_plain(found) for found in draft.diagnostics],
        "asks": [_plain(ask) for ask in draft.asks],
        "parts": [_plain(part) for part in draft.parts],
    }
    return f"# pack.yaml\n---\n{files['pack.yaml']}# plan.yaml\n---\n{files['plan.yaml']}# diagnostics\n---\n{_yaml(beside)}"


def _plain(found: Any) -> dict[str, Any]:
    """A diagnostic, question or part as data: its place as ``at``, without what is empty."""
    plain = {name: value for name, value in asdict(found).items() if value and name != "span"}
    return plain | ({"at": [found.span.start, found.span.end]} if found.span is not None else {})


class _Dumper(yaml.SafeDumper):
    """Writes every source out; packs refuse YAML aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: Any) -> str:
    written: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=False
    )
    return written


def _meta(draft: Draft, code: str) -> dict[str, Any]:
    title = (draft.title or "未命名方案")[:80]
    return {
        "format": 1,
        "code": code,
        "title": title,
        "version": "0.1",
        "language": "zh-Hans",
        "summary": f"{title}（由文件读出的草稿，待核对）",
        "issuer": {
            "level": "county",
            "title": "主办单位（待填）",
            "addressed_to": "school",
            "source": {"default": "草稿不猜测发文机关"},
        },
        "approval_basis": {
            "required": True,
            "ask": "本活动依据哪份文件或哪项规定开展（写明发文机关、文号或批准会议）",
            "kinds": ["document", "annual_list", "party_rule", "superior_decision"],
            "covers_honours": bool([s for s in draft.of("step") if s.values["kind"] == "honour"]),
            "source": {"default": "评比表彰须有批准依据"},
        },
        "originals": [{"seed": SEED, "title": title, "file": "original.md"}],
    }
