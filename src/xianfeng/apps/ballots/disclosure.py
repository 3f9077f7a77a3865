"""What a voter reads before voting: generated from the tables themselves, so that the page cannot promise too much.

A claim carries the check that proves it. Where the check fails the page says the opposite instead of staying silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.ballots.kept import BlockUnreadable, open_block, seal_block
from xianfeng.apps.ballots.models import Comment, Counter, KeptSlips, PollKey, RollEntry, SealedComment, Slip, VoteCode
from xianfeng.apps.ballots.queries import PollKeeperRow
from xianfeng.apps.ballots.sealing import Mark, SlipUnreadable, make_key, seal, sealed_length, unseal

SHOWN = (
    (RollEntry, gettext_lazy("投票人名册，每人一行")),
    (Slip, gettext_lazy("密封的票条，票上每行一条，另有一条只记整张票是否有效")),
    (Counter, gettext_lazy("计票结果，长期保留的只有这些数")),
)
SHOWN_AFTER_THE_COUNT = ((KeptSlips, gettext_lazy("计票后为重新计票留存的票条，打乱后密封成一整块，异议期满销毁")),)
SHOWN_WITH_CODES = ((VoteCode, gettext_lazy("一次性投票码，发给名册上没有账号的人")),)
SHOWN_WITH_COMMENTS = (
    (SealedComment, gettext_lazy("密封的意见，每张票一条")),
    (Comment, gettext_lazy("计票后的意见，打乱次序，审看后才公布")),
)
SHOWN_WITH_TRUSTEES = ((PollKey, gettext_lazy("密封的开票钥匙，每位保管人一份")),)


@dataclass(frozen=True)
class StoredTable:
    title: str
    columns: tuple[str, ...]


def _columns(model: type[models.Model]) -> Iterator[models.Field]:
    return (field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField))


def stored_tables(*, trustees: int = 1, codes: bool = False, comments: bool = False) -> list[StoredTable]:
    """Every column that a vote touches, in the words of its own definition; of this poll's parts only."""
    shown = SHOWN + SHOWN_AFTER_THE_COUNT + (SHOWN_WITH_TRUSTEES if trustees > 1 else ())
    shown += (SHOWN_WITH_CODES if codes else ()) + (SHOWN_WITH_COMMENTS if comments else ())
    return [StoredTable(str(title), tuple(str(field.help_text) for field in _columns(model))) for model, title in shown]


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
    return all(
        {len(seal(1, Mark(row, choice, 0), [public] * n)) for row in (0, 1, 65535) for choice in (0, 255)}
        == {sealed_length(n)}
        for n in (1, 2)
    )


def _opens(sealed: bytes, private_keys: list[bytes]) -> bool:
    try:
        unseal(1, sealed, private_keys)
    except SlipUnreadable:
        return False
    return True


def opens_only_together() -> bool:
    """Seal a slip to two fresh keys and try it: with each alone, in the wrong order, and with both."""
    (first, first_public), (second, second_public) = make_key(), make_key()
    sealed = seal(1, Mark(1, 3, 0), [first_public, second_public])
    alone = [[first], [second], [first, first], [second, second], [second, first]]
    return _opens(sealed, [first, second]) and not any(_opens(sealed, keys) for keys in alone)


def has_only_sealed_keys() -> bool:
    """Of the keys to a box the tables hold nothing but what is sealed to a person."""
    return [field.name for field in PollKey._meta.concrete_fields if isinstance(field, models.BinaryField)] == [
        "sealed",
        "kept_half",
    ]


def is_kept_as_one() -> bool:
    """One block a poll, pointing at nothing but the poll, as long whatever it says, and opened by both halves together only."""
    names = {field.name for field in KeptSlips._meta.concrete_fields}
    one_way = KeptSlips._meta.get_field("poll").one_to_one and _points_only_at_poll(KeptSlips)
    block, (first, second) = seal_block(1, [1, 2, 3])
    other, _halves = seal_block(1, [9, 9, 9])
    alone = [(first, first), (second, second), (first, bytes(32)), (bytes(32), second)]
    return (
        names == {"id", "poll", "sealed", "sha256", "asked_on", "asked_by_label", "destroyed_on"}
        and one_way
        and len(block) == len(other)
        and _opens_block(block, (first, second))
        and not any(_opens_block(block, halves) for halves in alone)
    )


def _opens_block(sealed: bytes, halves: tuple[bytes, bytes]) -> bool:
    try:
        open_block(1, sealed, halves)
    except BlockUnreadable:
        return False
    return True


CLAIMS = (
    Claim(
        "no_person",
        lambda: all(_points_only_at_poll(model) for model in (Slip, SealedComment, Comment, VoteCode)),
        gettext_lazy("票条上没有任何一栏指向投票人。"),
        gettext_lazy("注意：票条中有一栏可以对应到投票人。"),
    ),
    Claim(
        "no_time",
        lambda: all(has_no_time(model) for model, _title in SHOWN + SHOWN_WITH_CODES + SHOWN_WITH_COMMENTS),
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

NOT_KEPT_AS_SAID = gettext_lazy("注意：计票后留存的票条没有按说明密封。")
CLAIMS_WITHOUT_TRUSTEES = (
    Claim(
        "kept_as_one",
        is_kept_as_one,
        gettext_lazy(
            "计票后，打开的票条与纸质票合在一起，打乱后另用一把钥匙密封成一整块，供异议期内重新计票；"
            "开票钥匙当即销毁，打开这一块也看不出哪一票是谁的，异议期满销毁。"
        ),
        NOT_KEPT_AS_SAID,
    ),
)

CLAIMS_WITH_TRUSTEES = (
    Claim(
        "only_together",
        opens_only_together,
        gettext_lazy("每条票条先后用两把钥匙密封，少一把都打不开。"),
        gettext_lazy("注意：只用一把钥匙也能打开票条。"),
    ),
    Claim(
        "keys_sealed",
        has_only_sealed_keys,
        gettext_lazy("系统里只有密封的开票钥匙，要用保管人手里的恢复页才能打开。"),
        gettext_lazy("注意：系统里有没有密封的开票钥匙。"),
    ),
    Claim(
        "kept_as_one",
        is_kept_as_one,
        gettext_lazy(
            "计票后，打开的票条与纸质票合在一起，打乱后密封成一整块，供异议期内重新计票；"
            "两边的钥匙缺一不可，打开也看不出哪一票是谁的，异议期满销毁。"
        ),
        NOT_KEPT_AS_SAID,
    ),
)


def claims(*, trustees: int = 1) -> list[str]:
    wanted = CLAIMS + (CLAIMS_WITH_TRUSTEES if trustees > 1 else CLAIMS_WITHOUT_TRUSTEES)
    return [claim.sentence() for claim in wanted]


@dataclass(frozen=True)
class Knower:
    who: str
    what: str


def _keepers_named(keepers: Sequence[PollKeeperRow]) -> list[str]:
    """One line a post: 纪检委员某甲（候补某乙）."""
    named = {}
    for one in keepers:
        named.setdefault(one.post, {"title": one.title})["deputy" if one.is_deputy else "name"] = one.name
    return [_("%(title)s%(name)s（候补%(deputy)s）") % parts for _post, parts in sorted(named.items())]


def who_opens(keepers: Sequence[PollKeeperRow]) -> str:
    """Which of the two sealings holds for this poll, in one sentence."""
    if not keepers:
        return _("这次投票没有设开票人：开票钥匙由系统保管，能进入服务器的管理员拿得到它。")
    return _("这次投票设两位开票人：%(both)s。截止后两边都交出钥匙才能开票，系统自己打不开。") % {
        "both": _("、").join(_keepers_named(keepers))
    }


def knowers(*, keepers: Sequence[PollKeeperRow], smallest_cell: int) -> list[Knower]:
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
        *(_knowers_with_trustees(keepers) if keepers else _knowers_with_one_key()),
        Knower(
            _("与您共用这台设备的人"), _("没有交出的票暂存在这台设备的浏览器里；共用设备请一次填完交出，或点“清除”。")
        ),
    ]


def _knowers_with_trustees(keepers: Sequence[PollKeeperRow]) -> list[Knower]:
    return [
        *(
            Knower(who, _("只有这一边的钥匙，即使再拿到整个数据库，也打不开任何一条。"))
            for who in _keepers_named(keepers)
        ),
        Knower(
            _("两边的钥匙和计票前的数据库（或备份）都拿到的人"),
            _("可以知道您选了什么。两边由不同的人保管，他们都不是管理员，也不是候选人。"),
        ),
        Knower(
            _("两边的钥匙和计票后的数据库都拿到的人"),
            _("能打开留存的那一块票条，看到的与计票结果相同：共有哪些选择、各几票，不知道哪一票是谁的。"),
        ),
        Knower(
            _("改动了正在运行的程序的人"),
            _(
                "可以在密封之前看到您选了什么，或在开始投票时留下钥匙的副本。系统不能防止这一点；"
                "不放心时请领取纸质票，两种票合并计数。"
            ),
        ),
    ]


def _knowers_with_one_key() -> list[Knower]:
    return [
        Knower(
            _("同时拿到数据库和开票钥匙的人"),
            _("在计票之前或用计票之前的备份，可以知道您选了什么。钥匙放在数据库之外，由系统保管。"),
        ),
        Knower(
            _("计票后拿到数据库和留存票条的钥匙的人"),
            _("能打开留存的那一块票条，看到的与计票结果相同：共有哪些选择、各几票，不知道哪一票是谁的。"),
        ),
        Knower(
            _("改动了正在运行的程序的人"),
            _("可以在密封之前看到您选了什么。系统不能防止这一点；不放心时请领取纸质票，两种票合并计数。"),
        ),
    ]
