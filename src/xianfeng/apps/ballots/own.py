"""What ballots keep about one person: that the name stood on a roll or a list. Never whether, how or when somebody voted."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots.models import Candidate, PaperCount, Poll, RollEntry
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


def list_record(person_id: int) -> list[RecordLine]:
    """Rolls the person stood on, rows of the sheet that named the person, paper counts the person read."""
    polls = Poll.objects.select_related("organization").order_by("pk")
    on_roll = polls.filter(pk__in=RollEntry.objects.filter(person_id=person_id).values("poll_id"))
    named = Candidate.objects.filter(person_id=person_id).select_related("poll__organization").order_by("pk")
    counted = polls.filter(pk__in=PaperCount.objects.filter(teller_id=person_id).values("poll_id"))
    return [
        *(_line(poll, _("投票名册"), _("您在名册上。投票与否、投给谁，都不记在您名下。")) for poll in on_roll),
        *(_line(one.poll, _("列入票面"), one.note) for one in named),
        *(_line(poll, _("清点纸质票"), _("开票结束后，个人录入的数字已经或将会删除。")) for poll in counted),
    ]
