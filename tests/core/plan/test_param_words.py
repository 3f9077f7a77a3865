"""Every choice and every parameter a person may set has words."""

from xianfeng.core.kind.registry import list_kinds
from xianfeng.core.plan.param_words import literal_values, param_choices, param_title


def test_every_choice_of_every_kind_has_its_own_words() -> None:
    for kind in list_kinds():
        for name, field in kind.Params.model_fields.items():
            if len(literal_values(field)) > 1:
                words = param_choices(kind, name)
                assert param_title(kind, name), (kind.code, name)
                assert all(words.values()), (kind.code, name, words)
                assert len(set(words.values())) == len(words), (kind.code, name)


def test_choices_told_in_their_order_are_read_from_there() -> None:
    kinds = {kind.code: kind for kind in list_kinds()}
    assert param_choices(kinds["returns"], "form")["monthly"] == "月报"
    assert param_choices(kinds["opinion"], "subjects") == {
        "members": "党员",
        "leaders": "领导干部",
        "organization": "党组织",
    }
