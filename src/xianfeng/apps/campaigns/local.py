"""What a unit's own plan changes in a running campaign: pure arithmetic on frozen plans, kept as small differences.

A frozen plan is the JSON that a campaign keeps. The difference names the steps that read otherwise in the unit, the steps
it has added, and its criteria. A step that has begun there stays as it was (S0-43).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from xianfeng.core.gates.plan import from_then_on, own_gates
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolving import ResolvedPlan

Plan = Mapping[str, Any]
FIELDS = ("who", "without", "criteria", "params", "requires", "responsible", "done", "asks", "text", "school_types")
"""What of a step may differ in a unit; its code, kind, subject and title stay those of the superior."""


def frozen(plan: ResolvedPlan, pack: Pack) -> dict[str, Any]:
    """The resolved plan as the JSON that a campaign keeps (opaque to SQL; `queries.StepRow` reads it)."""
    source = {step.code: step for step in pack.plan.steps}
    return {
        "pack": plan.pack,
        "fingerprint": plan.fingerprint,
        "values": dict(plan.values),
        "criteria": {
            code: [
                {
                    "key": item.key,
                    "title": item.title,
                    "key_item": item.key_item,
                    "goal": item.goal,
                    "points": list(item.points),
                    "ledger": item.ledger,
                }
                for item in items
            ]
            for code, items in plan.criteria.items()
        },
        "evidence": [
            {
                "set": group.title,
                "title": item.title,
                "definitions": [
                    one.model_dump(mode="json", include={"text", "school_types"}) for one in item.definitions
                ],
                "points": list(item.points),
                "shown_by": list(item.shown_by),
            }
            for group in pack.plan.criteria
            for item in group.items
            if item.shown_by
        ],
        "vehicle": None
        if (vehicle := pack.plan.vehicle) is None
        else {"title": vehicle.title, "slogan": vehicle.slogan or "", "text": vehicle.text or ""},
        "tree": [
            {"code": group.code, "title": group.title, "refines": group.refines}
            for group in map(pack.find_criteria, pack.plan.tree)
            if group is not None
        ],
        "phases": [
            {
                "code": phase.code,
                "title": phase.title,
                "starts": phase.starts.isoformat(),
                "ends": phase.ends.isoformat(),
            }
            for phase in plan.phases
        ],
        "consequences": [item.model_dump(mode="json") for item in pack.plan.consequences],
        "gates": [gate.model_dump(mode="json") for gate in (*pack.plan.gates, *own_gates(pack.plan.steps))],
        "texts": dict(pack.texts),
        "steps": [
            {
                "code": step_key(step.key),
                "step": step.code,
                "title": step.title,
                "kind": step.kind,
                "phase": step.phase,
                "subject": step.per,
                "who": list(step.who),
                "without": list(step.without),
                "school_types": list(step.school_types),
                "criteria": list(step.criteria),
                "serves": list(source[step.code].serves),
                "params": dict(step.params),
                "requires": [step_key(code) for code in step.after],
                "responsible": step.responsible,
                "core": step.core,
                "done": {"rule": step.done_rule, "share": step.done_share},
                "asks": source[step.code].asks or "",
                "text": source[step.code].text or "",
                "quote": source[step.code].source.quote or "",
            }
            for step in plan.steps
        ],
    }


def step_key(key: str) -> str:
    """A resolved step's key as an address can carry it: `narration@second#2` becomes `narration-second-2`."""
    return key.replace("@", "-").replace("#", "-")


LOOK_BACK = "look_back"
"""Code of the step in which each link of the last round is checked again (S0-22)."""


def has_look_back(plan: Plan) -> bool:
    """Whether the plan itself has a step that looks back, or one of that code."""
    return any(step["code"] == LOOK_BACK or step["params"].get("form") == LOOK_BACK for step in plan["steps"])


def look_back_step(covers: tuple[str, ...], quote: str, phase: str) -> dict[str, Any]:
    """回头看 as the plan of the last round asks for it, as a frozen step of the new one: owed by every branch."""
    return {
        "code": LOOK_BACK,
        "step": LOOK_BACK,
        "title": "上一轮“回头看”",
        "kind": "inspection",
        "phase": phase,
        "subject": "organization",
        "who": ["branches"],
        "without": [],
        "school_types": [],
        "criteria": [],
        "params": {"form": LOOK_BACK, "looks_at": list(covers)},
        "requires": [],
        "responsible": "branch_secretary",
        "core": True,
        "done": {"rule": "everyone", "share": None},
        "asks": "逐项对照上一轮的记录下结论，缺项列入本轮整改。",
        "text": "",
        "quote": quote,
    }


def difference(
    base: Plan,
    local: Plan,
    *,
    base_windows: Mapping[str, tuple[date, date]],
    local_windows: Mapping[str, tuple[date, date]],
    left_out: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """What `local` says otherwise than `base`. Both are frozen plans, their windows as resolved on the same start.

    `left_out`: codes of local steps (of the superior) that are not asked of this unit. Windows are kept as days by which
    they lie off the superior's, so that a step the superior moves later moves here as well.
    """
    steps: dict[str, Any] = {}
    added = []
    known = {step["code"]: step for step in base.get("steps", ())}
    for step in local["steps"]:
        code = step["code"]
        opens, closes = local_windows[code]
        if code not in known:
            added.append({**step, "opens_on": opens.isoformat(), "closes_on": closes.isoformat()})
            continue
        change = {name: step[name] for name in FIELDS if name in step and step[name] != known[code].get(name)}
        was_opens, was_closes = base_windows[code]
        if (opens, closes) != (was_opens, was_closes):
            change["shift"] = [(opens - was_opens).days, (closes - was_closes).days]
        if change:
            steps[code] = change
    dropped = [code for code, step in known.items() if step.get("step", code) in left_out]
    criteria = {code: items for code, items in local["criteria"].items() if items != base.get("criteria", {}).get(code)}
    texts = {code: text for code, text in local.get("texts", {}).items() if text != base.get("texts", {}).get(code)}
    change: dict[str, Any] = {
        "steps": steps, "added": added, "dropped": dropped, "criteria": criteria, "texts": texts
    }  # fmt: skip
    for name in ("gates", "consequences"):
        if local.get(name, []) != base.get(name, []):
            change[name] = list(local.get(name, ()))
    values = {code: value for code, value in local["values"].items() if value != base.get("values", {}).get(code)}
    return {**change, "values": values} if values else change


def is_empty(change: Plan) -> bool:
    parts = ("steps", "added", "dropped", "criteria", "texts", "gates", "consequences", "values")
    return not any(change.get(name) for name in parts)


def begun(steps: list[dict[str, Any]], on: date) -> frozenset[str]:
    """Codes of the steps (as `applied` gives them) that have begun on a day."""
    return frozenset(step["code"] for step in steps if step["opens_on"] <= on)


def from_now_on(before: Plan, after: Plan, begun_codes: frozenset[str], base: Plan, on: date) -> tuple[Plan, list[str]]:
    """`after` for what has not begun, `before` for what has; and the codes for which `after` comes too late.

    A step newly added whose window has begun opens on the day itself; one whose window is over is not asked.
    """
    late = []
    steps: dict[str, Any] = {}
    for code in dict.fromkeys((*before.get("steps", {}), *after.get("steps", {}))):
        old, new = before.get("steps", {}).get(code), after.get("steps", {}).get(code)
        kept = old if code in begun_codes else new
        if code in begun_codes and old != new:
            late.append(code)
        if kept:
            steps[code] = kept
    had = {step["code"]: step for step in before.get("added", ())}
    added = [step for code, step in had.items() if code in begun_codes]
    for step in after.get("added", ()):
        code = step["code"]
        if code in had and code in begun_codes:
            if step != had[code]:
                late.append(code)
            continue
        opens, closes = date.fromisoformat(step["opens_on"]), date.fromisoformat(step["closes_on"])
        if closes <= on:
            late.append(code)
            continue
        added.append({**step, "opens_on": max(opens, on).isoformat()})
    was_dropped, is_dropped = set(before.get("dropped", ())), set(after.get("dropped", ()))
    dropped = sorted((was_dropped & begun_codes) | (is_dropped - begun_codes) | (is_dropped & was_dropped))
    held = {code for step in base.get("steps", ()) if step["code"] in begun_codes for code in step.get("criteria", ())}
    criteria = {}
    for code in dict.fromkeys((*before.get("criteria", {}), *after.get("criteria", {}))):
        items = (before if code in held else after).get("criteria", {}).get(code)
        if items:
            criteria[code] = items
    texts = {**before.get("texts", {}), **after.get("texts", {})}
    found = {"steps": steps, "added": added, "dropped": dropped, "criteria": criteria, "texts": texts}
    return {**found, **_rules_from_now_on(before, after, begun_codes, base)}, late


def _rules_from_now_on(before: Plan, after: Plan, begun_codes: frozenset[str], base: Plan) -> dict[str, Any]:
    """Gates before what has begun, consequences of steps that have begun and their terms stay as they were."""
    begun_steps = [
        step
        for step in (*base.get("steps", ()), *before.get("added", ()), *after.get("added", ()))
        if step["code"] in begun_codes
    ]
    found: dict[str, Any] = {}
    gates = from_then_on(
        before.get("gates", base.get("gates", ())), after.get("gates", base.get("gates", ())), begun_steps
    )
    if gates != list(base.get("gates", ())):
        found["gates"] = gates
    if "consequences" in after:
        found["consequences"] = after["consequences"]
    begun_names = {name for step in begun_steps for name in (step["code"], step.get("step", step["code"]))}
    held = {
        code
        for rule in base.get("consequences", ())
        if rule["step"] in begun_names
        for code in (*rule["within"].values(), rule.get("by"))
        if code
    }
    old, new = before.get("values", {}), after.get("values", {})
    values = {**{code: value for code, value in new.items() if code not in held},
              **{code: value for code, value in old.items() if code in held}}  # fmt: skip
    return {**found, "values": values} if values else found


def applied(base: Plan, windows: Mapping[str, tuple[int, date, date]], change: Plan | None) -> list[dict[str, Any]]:
    """The steps of a unit in the order of the flow: frozen steps with `position`, `opens_on`, `closes_on`, `changed`.

    `windows`: code -> (position, opens, closes) as they stand now for the superior.
    """
    change = change or {}
    found = []
    for step in base.get("steps", ()):
        if step["code"] not in windows or step["code"] in change.get("dropped", ()):
            continue
        position, opens, closes = windows[step["code"]]
        other = change.get("steps", {}).get(step["code"], {})
        if other.get("shift"):
            opens, closes = _moved(opens, closes, other["shift"])
        rest = {name: value for name, value in other.items() if name != "shift"}
        found.append(
            {**step, **rest, "position": position, "opens_on": opens, "closes_on": closes, "changed": bool(other)}
        )
    after = max((position for position, _, _ in windows.values()), default=-1) + 1
    for number, step in enumerate(change.get("added", ())):
        opens, closes = date.fromisoformat(step["opens_on"]), date.fromisoformat(step["closes_on"])
        found.append(
            {**step, "position": after + number, "opens_on": opens, "closes_on": closes, "changed": True, "added": True}
        )
    return sorted(found, key=lambda step: step["position"])


def _moved(opens: date, closes: date, shift: list[int]) -> tuple[date, date]:
    opens, closes = opens + timedelta(days=shift[0]), closes + timedelta(days=shift[1])
    return opens, max(closes, opens + timedelta(days=1))


def merged(base: Plan, change: Plan | None) -> dict[str, Any]:
    """The frozen plan of a unit: steps, criteria and texts as they read there."""
    if not change:
        return dict(base)
    steps = []
    for step in base.get("steps", ()):
        if step["code"] not in change.get("dropped", ()):
            other = change.get("steps", {}).get(step["code"], {})
            steps.append({**step, **{name: value for name, value in other.items() if name != "shift"}})
    return {
        **base,
        "steps": [*steps, *change.get("added", ())],
        "criteria": {**base.get("criteria", {}), **change.get("criteria", {})},
        "texts": {**base.get("texts", {}), **change.get("texts", {})},
        "gates": list(change.get("gates", base.get("gates", ()))),
        "consequences": list(change.get("consequences", base.get("consequences", ()))),
        "values": {**base.get("values", {}), **change.get("values", {})},
        "exceptions": list(change.get("exceptions", ())),
    }
