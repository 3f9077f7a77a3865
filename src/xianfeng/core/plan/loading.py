"""Reads a pack folder: ``pack.yaml``, ``plan.yaml``, the texts and the originals, into one ``Pack``.

Every fault is collected with its file and line; nothing is half-read. What the two files say together is checked by
``checking.py``; this module only knows their shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from xianfeng.core.kind.contract import own_errors, shape_words
from xianfeng.core.plan.faults import Fault, PackFaulty
from xianfeng.core.plan.local_plan import Overlay
from xianfeng.core.plan.marks import Marked, Where, read_marked
from xianfeng.core.plan.meta import FORMAT, PackMeta
from xianfeng.core.plan.model import Pack, Plan

META, PLAN = "pack.yaml", "plan.yaml"
_Model = TypeVar("_Model", bound=BaseModel)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Located:
    """A pack together with the lines of both files, so that later checks can point at them."""

    pack: Pack
    folder: Path
    meta: Marked
    plan: Marked

    def fault(self, code: str, where: Where, /, *, warning: bool = False, **values: object) -> Fault:
        """A fault at a place of ``plan.yaml``, or of ``pack.yaml`` when the first name is ``meta``."""
        return self.fault_with(code, where, {name: str(value) for name, value in values.items()}, warning=warning)

    def fault_with(self, code: str, where: Where, told: Mapping[str, str], *, warning: bool = False) -> Fault:
        """The same, with the values already told as a mapping."""
        in_meta = bool(where) and where[0] == "meta"
        marked = self.meta if in_meta else self.plan
        file = self.folder / (META if in_meta else PLAN)
        line = marked.line_of(where[1:] if in_meta else where)
        return Fault(code, file, line, told, "warning" if warning else "error")


def built_in_folder() -> Path:
    """Where the packs of this installation live."""
    return Path(__file__).resolve().parents[2] / "packs"


def pack_folders(where: Path) -> list[Path]:
    """``where`` itself when it holds a pack, else the folders below it that do, by name."""
    if (where / META).is_file() or (where / PLAN).is_file():
        return [where]
    if not where.is_dir():
        return []
    return sorted({found.parent for name in (META, PLAN) for found in where.glob(f"*/{name}")})


def load_pack(path: Path | str) -> Pack:
    """The pack in this folder. Raises :class:`PackFaulty` with every fault when it cannot be read."""
    located, faults = read_pack(Path(path))
    if located is None:
        raise PackFaulty(tuple(faults))
    return located.pack


@cache
def load_built_in(code: str) -> Pack:
    """The built-in pack with this code (the name of its folder), read once a process. Raises :class:`PackFaulty`."""
    return load_pack(built_in_folder() / code)


def built_in_codes() -> tuple[str, ...]:
    """Codes of the packs of this installation."""
    return tuple(folder.name for folder in pack_folders(built_in_folder()))


def read_pack(folder: Path) -> tuple[Located | None, list[Fault]]:
    """The pack with its lines, or None and the faults that kept it from being read."""
    faults: list[Fault] = []
    meta_marked = _marked(folder / META, faults)
    plan_marked = _marked(folder / PLAN, faults)
    if meta_marked is None or plan_marked is None:
        return None, faults
    if isinstance(meta_marked.data, dict) and meta_marked.data.get("format") != FORMAT:
        line = meta_marked.line_of(("format",))
        faults.append(Fault("format_unknown", folder / META, line, {"format": str(meta_marked.data.get("format"))}))
        return None, faults
    meta = shaped(PackMeta, meta_marked, folder / META, faults)
    plan = shaped(Plan, plan_marked, folder / PLAN, faults)
    if meta is None or plan is None or faults:
        return None, faults
    bare = Located(Pack(meta=meta, plan=plan), folder, meta_marked, plan_marked)
    texts: dict[str, str] = {}
    originals: dict[str, str] = {}
    for at, text in enumerate(plan.texts):
        body = _body(folder / text.file)
        if body is None:
            faults.append(bare.fault("file_missing", ("texts", at, "file"), file=text.file))
        else:
            texts[text.code] = body
    for at, original in enumerate(meta.originals):
        body = _body(folder / original.file)
        if body is None:
            faults.append(bare.fault("file_missing", ("meta", "originals", at, "file"), file=original.file))
        else:
            originals[original.seed] = body
    if faults:
        return None, faults
    pack = Pack(meta=meta, plan=plan, texts=texts, originals=originals)
    return Located(pack, folder, meta_marked, plan_marked), []


def read_overlay(text: str, file: Path) -> tuple[Overlay | None, list[Fault]]:
    """A local plan written as YAML, or None and its faults."""
    marked = read_marked(text, file)
    faults = list(marked.faults)
    overlay = shaped(Overlay, marked, file, faults) if marked.data is not None else None
    return (None if faults else overlay), faults


def shaped(model: type[_Model], marked: Marked, file: Path, faults: list[Fault]) -> _Model | None:
    """``marked`` as a model; adds one fault per shape error, each at its line."""
    try:
        return model.model_validate(marked.data)
    except ValidationError as error:
        for item in own_errors(error):
            where = tuple(item["loc"])
            code, values = _shape_code(dict(item))
            faults.append(Fault(code, file, marked.line_of(where), {"name": _dotted(where), **values}))
        return None


def _shape_code(item: dict[str, Any]) -> tuple[str, dict[str, str]]:
    kind, says = str(item["type"]), str(item["msg"])
    if kind == "missing":
        return "name_missing", {}
    if kind == "extra_forbidden":
        return "name_unknown", {}
    if kind == "literal_error":
        return "word_unknown", {"given": str(item.get("input"))[:60], **shape_words(item)}
    if kind == "value_error":
        return says.removeprefix("Value error, "), {}
    if kind == "string_pattern_mismatch":
        return "text_form", {"given": str(item.get("input"))[:60]}
    return "value_shape", {"given": str(item.get("input"))[:60], **shape_words(item)}


def _dotted(where: Where) -> str:
    return ".".join(str(part) for part in where) or "."


def _marked(file: Path, faults: list[Fault]) -> Marked | None:
    if not file.is_file():
        faults.append(Fault("file_missing", file, 0, {"file": file.name}))
        return None
    text = text_of(file, faults)
    if text is None:
        return None
    marked = read_marked(text, file)
    faults.extend(marked.faults)
    if marked.data is None:
        return None
    if not isinstance(marked.data, dict):
        faults.append(Fault("not_a_mapping", file, 1))
        return None
    return marked


def text_of(file: Path, faults: list[Fault]) -> str | None:
    """The text of a file; None and a fault at the line of the first sign that is not UTF-8."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.append(Fault("not_utf8", file, content.count(b"\n", 0, error.start) + 1))
        return None


def _body(file: Path) -> str | None:
    """A text file without its front matter; None when it is not there. Raises nothing for bad bytes: they are replaced."""
    if not file.is_file():
        return None
    return _FRONT.sub("", file.read_text(encoding="utf-8", errors="replace"))
