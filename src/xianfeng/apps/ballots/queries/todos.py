"""What waits for one person here: a sheet to send, a key to make, a box to open."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots.models import Poll, RollEntry
from xianfeng.apps.ballots.queries.keepers import list_own_keys, list_own_posts, list_polls_to_unseal
from xianfeng.apps.ballots.queries.recounts import list_recounts_to_join
from xianfeng.apps.evidence.reach import Todo
from xianfeng.apps.people.access import Viewer


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """The polls that wait for this person, for the own to-do list (`evidence.reach`); nobody else sees them."""
    if viewer.person_id is None:
        return []
    waiting = RollEntry.objects.filter(poll=OuterRef("pk"), person_id=viewer.person_id, marked=False)
    found = Poll.objects.filter(Exists(waiting), state=Poll.State.OPEN).order_by("closes_at", "pk")
    sheets = [
        Todo(_("投票：%(title)s") % {"title": poll.title}, day, "ballots:start", (poll.pk,), 3)
        for poll in found
        if (day := timezone.localtime(poll.closes_at).date()) >= on
    ]
    return [*sheets, *_keeping(viewer.person_id)]


def _keeping(person_id: int) -> list[Todo]:
    boxes = [
        Todo(_("开票：%(title)s") % {"title": title}, None, "ballots:unseal", (poll_id,), 5)
        for poll_id, title in list_polls_to_unseal(person_id)
    ]
    boxes += [
        Todo(_("重新计票：%(title)s") % {"title": title}, None, "ballots:recount", (poll_id,), 5)
        for poll_id, title in list_recounts_to_join(person_id)
    ]
    if list_own_posts(person_id) and not any(key.is_confirmed for key in list_own_keys(person_id)):
        boxes.append(Todo(_("生成自己的开票钥匙"), None, "ballots:my_key", (), 10))
    return boxes
