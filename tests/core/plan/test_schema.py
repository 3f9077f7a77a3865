"""The exported schema is the one the models make, and real packs satisfy it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from xianfeng.core.plan.loading import META, PLAN, built_in_codes, built_in_folder
from xianfeng.core.plan.marks import read_marked
from xianfeng.core.plan.schema import json_schema, schema_text

DOCS = Path(__file__).parents[3] / "docs" / "packs"


def test_the_copy_in_the_documentation_is_current() -> None:
    assert (DOCS / "schema.json").read_text(encoding="utf-8") == schema_text(), (
        "run: python -m xianfeng.core.plan.guide"
    )


@pytest.mark.parametrize("code", built_in_codes())
@pytest.mark.parametrize(("name", "part"), [(META, "PackMeta"), (PLAN, "Plan")])
def test_built_in_packs_satisfy_the_schema(code: str, name: str, part: str) -> None:
    file = built_in_folder() / code / name
    schema = {**json.loads(schema_text()), "anyOf": [{"$ref": f"#/$defs/{part}"}]}
    jsonschema.Draft202012Validator(schema).validate(read_marked(file.read_text(encoding="utf-8"), file).data)


def test_the_schema_refuses_a_name_that_is_not_known() -> None:
    schema = {**json_schema(), "anyOf": [{"$ref": "#/$defs/Phase"}]}
    checker = jsonschema.Draft202012Validator(schema)
    good = {"code": "study", "title": "学习", "lasts": {"days": "study_days"}, "source": {"default": "试验用"}}
    assert checker.is_valid(good)
    assert not checker.is_valid({**good, "colour": "red"})
    assert not checker.is_valid({key: value for key, value in good.items() if key != "source"})
