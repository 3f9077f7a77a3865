"""The package with which anybody can compute the marks again: rules, inputs, outcomes, hashes, and the script that checks.

The open package names nobody and withholds every secret tally in which a figure under the smallest cell stands, together
with the marks from which it could be worked out. The full package (for the superior and the archive) has every counter and
what the hash on the notice was made from; neither has anything about who gave which mark, because nothing of the kind is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.results import queries
from xianfeng.apps.results.queries import ResultRow
from xianfeng.core.scoring import build_rules
from xianfeng.core.scoring.masking import mask_table

WITHHELD = "withheld"
CHECKER = Path(__file__).with_name("check_result.py")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def public_code(result: ResultRow, code: str) -> str:
    """What stands for a subject in the open package: nobody without the server's key can tell whom, nor any order."""
    text = f"{result.sha256}:{code}".encode()
    return "c" + hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()[:12]


def build_package(campaign_id: int, *, full: bool = False) -> bytes:
    """The .zip of a campaign; its bytes follow from the stored results alone."""
    rows = queries.list_results(campaign_id)
    files = {f"results/{row.id}.json": _json(_plain(row, full=full)) for row in rows}
    if full:
        files |= _tallies(rows)
    files["check_result.py"] = CHECKER.read_bytes()
    manifest = {
        "format": 1,
        "full": full,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, content in sorted((files | {"manifest.json": _json(manifest)}).items()):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return out.getvalue()


def _tallies(rows: Iterable[ResultRow]) -> dict[str, bytes]:
    """Every counter with the salt of its hash: with them the value printed on a notice can be worked out again."""
    places = sorted({(row.campaign_id, row.step_code, row.organization_id) for row in rows})
    return {
        f"tallies/{one.poll_id}.json": _json(
            {"title": one.title, "salt": one.salt, "cells": one.cells, "sha256": one.sha256}
        )
        for place in places
        for one in ballots.list_sealed_tallies(*place)
    }


def _json(plain: Mapping[str, Any]) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _plain(row: ResultRow, *, full: bool) -> dict[str, Any]:
    rules = build_rules(row.rules)
    decision = queries.find_decision(row.campaign_id, row.step_code, row.organization_id)
    inputs, outcome = row.inputs, row.outcome
    if not full:
        inputs, hidden = _masked_inputs(row, rules.smallest_cell)
        outcome = _masked_outcome(row, hidden, votes_hidden=any(s.get("votes") == WITHHELD for s in inputs["subjects"]))
    signed = decision.printed_sha256 if decision is not None and decision.result_id == row.id else None
    return {
        "title": row.title,
        "step": row.step_code,
        "rules": rules.model_dump(mode="json"),
        "inputs": inputs,
        "outcome": outcome,
        # As printed: hashed with random bits, so that withheld figures cannot be tried out against it.
        "frozen_sha256": row.printed_sha256,
        "decision_sha256": signed,
        "replaces": row.supersedes_id,
    }


Hidden = dict[str, set[str]]
"""Subject -> items that rest on a tally not shown."""


def _masked_inputs(row: ResultRow, smallest: int) -> tuple[dict[str, Any], Hidden]:
    secret = {party["code"] for party in row.rules["parties"] if party.get("secret")}
    hidden: Hidden = {}
    subjects = []
    for subject in row.inputs["subjects"]:
        code = subject["code"]
        plain = {**subject, "code": public_code(row, code)}
        tallies: dict[str, Any] = {}
        for party, items in subject.get("tallies", {}).items():
            tallies[party] = {}
            for item, marks in items.items():
                small = party in secret and _is_small(marks, row, smallest)
                tallies[party][item] = WITHHELD if small else marks
                if small:
                    hidden.setdefault(code, set()).add(item)
        if tallies:
            plain["tallies"] = tallies
        if subject.get("votes") is not None and code in hidden:
            plain["votes"] = WITHHELD
        if "vetoes" in subject:
            plain["vetoes"] = [{**veto, "evidence": [WITHHELD]} for veto in subject["vetoes"]]
        subjects.append(plain)
    counts = {**row.inputs, "subjects": sorted(subjects, key=lambda one: one["code"])}
    if row.inputs.get("run_off"):
        votes = row.inputs["run_off"]
        small = any(count < smallest for count in votes.values())
        counts["run_off"] = {public_code(row, code): WITHHELD if small else count for code, count in votes.items()}
    return counts, hidden


def _is_small(marks: Mapping[str, int], row: ResultRow, smallest: int) -> bool:
    """Some mark of the scale stands under the limit, none at all included: unanimity says of everybody what they said."""
    scale = row.rules["scale"]
    known = [option["code"] for option in scale.get("options", ())] or (
        ["yes", "no"] if scale["type"] == "star" else []
    )
    return bool(mask_table({"row": {**dict.fromkeys(known, 0), **marks}}, smallest).withheld)


def _masked_outcome(row: ResultRow, hidden: Hidden, *, votes_hidden: bool) -> dict[str, Any]:
    """The outcome without what would give a tally away: marks of hidden items, totals that contain them, their lines."""
    subjects = []
    for one in row.outcome["subjects"]:
        gone = hidden.get(one["code"], set())
        contested = any(refusal["code"] == "open_contest" for refusal in one["refusals"])
        plain = {**one, "code": public_code(row, one["code"]), "explain": list(_lines(one["explain"], gone))}
        if gone and not contested:
            plain["items"] = {item: WITHHELD if item in gone else value for item, value in one["items"].items()}
            plain["total"] = WITHHELD
        subjects.append(plain)
    outcome = {**row.outcome, "subjects": sorted(subjects, key=lambda one: one["code"])}
    if row.outcome["selection"] is not None:
        outcome["selection"] = _coded_selection(row, votes_hidden)
    return outcome


def _lines(lines: Iterable[Mapping[str, Any]], gone: set[str]) -> Iterable[Mapping[str, Any]]:
    for line in lines:
        about = str(line["about"])
        if gone and (about == "total" or about.rsplit(":", 1)[-1] in gone):
            continue
        yield {**line, "parts": []} if about.startswith("veto:") else line


def _coded_selection(row: ResultRow, votes_hidden: bool) -> dict[str, Any]:
    told = row.outcome["selection"]

    def coded(codes: Iterable[str] | None) -> list[str] | None:
        return sorted(public_code(row, code) for code in codes) if codes is not None else None

    refusals = [{"code": one["code"], "params": {}} for one in told["refusals"]]
    return {
        "chosen": coded(told["chosen"]),
        "eligible": coded(told["eligible"]),
        "not_eligible": {public_code(row, code): grounds for code, grounds in told["not_eligible"].items()},
        "places": told["places"],
        "refusals": refusals,
        "explain": [] if votes_hidden else [{**line, "parts": []} for line in told["explain"]],
    }
