"""Steps of a drafted plan: their kind and parameters from their own words, figures and rules from beside them.

A figure of the text belongs to the step in whose sentence it stands (公示5个工作日, 不超过15%, 于4月20日前报送); sides that
score, groups that must be heard and vetoes go to the nearest step that can hold them. What a kind needs and the text leaves
open becomes a question; nothing is filled in.
"""

from __future__ import annotations

import re
from typing import Any

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.pack.asked import ask_open
from xianfeng.compiler.pack.gathering import Gathered, Made, simplified_words, source_of, title_of
from xianfeng.compiler.pack.shapes import UNITS, channels_in, shape_of
from xianfeng.core.kind.contract import params_faults
from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.param_words import param_shape

_WHO = (
    (re.compile(r"班子|领导"), "leaders"), (re.compile(r"支部书记|支书"), "secretaries"), (re.compile(r"党员"), "members"),
    (re.compile(r"教师|教职工|教工"), "staff"), (re.compile(r"学生|同学"), "students"), (re.compile(r"家长"), "parents"),
    (re.compile(r"部门|处室|科室"), "departments"), (re.compile(r"学校|各校"), "schools"), (re.compile(r"支部|党组织"), "branches"),
)  # fmt: skip
_PARTIES = {
    "self": "self", "peer": "peers", "mass": "staff", "org": "organization", "leader": "leaders", "superior": "superior",
}  # fmt: skip
_KEPT_OUT = re.compile("不得(?:评|推荐|参加评|列为)[^，。；]{0,12}|取消[^，。；]{0,8}(?:评|推荐)[^，。；]{0,6}")
_CARRIED = re.compile("票|赞成|同意|当选|通过")
_BASES = (
    (re.compile("应到|应参加|全体"), "roll"),
    (re.compile("实到|到会|与会|参加投票|参会"), "present"),
    (re.compile("有效票"), "ballots_valid"),
)
_CAP_BASES = (
    (re.compile("党员(?:总数|人数|数)"), "members"),
    (re.compile("参[加评][^，。]{0,6}(?:人数|党员)"), "appraised"),
)
_JUDGED = ("rating", "selection")
_LATE = ("honour", "report", "survey", "inspect", "notice")


def is_body(item: Item) -> bool:
    """A body that is set up outside the stages (成立领导小组) is part of the leadership, not a step (as the reading of a
    written plan takes it)."""
    if item.values["kind"] != "organise" or item.values["phase"] is not None:
        return False
    return shape_of("organise", simplified_words(item.quote)).kind == "meeting"


def find_steps(draft: Draft, plan: Gathered, phases: list[str], criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every step of the draft as ``plan.yaml`` has it; one that asks for the checking of the draft where none was read."""
    made = [_begun(draft, item, plan, phases) for item in draft.of("step") if not is_body(item)]
    honour = next((one for one in made if one.item.values["kind"] == "honour"), None)
    if honour is not None:
        plan.tell("approval_basis", honour.title, honour.item.span)
    for step in made:
        _figures(draft, step, plan)
        if step.shape.kind == "rating":
            step.params["criteria"] = [_set_before(draft, step.item, plan, criteria)]
    _votes(draft, made, plan)
    _parties(draft, plan, made)
    _vetoes(draft, [step for step in made if step.shape.kind in _JUDGED])
    _heard(draft, [step for step in made if step.shape.kind == "opinion"])
    plan.made = made
    for step in made:
        _said(step, plan)
    _unplaced(draft, made, plan)
    ask_open(draft, made, plan)
    for step in made:
        step.entry["params"] = step.params
        step.entry["source"] = source_of(step.item)
    return [step.entry for step in made] or [_nothing_read(plan, phases)]


def _begun(draft: Draft, item: Item, plan: Gathered, phases: list[str]) -> Made:
    words = simplified_words(f"{item.values['title']}　{item.quote}")
    title = title_of(item.values["title"], item.values["kind"])
    told = simplified_words(item.values["who"] or "")
    who = next((code for one in (told, words) for pattern, code in _WHO if pattern.search(one)), "")
    shape = shape_of(item.values["kind"], words, who)
    at = item.values.get("phase")
    params = {"criteria": [], **shape.params} if shape.kind == "rating" else dict(shape.params)
    if shape.kind == "study" and not params["topics"]:
        params["topics"] = [title]
    if shape.kind == "closing":
        params["parts"] = [title]
    if item.values["kind"] == "organise" and shape.kind == "meeting":
        params["output"] = title
    if shape.kind == "opinion" and "channels" not in params:
        told_channels = channels_in(simplified_words(_sentence(draft, item)))
        params |= {"channels": told_channels} if told_channels else {}
    entry: dict[str, Any] = {
        "code": plan.code(item.code),
        "title": title,
        "kind": shape.kind,
        "phases": [phases[at] if isinstance(at, int) and at < len(phases) else phases[_edge(item)]],
        "per": (per := shape.per or find_kind(shape.kind).subject),
        "audience": {"who": [_audience(who, per)]},
        "responsible": "branch_secretary",
    }
    return Made(item, shape, params, entry)


def _sentence(draft: Draft, item: Item) -> str:
    """The sentence an item stands in."""
    start = max(draft.text.rfind(mark, 0, item.span.start) for mark in "。\n") + 1
    ends = [at for mark in "。\n" if (at := draft.text.find(mark, item.span.end)) >= 0]
    return draft.text[start : min(ends, default=len(draft.text))]


def _audience(who: str, per: str) -> str:
    """Whom the words name; what is done person by person concerns the members of the units they name, or all of them."""
    if per == "person":
        return who if who and who not in UNITS else "members"
    return who or "branches"


def _edge(item: Item) -> int:
    """Where a step goes that the text puts in no stage: what ends a campaign to the last one, all else to the first."""
    return -1 if item.values["kind"] in _LATE else 0


def _beside(draft: Draft, item: Item, other: Item) -> bool:
    """Whether both stand in one sentence."""
    first, second = sorted((item.span, other.span), key=lambda span: span.start)
    between = draft.text[min(first.end, second.start) : second.start]
    return len(between) <= 60 and not re.search("[。\n]", between)


def _figures(draft: Draft, step: Made, plan: Gathered) -> None:
    """Figures in the step's sentence, each as the parameter of its kind that it can only be."""
    for number in draft.of("number"):
        parameter = plan.figures.get(number.code)
        if parameter is None or not _beside(draft, step.item, number):
            continue
        step.figures.append(number)
        what, reference = number.values["what"], {"param": parameter["code"]}
        kind, params, is_share = step.shape.kind, step.params, parameter["type"] == "share"
        whole = parameter["type"] == "integer" and parameter.get("value")
        if kind == "notice" and what == "notice_days" and whole and "objections" not in params and "days" not in params:
            params |= {"days": reference}
            if parameter["unit"] != "working_day":
                params["days_are"] = "days"
        elif kind == "selection" and what == "quota_ratio" and is_share and "cap" not in params:
            params["cap"] = reference
            base = next((code for words, code in _CAP_BASES if words.search(simplified_words(number.quote))), "")
            params |= {"cap_base": base} if base else {}
        elif kind == "meeting" and what == "quorum" and is_share and "quorum" not in params:
            params["quorum"] = reference
        elif what == "deadline_day" and "window" not in step.entry and _may_close(draft, step.item, number):
            step.entry["window"] = {"closes": {**reference, "included": True}}
    if step.shape.kind == "study":
        _hours(draft, step, plan)


def _votes(draft: Draft, made: list[Made], plan: Gathered) -> None:
    """What makes a vote count and what carries it: figures in the step's own sentence or soon behind it (到会人数不少于三分之二，
    得票超过半数的当选, 满意率达不到80%的), to the last vote in front of them."""
    votes = [step for step in made if step.shape.kind in (*_JUDGED, "survey")]
    for number in draft.of("number"):
        parameter, what = plan.figures.get(number.code), number.values["what"]
        if parameter is None or parameter["type"] != "share" or what not in ("quorum", "threshold"):
            continue
        around = draft.text[max(0, number.span.start - 16) : number.span.end + 10]
        near = [
            one
            for one in votes
            if 0 <= number.span.end - one.item.span.start <= 240 or _beside(draft, one.item, number)
        ]
        if not near:
            continue
        step = min(near, key=lambda one: abs(one.item.span.start - number.span.start))
        if what == "quorum" and step.shape.kind in _JUDGED:
            step.params.setdefault("quorum", {"param": parameter["code"]})
        elif step.shape.kind == "survey" and "满意" in around:
            step.params.setdefault("satisfied_at_least", {"param": parameter["code"]})
        elif step.shape.kind == "selection" and _CARRIED.search(simplified_words(around)):
            step.params.setdefault("majority", {"param": parameter["code"]})
            base = next((code for words, code in _BASES if words.search(simplified_words(around))), "")
            if base:
                step.params["majority_base"] = base


def _hours(draft: Draft, step: Made, plan: Gathered) -> None:
    """Hours of study belong to the first study of their stage, or of the plan; later ones would count them twice."""
    for number in draft.of("number"):
        parameter = plan.figures.get(number.code)
        if number.values["what"] != "study_hours_min" or parameter is None or parameter.get("unit") != "hour":
            continue
        studies = [
            one
            for one in draft.of("step")
            if one.values["kind"] == "study" and shape_of("study", simplified_words(one.quote)).kind == "study"
        ]
        stage = max((p.span.start for p in draft.of("phase") if p.span.start <= number.span.start), default=-1)
        own = [one for one in studies if one.span.start > stage] or studies
        if own[0].code == step.item.code and parameter["type"] == "integer":
            step.params["collective_hours"] = {"param": parameter["code"]}
            return


def _may_close(draft: Draft, item: Item, number: Item) -> bool:
    """Whether a due day can end the step: not before the first day of its stage, and known as far as that day is (year and
    all, or month and day of both). It may lie behind the stage: 总结 handed in after its end."""
    phases, due = draft.of("phase"), number.values.get("date") or ""
    if not phases or not due:
        return False
    at = item.values.get("phase")
    stage = phases[at if isinstance(at, int) and at < len(phases) else _edge(item)].values
    first, last = stage["first"] or "", stage["last"] or ""
    if len(due) == 10:
        return len(first) == 10 and first <= due
    edges = [(stage[f"{edge}_month"], stage[f"{edge}_day"]) for edge in ("start", "end")]
    if first or last or None in (*edges[0], *edges[1]):
        return False
    month, day = (int(piece) for piece in due.split("-"))
    return bool(edges[0] <= (month, day) <= edges[1])


def _unplaced(draft: Draft, made: list[Made], plan: Gathered) -> None:
    """Due days that end no step are told: they stay as figures, and a person sees to them."""
    closing = {step.entry["window"]["closes"].get("param") for step in made if "window" in step.entry}
    for number in draft.of("number"):
        parameter = plan.figures.get(number.code)
        if number.values["what"] != "deadline_day" or not number.values.get("date") or parameter is None:
            continue
        if parameter["code"] not in closing:
            beside = any(_beside(draft, step.item, number) for step in made)
            words: dict[str, str | int | float] = {"words": number.quote.strip()[:40]}
            code = "due_day_outside_stage" if beside else "due_day_without_step"
            plan.notes.append(Diagnostic(code, "info", number.span, words))


def _set_before(draft: Draft, item: Item, plan: Gathered, criteria: list[dict[str, Any]]) -> str:
    """The set a rating goes by: the last one in front of it, else the first; a blank one where the text lists none."""
    if not criteria:
        source = {"default": "原文没有列出标准"}
        blank = {"count": 1, "ask": "评议用哪些标准", "source": source}
        plan.tell("criteria_items", "评议标准", item.span)
        criteria.append(
            {
                "code": plan.code("criteria"),
                "title": "评议标准（待填）",
                "subject": "person",
                "blank": blank,
                "source": source,
            }
        )
    before = [at for at, one in enumerate(draft.of("criteria_set")) if one.span.start <= item.span.start]
    return str(criteria[before[-1] if before else 0]["code"])


def _parties(draft: Draft, plan: Gathered, made: list[Made]) -> None:
    """The sides that score, as the text lists them: those of one sentence belong together, to the last rating among their
    words (who decides stands last), else to the nearest; weights where they make a whole."""
    ratings = [step for step in made if step.shape.kind == "rating"]
    given: dict[str, dict[str, Item]] = {}
    for group in _in_sentences(draft, draft.of("scoring_party")) if ratings else ():
        start, end = group[0].span.start, group[-1].span.end
        among = [one for one in ratings if start <= one.item.span.start < end]
        step = among[-1] if among else min(ratings, key=lambda one: abs(one.item.span.start - end))
        sides = given.setdefault(step.item.code, {})
        for party in group:
            sides.setdefault(_PARTIES[party.values["party"]], party)
    for step in ratings:
        sides = given.get(step.item.code, {})
        weights = [one.values["weight"] for one in sides.values()]
        is_whole = len(sides) > 1 and None not in weights and sum(weights) == 100
        used: set[str] = set()
        if sides:
            step.params["parties"] = [
                {"code": code, "title": title_of(one.quote, code)[:20]}
                | ({"weight": {"param": _weight(draft, plan, one, used)}} if is_whole else {})
                for code, one in sides.items()
            ]
            step.sides = len(sides)


def _in_sentences(draft: Draft, parties: tuple[Item, ...]) -> list[list[Item]]:
    """Neighbours of one sentence together."""
    groups: list[list[Item]] = []
    for party in sorted(parties, key=lambda one: one.span.start):
        if groups and _beside(draft, groups[-1][-1], party):
            groups[-1].append(party)
        else:
            groups.append([party])
    return groups


def _weight(draft: Draft, plan: Gathered, party: Item, used: set[str]) -> str:
    """The parameter of a side's weight: the figure read beside it, or one of its own."""
    title = f"{title_of(party.quote, '')[:20]}占多少"
    figures = [
        one
        for one in draft.of("number")
        if one.values["what"] == "weight"
        and one.values["value"] == party.values["weight"]
        and one.code in plan.figures
        and one.code not in used
    ]
    nearest = min(figures, key=lambda one: abs(one.span.start - party.span.start), default=None)
    if nearest is not None:
        used.add(nearest.code)
        plan.figures[nearest.code]["title"] = title
        return str(plan.figures[nearest.code]["code"])
    code = plan.code("weight")
    value = f"{party.values['weight']}%"
    plan.parameters.append({"code": code, "title": title, "type": "share", "value": value, "source": source_of(party)})
    return code


def _vetoes(draft: Draft, judged: list[Made]) -> None:
    """What keeps somebody out, at the selection or rating it stands nearest to."""
    for number, veto in enumerate(draft.of("veto"), start=1):
        if not judged:
            return
        lead = simplified_words(draft.text[max(0, veto.span.start - 160) : veto.span.start]).rpartition("\n\n")[2]
        kept_out = re.search(
            "评|表彰|推荐|优秀|先进|资格", f"{simplified_words(veto.values['effect'])}{_KEPT_OUT.findall(lead)}"
        )
        fitting = [one for one in judged if (one.shape.kind == "selection") == bool(kept_out)] or judged
        step = min(fitting, key=lambda one: abs(one.item.span.start - veto.span.start))
        told: dict[str, Any] = {"code": f"veto_{number}", "title": title_of(veto.quote, "一票否决")}
        if step.shape.kind == "selection":
            told["effect"] = title_of(veto.values["effect"], "不能评选")
        step.params.setdefault("vetoes", []).append(told)


def _heard(draft: Draft, opinions: list[Made]) -> None:
    """Groups that must be heard, at the round of opinions they stand nearest to."""
    for hearing in draft.of("hearing"):
        if not opinions:
            return
        step = min(opinions, key=lambda one: abs(one.item.span.start - hearing.span.start))
        heard = step.params.setdefault("must_hear", [])
        if hearing.values["group"] not in heard:
            heard.append(hearing.values["group"])


def _said(step: Made, plan: Gathered) -> None:
    """What a person has set in the step's own parameters, over what was read; a figure gets a parameter like any other, so that
    a local plan may tighten it. What the kind does not take (it was changed since) is left aside."""
    kind = find_kind(step.shape.kind)
    for name, value in step.item.values.get("params", {}).items():
        field = kind.Params.model_fields.get(name)
        if field is None or any(fault.path[:1] == (name,) for fault in params_faults(kind, {name: value})):
            continue
        if value is None or value == []:
            step.params.pop(name, None)
        elif param_shape(field) not in ("number", "share"):
            step.params[name] = value
        else:
            extra = field.json_schema_extra
            way = extra.get("stricter") if isinstance(extra, dict) else None
            entry: dict[str, Any] = {
                "code": plan.code(f"{step.entry['code']}_{name}"[:44]),
                "title": title_of(f"“{step.title}”：{field.description or name}", name),
                "type": "integer" if isinstance(value, int) else "share",
                "value": value,
                "local": "tighten" if way in ("higher", "lower") else "free",
                "source": source_of(step.item) | {"reading": "由核对人填写"},
            }
            plan.parameters.append(entry | ({"stricter": way} if entry["local"] == "tighten" else {}))
            step.params[name] = {"param": entry["code"]}


def _nothing_read(plan: Gathered, phases: list[str]) -> dict[str, Any]:
    return {
        "code": plan.code("read_plan"), "title": "核对草稿", "kind": "meeting", "phases": [phases[0]], "per": "organization",
        "audience": {"who": ["branches"]}, "responsible": "branch_secretary", "params": {"form": "committee"},
        "source": {"default": "没有从原文读出步骤"},
    }  # fmt: skip
