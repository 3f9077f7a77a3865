"""The pack format as JSON Schema (2020-12), made from the models; ``docs/packs/schema.json`` is a copy kept current by a test."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from xianfeng.core.kind.registry import list_kinds
from xianfeng.core.plan.local_plan import Overlay
from xianfeng.core.plan.meta import PackMeta
from xianfeng.core.plan.model import Plan


def json_schema() -> dict[str, Any]:
    """One document: ``$defs`` holds PackMeta (pack.yaml), Plan (plan.yaml), Overlay (a local plan) and everything in them;
    ``x-kinds`` the parameters of each step kind of this installation, by code."""
    _, schema = models_json_schema(
        [(PackMeta, "validation"), (Plan, "validation"), (Overlay, "validation")], title="Xianfeng programme pack"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("PackMeta", "Plan", "Overlay")],
        "x-kinds": {kind.code: kind.Params.model_json_schema(mode="validation") for kind in list_kinds()},
    }


def schema_text() -> str:
    """The schema as it is written to disk."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
