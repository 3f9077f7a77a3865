"""Put on record how opinions were asked for: channels used, groups heard (numbers only), the digest given back (S3-25 … S3-28).

Before: "广泛征求了意见". After: a forum on 8 March with 3 retired comrades, forms on 10 March.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.kinds.opinion import queries
from xianfeng.kinds.opinion.actions import OpinionRefused
from xianfeng.kinds.opinion.kind import Params
from xianfeng.kinds.opinion.models import Hearing
from xianfeng.kinds.opinion.queries import Place

MOST_HEARD = 9999
_note = pen("opinion", "opinion.hearing")


@dataclass(frozen=True)
class HearingRow:
    id: int
    channel: str
    held_on: date
    heard: Mapping[str, int]
    text: str
    by_label: str
    withdrawn_on: date | None
    withdrawn_because: str

    @property
    def title(self) -> str:
        return str(Hearing.Channel(self.channel).label) if self.channel else _("意见已整理反馈")

    @property
    def numbers(self) -> str:
        return "、".join(_("%(group)s %(n)s 人") % {"group": group, "n": n} for group, n in self.heard.items())


@dataclass(frozen=True)
class Standing:
    """What the plan asks for and what is on record."""

    rows: tuple[HearingRow, ...]
    channels: tuple[str, ...]
    """Channels used, in the words of a reader."""
    channels_lacking: int
    groups_lacking: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """What is still to be done, one line each."""
        found = []
        if self.channels_lacking:
            found.append(_("还须再用 %(n)s 种渠道听取意见") % {"n": self.channels_lacking})
        found += [_("还没有听取%(group)s的意见") % {"group": group} for group in self.groups_lacking]
        return found


def is_asked(params: Params) -> bool:
    """Whether the plan counts channels or groups, or wants a digest of what was heard; otherwise there is nothing to register."""
    return params.channels_at_least > 1 or bool(params.must_hear) or params.fed_back


def standing_of(place: Place, params: Params) -> Standing:
    """Everything on record, also what was taken back, by day; one query."""
    names = HearingRow.__dataclass_fields__
    rows = tuple(
        HearingRow(**{name: getattr(one, name) for name in names})
        for one in Hearing.objects.filter(**vars(place)).order_by("held_on", "pk")
    )
    stand = [row for row in rows if row.withdrawn_on is None]
    used = [channel for channel in params.channels if any(row.channel == channel for row in stand)]
    heard = {group for row in stand for group in row.heard}
    return Standing(
        rows,
        tuple(str(Hearing.Channel(channel).label) for channel in used),
        max(params.channels_at_least - len(used), 0) if params.channels_at_least > 1 else 0,
        tuple(group for group in params.must_hear if group not in heard),
    )


def _day(now: datetime, place: Place, held_on: date) -> None:
    if held_on > timezone.localdate(now):
        raise OpinionRefused("day_ahead")
    starts_on = campaigns.get_campaign(place.campaign_id).starts_on
    if held_on < starts_on:
        raise OpinionRefused("day_before_campaign", first_day=starts_on)


def _params(place: Place) -> Params:
    return queries.params_of(campaigns.get_step(place.campaign_id, place.step_code, place.organization_id))


def _put(actor: Actor, place: Place, channel: str, held_on: date, heard: Mapping[str, int]) -> tuple[Hearing, bool]:
    """The entry of that channel and day; the same form sent twice is one, another content has to be corrected."""
    one, is_new = Hearing.objects.get_or_create(
        **vars(place),
        channel=channel,
        held_on=held_on,
        withdrawn_on=None,
        defaults={"heard": dict(heard), "by_label": actor.label},
    )
    if not is_new and one.heard != dict(heard):
        raise OpinionRefused("registered_already")
    return one, is_new


@transaction.atomic
def hear(*, now: datetime, actor: Actor, place: Place, channel: str, held_on: date, heard: Mapping[str, int]) -> None:
    """A channel of the plan was used on a day, and so many of each group were heard through it. Raises OpinionRefused."""
    params = _params(place)
    if channel not in params.channels:
        raise OpinionRefused("channel_not_planned")
    if any(group not in params.must_hear or not 0 <= n <= MOST_HEARD for group, n in heard.items()):
        raise OpinionRefused("group_not_planned")
    _day(now, place, held_on)
    one, is_new = _put(actor, place, channel, held_on, {group: n for group, n in heard.items() if n})
    if not is_new:
        return
    _settle_channel(now, actor, place, channel)
    for group in one.heard:
        _submit(now, actor, place, "group_heard", f"opinion.hearing:{one.pk}", held_on, part=group)
    _note(now, actor, "heard", one, channel=channel, day=held_on.isoformat())


@transaction.atomic
def take_back(*, now: datetime, actor: Actor, place: Place, hearing_id: int, reason: str) -> None:
    """A wrong entry no longer counts; it stays on record with the reason. Twice changes nothing. Raises OpinionRefused."""
    if not reason.strip():
        raise OpinionRefused("reason_missing")
    if not campaigns.get_campaign(place.campaign_id).is_open:
        raise OpinionRefused("campaign_not_open")
    one = Hearing.objects.select_for_update(of=("self",)).filter(pk=hearing_id, **vars(place)).first()
    if one is None:
        raise OpinionRefused("hearing_unknown")
    if one.withdrawn_on is not None:
        return
    one.withdrawn_on, one.withdrawn_because = timezone.localdate(now), reason.strip()[:300]
    one.save(update_fields=["withdrawn_on", "withdrawn_because"])
    evidence.withdraw(now=now, actor=actor, subject=f"opinion.hearing:{one.pk}", reason=one.withdrawn_because)
    if one.channel:
        _settle_channel(now, actor, place, one.channel, one.withdrawn_because)
    _note(now, actor, "hearing_withdrawn", one, reason=one.withdrawn_because)


def _settle_channel(now: datetime, actor: Actor, place: Place, channel: str, reason: str = "") -> None:
    """However often a channel is used, it counts once, from the first day that stands."""
    subject = f"opinion.channel:{place.campaign_id}:{place.step_code}:{place.organization_id}:{channel}"
    stand = Hearing.objects.filter(**vars(place), channel=channel, withdrawn_on__isnull=True)
    first = stand.order_by("held_on").values_list("held_on", flat=True).first()
    counted = [fact.occurred_on for fact in facts.list_facts(subject=subject)]
    if counted == ([first] if first else []):
        return
    if counted:
        evidence.withdraw(now=now, actor=actor, subject=subject, fact="channel_used", reason=reason)
    if first:
        _submit(now, actor, place, "channel_used", subject, first)


def _submit(now: datetime, actor: Actor, place: Place, fact: str, subject: str, on: date, part: str = "") -> None:
    put = partial(evidence.submit, now=now, actor=actor, **vars(place))
    put(fact=fact, part=part, subject=subject, occurred_on=on)
