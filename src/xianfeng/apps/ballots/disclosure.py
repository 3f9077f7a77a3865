"""What a voter reads before voting: generated from the tables themselves, so that the page cannot promise too much.

A claim carries the check that proves it. Where the check fails the page says the opposite instead of staying silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.ballots.models import Counter, RollEntry, Slip
from xianfeng.apps.ballots.sealing import Mark, seal, sealed_length

SHOWN = (
    (RollEntry, gettext_lazy("投票人名册，每人一行")),
    (Slip, gettext_lazy("密封的票条，每位候选人一条，另有一条只记整张票是否有效")),
    (Counter, gettext_lazy("计票结果，计票后保留的只有这些数")),
)


@dataclass(frozen=True)
class StoredTable:
    title: str
    columns: tuple[str, ...]


def _columns(model: type[models.Model]) -> Iterator[models.Field]:
    return (field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField))


def stored_tables() -> list[StoredTable]:
    """Every column that a vote touches, in the words of its own definition."""
    return [StoredTable(str(title), tuple(str(field.help_text) for field in _columns(model))) for model, title in SHOWN]


@dataclass(frozen=True)
class Claim:
    """`holds` looks at the tables; `text` is said when it does, `otherwise` when it does not."""

    code: str
    holds: Callable[[], bool]
    text: object
    otherwise: object

    def sentence(self) -> str:
        return str(self.text if self.holds() else self.otherwise)


def _points_only_at_poll(model: type[models.Model]) -> bool:
    targets = {field.related_model._meta.label for field in model._meta.concrete_fields if field.is_relation}
    return targets <= {"ballots.Poll"}


def has_no_time(model: type[models.Model]) -> bool:
    return not any(
        isinstance(field, models.DateField | models.TimeField | models.DurationField)
        for field in model._meta.concrete_fields
    )


def has_no_order(model: type[models.Model]) -> bool:
    """No counting key and no whole number beside the poll it belongs to."""
    return not any(
        isinstance(field, models.IntegerField) and not field.is_relation for field in model._meta.concrete_fields
    )


def _is_equally_long() -> bool:
    public = bytes(range(1, 33))
    lengths = {len(seal(1, Mark(row, choice, 0), [public])) for row in (0, 1, 65535) for choice in (0, 255)}
    return lengths == {sealed_length(1)}


CLAIMS = (
    Claim(
        "no_person",
        lambda: _points_only_at_poll(Slip),
        gettext_lazy("票条上没有任何一栏指向投票人。"),
        gettext_lazy("注意：票条中有一栏可以对应到投票人。"),
    ),
    Claim(
        "no_time",
        lambda: all(has_no_time(model) for model, _title in SHOWN),
        gettext_lazy("名册和票条都不记交票的时间。"),
        gettext_lazy("注意：这些表中有一栏记录了时间。"),
    ),
    Claim(
        "no_order",
        lambda: has_no_order(Slip),
        gettext_lazy("票条的编号是随机的，看不出先后。"),
        gettext_lazy("注意：票条中有一栏可以看出先后。"),
    ),
    Claim(
        "equal_length",
        _is_equally_long,
        gettext_lazy("所有票条密封后一样长，看不出选了什么。"),
        gettext_lazy("注意：票条的长短会透露内容。"),
    ),
)


def claims() -> list[str]:
    return [claim.sentence() for claim in CLAIMS]


@dataclass(frozen=True)
class Knower:
    who: str
    what: str


def knowers(*, trustees: int, smallest_cell: int) -> list[Knower]:
    """Who could learn what, the dishonest operator included."""
    return [
        Knower(_("书记和其他组织者"), _("投票期间只知道收到几张票，不知道是谁的；计票后看到的数与大家相同。")),
        Knower(
            _("其他投票人"),
            _("名册上有谁；计票后的结果，其中少于%(least)s的数和能推算出它的数不公布。") % {"least": smallest_cell},
        ),
        Knower(
            _("能看到整个数据库和备份的管理员"),
            _("您是否已经交票；与您的记号同时写入的几条密封票条，但打不开。计票后密封内容删除，钥匙销毁。"),
        ),
        Knower(
            _("同时拿到数据库和开票钥匙的人"),
            _("在计票之前或用计票之前的备份，可以知道您选了什么。钥匙放在数据库之外，由%(trustees)s方保管。")
            % {"trustees": trustees},
        ),
        Knower(
            _("改动了正在运行的程序的人"),
            _("可以在密封之前看到您选了什么。系统不能防止这一点；不放心时请领取纸质票，两种票合并计数。"),
        ),
        Knower(
            _("与您共用这台设备的人"), _("没有交出的票暂存在这台设备的浏览器里；共用设备请一次填完交出，或点“清除”。")
        ),
    ]
