"""Answers to a pack's questions, as a bureau would give them: the suggestion, and made-up words for blank places."""

from __future__ import annotations

from typing import Any

from xianfeng.core.plan.model import Pack


def suggested_answers(pack: Pack) -> dict[str, Any]:
    """Each suggestion by the code of its parameter, and words for every blank place of a set."""
    answers: dict[str, Any] = {
        one.code: one.suggestion.value for one in pack.plan.parameters if one.suggestion is not None
    }
    for group in pack.plan.criteria:
        for number, key in enumerate(group.slot_keys()):
            answers[f"criteria.{group.code}.{key}"] = f"示例条目{'甲乙丙丁戊己庚辛壬癸'[number]}"
    return answers
