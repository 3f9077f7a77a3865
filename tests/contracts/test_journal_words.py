"""Every act the code writes into the journal has a name in plain Chinese: nobody reads "study.mark_seen" on a page."""

import ast
from datetime import datetime
from functools import cache
from pathlib import Path

import xianfeng
from xianfeng.apps.campaigns.models import StepVerdict
from xianfeng.apps.journal.particulars import detail_words, subject_words
from xianfeng.apps.journal.queries import Line
from xianfeng.apps.journal.terms import KEYS, SUBJECTS
from xianfeng.apps.journal.words import action_name
from xianfeng.apps.people.models import RecordNote

ROOT = Path(xianfeng.__file__).parent
FROM_CHOICES = {
    "step.{verdict}": StepVerdict.Verdict.values,
    "record.{kind}": RecordNote.Kind.values,
}
"""Acts named by a stored choice rather than by a word in the code."""


@cache
def _rooms() -> dict[Path, list[ast.Module]]:
    """Folder -> its files as trees; read once."""
    rooms = sorted({path.parent for path in ROOT.rglob("*.py") if "tests" not in path.parts})
    return {room: [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(room.glob("*.py"))] for room in rooms}


def _texts(node: ast.expr) -> list[str]:
    """The texts an expression may give: a constant, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return []


def _template(node: ast.expr) -> str:
    """`f"returns.{action}"` as "returns.{action}", a bare name as "{action}"; "" for anything else."""
    if isinstance(node, ast.Name):
        return f"{{{node.id}}}"
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}" for part in node.values
    )


def _name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _calls_of(trees: list[ast.Module], function: ast.FunctionDef, parameter: str) -> list[str]:
    """What every call of a function gives for one of its parameters."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return _given(trees, function.name, names.index(parameter) if parameter in names else None, parameter)


def _given(trees: list[ast.Module], name: str, place: int | None, parameter: str) -> list[str]:
    found: list[str] = []
    for call in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _name_of(call) != name:
            continue
        given = [word.value for word in call.keywords if word.arg == parameter]
        if place is not None and place < len(call.args):
            given.append(call.args[place])
        for value in given:
            found += _texts(value)
    return found


def _pens(trees: list[ast.Module]) -> list[tuple[str, str]]:
    """(name, room) of `note = pen("room", …)`."""
    assigned = (node for tree in trees for node in tree.body if isinstance(node, ast.Assign))
    return [
        (ast.unparse(node.targets[0]), ast.literal_eval(node.value.args[0]))
        for node in assigned
        if isinstance(node.value, ast.Call) and _name_of(node.value) == "pen"
    ]


def written_acts() -> dict[str, str]:
    """Code of the act -> file that writes it."""
    found: dict[str, str] = {}
    for room, trees in _rooms().items():
        functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for name, acts_of in _pens(trees):
            acts = [f"{acts_of}.{text}" for text in _given(trees, name, 2, "act")]
            assert acts, f"{room.relative_to(ROOT)}: {name} writes no act that can be read"
            found |= dict.fromkeys(acts, str(room.relative_to(ROOT)))
        inside_pen = {part for one in functions if one.name == "pen" for part in ast.walk(one)}
        for function in functions:
            if function in inside_pen:
                continue
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if _name_of(call) != "record":
                    continue
                value = next((word.value for word in call.keywords if word.arg == "action"), None)
                if value is None:
                    continue
                acts, template = _texts(value), _template(value)
                if template in FROM_CHOICES:
                    acts = [template[: template.index("{")] + choice for choice in FROM_CHOICES[template]]
                elif template:
                    hole = template[template.index("{") + 1 : template.index("}")]
                    acts = [template.replace(f"{{{hole}}}", text) for text in _calls_of(trees, function, hole)]
                assert acts, (
                    f"{room.relative_to(ROOT)}: {ast.unparse(value)} in {function.name} gives no act that can be read"
                )
                found |= dict.fromkeys(acts, str(room.relative_to(ROOT)))
    return found


def test_every_act_has_a_name():
    acts = written_acts()
    assert {"returns.acknowledged", "person.transferred", "study.mark_seen", "record.correction"} <= set(acts)
    assert len(acts) > 100
    nameless = {code: room for code, room in acts.items() if action_name(code) == code or action_name(code).isascii()}
    assert not nameless, "acts without a name (journal/words.py, or acts.py of a kind)"


def written_particulars() -> dict[str, str]:
    """Key of a particular -> room that writes it: of `detail={…}`, and of every function that takes `**detail`."""
    found: dict[str, str] = {}
    for room, trees in _rooms().items():
        nodes = [node for tree in trees for node in ast.walk(tree)]
        writers = {name: {"person_id"} for name, _room in _pens(trees)} | {"note": {"person_id"}}
        for one in nodes:
            if isinstance(one, ast.FunctionDef) and one.args.kwarg and one.args.kwarg.arg == "detail":
                writers[one.name] = {argument.arg for argument in (*one.args.args, *one.args.kwonlyargs)}
        keys: set[str] = set()
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            if _name_of(call) in writers:
                keys |= {word.arg for word in call.keywords if word.arg} - writers[_name_of(call)]
            elif _name_of(call) in ("record", "pen"):
                told = [word.value for word in call.keywords if word.arg in ("detail", "carries")]
                inside = (node for value in told for node in ast.walk(value) if isinstance(node, ast.Dict))
                keys |= {key.value for one in inside for key in one.keys if isinstance(key, ast.Constant)}
        found |= dict.fromkeys(keys, str(room.relative_to(ROOT)))
    return found


def test_every_particular_and_every_subject_has_a_word():
    written = written_particulars()
    assert {"reason", "step", "sha256", "offices_ended"} <= set(written)
    nameless = {key: room for key, room in written.items() if key not in KEYS}
    assert nameless == {}, "say in KEYS of journal/terms.py what these stand for"
    kinds = {
        ast.literal_eval(call.args[1])
        for trees in _rooms().values()
        for call in (node for tree in trees for node in ast.walk(tree))
        if isinstance(call, ast.Call) and _name_of(call) == "pen"
    }
    assert len(kinds) > 10 and kinds <= set(SUBJECTS)


def test_particulars_are_told_in_plain_words():
    detail = {
        "step": "pledge", "verdict": "not_done", "late": True, "due_on": "2025-03-03", "sha256": "a" * 64, "by": "",
        "receivers": [7, 8], "sample": {"rows": 3},
    }  # fmt: skip
    line = Line(1, datetime(2026, 1, 1), "某某", "tracking.decided", "campaign:3", detail)
    names = {"step:pledge": "党性承诺", "organization:7": "第一支部", "campaign:3": "一讲二评三公示"}
    assert detail_words(line, names) == (
        "步骤：党性承诺；结论：未完成；逾期：是；期限：2025年3月3日(周一)；校验值：aaaaaaaaaaaa…；"
        "接收单位：第一支部、8；抽样：（行数：3）"
    )
    assert subject_words("campaign:3", names) == "活动：一讲二评三公示"
    assert subject_words("tracking.item:9", names) == "整改事项\u00a09"
