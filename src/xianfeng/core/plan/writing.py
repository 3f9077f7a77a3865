"""Writes a pack as the files an author would write: block style, Chinese as it is, nothing that is only a default.

Before: a ``Pack`` in memory, for example one that was drafted from a document. After: a folder that ``load_pack`` reads back equal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from xianfeng.core.plan.loading import META, PLAN
from xianfeng.core.plan.model import Pack


def pack_files(pack: Pack) -> dict[str, str]:
    """The files of a pack by their path inside the folder."""
    files = {META: _yaml(pack.meta.model_dump(mode="json", exclude_defaults=True)), PLAN: _yaml(_plan(pack))}
    for text in pack.plan.texts:
        files[text.file] = pack.texts.get(text.code, "")
    for original in pack.meta.originals:
        files[original.file] = f"---\nseed: '{original.seed}'\n---\n{pack.originals.get(original.seed, '')}"
    return files


def write_pack(pack: Pack, folder: Path) -> None:
    """Writes :func:`pack_files` below ``folder``; existing files of those names are replaced."""
    for name, body in pack_files(pack).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")


def _plan(pack: Pack) -> dict[str, Any]:
    plan: dict[str, Any] = pack.plan.model_dump(mode="json", exclude_defaults=True)
    return plan


class _Dumper(yaml.SafeDumper):
    """Two spaces before list items, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _yaml(data: Any) -> str:
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return text
