"""Results as they were frozen, and computed again from what is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianfeng.apps.results.models import Decision, Result
from xianfeng.core.scoring import build_given, build_rules, outcome_plain, score


def compute(rules: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome as plain data. Raises `core.scoring.BadRules` or `BadInput`."""
    read = build_rules(dict(rules))
    return outcome_plain(score(read, build_given(dict(inputs), read)))


def sha256_of(*parts: object) -> str:
    """SHA-256 over the canonical JSON of the parts."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def printed_sha256(one: Result | Decision) -> str:
    """The check value that stands on pages, papers and packages. The hash itself covers every exact figure, withheld ones
    too: whoever knows the others could try out the few that are missing.
    """
    return sha256_of(one.salt, one.sha256)


@dataclass(frozen=True)
class ResultRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    title: str
    rules: dict[str, Any]
    inputs: dict[str, Any]
    outcome: dict[str, Any]
    subjects: dict[str, dict[str, Any]]
    settled: tuple[str, ...]
    sha256: str
    frozen_at: datetime
    supersedes_id: int | None
    printed_sha256: str

    @property
    def refusals(self) -> list[dict[str, Any]]:
        """Why the rule itself gives no list; empty when it does."""
        selection = self.outcome.get("selection")
        if selection is not None:
            return list(selection["refusals"])
        return [one for subject in self.outcome["subjects"] for one in subject["refusals"]]

    @property
    def run_off(self) -> dict[str, Any] | None:
        """{tied, places_left, inside} when the cap cuts through a tie."""
        return next((one["params"] for one in self.refusals if one["code"] == "run_off_needed"), None)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Codes inside by the rule, earlier stages included."""
        selection = self.outcome.get("selection") or {}
        return (*self.settled, *(selection.get("chosen") or ()))

    def name_of(self, code: str) -> str:
        return str(self.subjects.get(code, {}).get("name", code))


def result_row(result: Result) -> ResultRow:
    return ResultRow(
        result.pk,
        result.campaign_id,
        result.step_code,
        result.organization_id,
        result.title,
        result.rules,
        result.inputs,
        result.outcome,
        result.subjects,
        tuple(result.settled),
        result.sha256,
        result.frozen_at,
        result.supersedes_id,
        printed_sha256(result),
    )


def get_result(result_id: int) -> ResultRow:
    return result_row(Result.objects.get(pk=result_id))


def list_results(campaign_id: int, step_code: str = "", organization_id: int | None = None) -> list[ResultRow]:
    """Oldest first."""
    found = Result.objects.filter(campaign_id=campaign_id)
    if step_code:
        found = found.filter(step_code=step_code)
    if organization_id is not None:
        found = found.filter(organization_id=organization_id)
    return [result_row(result) for result in found.order_by("pk")]


@dataclass(frozen=True)
class Replay:
    """One result computed again. `fault`: "" | hash | outcome | unreadable."""

    result_id: int
    title: str
    organization_id: int
    marks: int
    """How many subjects were computed again."""
    fault: str

    @property
    def same(self) -> bool:
        return not self.fault


def replay(result_id: int) -> Replay:
    """Compute from the stored rule and inputs alone and compare with what was frozen."""
    result = get_result(result_id)
    fault = ""
    if sha256_of(result.rules, result.inputs, result.outcome, result.subjects) != result.sha256:
        fault = "hash"
    else:
        try:
            if compute(result.rules, result.inputs) != result.outcome:
                fault = "outcome"
        except ValueError:
            fault = "unreadable"
    return Replay(result.id, result.title, result.organization_id, len(result.subjects), fault)


def replay_campaign(campaign_id: int) -> list[Replay]:
    found = Result.objects.filter(campaign_id=campaign_id).order_by("pk").values_list("pk", flat=True)
    return [replay(result_id) for result_id in found]
