"""What ballots keep about one person: that the name stood on a roll or a list. Never whether, how or when somebody voted."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots.models import Candidate, PaperCount, Poll, PollKey, RollEntry, StandingKey, TrusteePost
from xianfeng.apps.evidence.reach import RecordLine


def _line(poll: Poll, what: str, text: str) -> RecordLine:
    """Dated by the opening of the poll: a day that is the same for everybody on the roll."""
    return RecordLine(
        timezone.localtime(poll.opened_at).date(),
        what,
        poll.title,
        text,
        str(poll.organization),
        "",
        f"ballots.poll:{poll.pk}",
    )


def _keys(person_id: int) -> list[RecordLine]:
    """Posts of trust over ballot keys, own keys by their check value, and the polls whose key was sealed to the person."""
    posts = TrusteePost.objects.filter(Q(holder_id=person_id) | Q(deputy_id=person_id)).select_related("organization")
    lines = [
        RecordLine(
            timezone.localtime(one.appointed_at).date(),
            _("开票钥匙保管人") if one.holder_id == person_id else _("开票钥匙候补保管人"),
            str(one.organization),
            one.title,
            one.appointed_by_label,
            "closed" if one.ended_at else "open",
            f"ballots.post:{one.pk}",
        )
        for one in posts.order_by("pk")
    ]
    lines += [
        RecordLine(
            timezone.localtime(one.made_at).date(),
            _("本人开票钥匙"),
            _("校验值 %(code)s") % {"code": one.check_value},
            "",
            "",
            "closed" if one.retired_at else "confirmed" if one.confirmed_at else "draft",
            f"ballots.key:{one.pk}",
        )
        for one in StandingKey.objects.filter(person_id=person_id).order_by("pk")
    ]
    held = PollKey.objects.filter(person_id=person_id).select_related("poll__organization").order_by("pk")
    return lines + [_line(one.poll, _("保管开票钥匙"), one.title) for one in held]


def list_record(person_id: int) -> list[RecordLine]:
    """Rolls the person stood on, rows of the sheet that named the person, paper counts the person read."""
    polls = Poll.objects.select_related("organization").order_by("pk")
    on_roll = polls.filter(pk__in=RollEntry.objects.filter(person_id=person_id).values("poll_id"))
    named = Candidate.objects.filter(person_id=person_id).select_related("poll__organization").order_by("pk")
    counted = polls.filter(pk__in=PaperCount.objects.filter(teller_id=person_id).values("poll_id"))
    return [
        *(_line(poll, _("投票名册"), _("您在名册上。投票与否、投给谁，都不记在您名下。")) for poll in on_roll),
        *(_line(one.poll, _("列入票面"), one.note) for one in named),
        *(_line(poll, _("清点纸质票"), _("计票结束后，个人录入的数字会删除。")) for poll in counted),
        *_keys(person_id),
    ]
