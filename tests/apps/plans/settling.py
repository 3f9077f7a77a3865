"""Take a built-in plan all the way to publication, as a bureau would: answers, consultation, basis."""

from __future__ import annotations

from datetime import date, timedelta

from tests import factories
from xianfeng.apps.plans import actions, queries

PACK = "statement_appraisal_publicity"
DAY = date(2026, 9, 15)
BASIS = "示例区教育局党委会议决定（2026年第3次）"


def adopted(district, pack: str = PACK) -> int:
    return actions.adopt_pack(
        now=factories.NOW, actor=factories.TEST_ACTOR, pack=pack, organization_id=district.committee.pk
    )


def answered(version_id: int) -> None:
    """An answer to every question: the suggestion, else the least or first that is allowed."""
    pack = queries.get_pack(version_id)
    for number, ask in enumerate(queries.list_asks(version_id)):
        parameter = pack.find_parameter(ask.code)
        if ask.code == "approval_basis":
            value: object = BASIS
        elif ask.suggestion is not None:
            value = ask.suggestion
        elif ask.choices:
            value = ask.choices[0]
        else:
            least = parameter.minimum if parameter is not None else None
            samples = {
                "integer": least if least is not None else 1,
                "boolean": True,
                "share": "1/3",
                "decimal": "1",
                "date": "2026-10-12",
                "month_day": "10-12",
            }
            value = samples.get(ask.type, f"示例内容{number}")
        actions.set_value(
            now=factories.NOW, actor=factories.TEST_ACTOR, version_id=version_id, key=ask.code, value=value
        )


def consulted(version_id: int, from_date: date = DAY - timedelta(days=10), until_date: date = DAY) -> None:
    actions.start_consultation(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        version_id=version_id,
        from_date=from_date,
        until_date=until_date,
    )


def published(district, pack: str = PACK) -> int:
    version = adopted(district, pack)
    answered(version)
    consulted(version)
    actions.publish(now=factories.NOW, actor=factories.TEST_ACTOR, version_id=version, today=DAY)
    return version
