"""The lines of the to-do list: what every room says this person still has to do, in one shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import reach
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.plans import queries as plans
from xianfeng.apps.progress import queries as progress
from xianfeng.ui.templatetags.xianfeng_ui import cn_date

SHOWN = 7
"""A short list: at most seven, the rest folded."""


@dataclass(frozen=True)
class Line:
    """One thing to do: verb and object, until when, about how long it takes, and where."""

    what: str
    due: date | None
    minutes: int | None
    url: str
    from_plan: str
    state: str = "open"

    @property
    def late(self) -> bool:
        return self.state == "late"


def link(name: str, *args: object, organization_id: int | None = None) -> str:
    """The address of a page by name, '' when this installation does not have it."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?organization={organization_id}" if organization_id is not None else address


def _steps(viewer: Viewer, today: date) -> Iterator[Line]:
    found = progress.owed_by_person(viewer.person_id, today)
    yield from _urged(owed for owed in found if owed.role == "responsible")
    for owed in found:
        if owed.role == "responsible":
            continue
        does_itself = owed.verb in owed.title  # "学习操作规程" says already what to do
        what = owed.title if does_itself else _("%(verb)s%(title)s") % {"verb": owed.verb, "title": owed.title}
        if owed.role == "reviewer":
            what = _("审核“%(title)s”（%(n)s 人）") % {"title": owed.title, "n": owed.left}
        elif owed.role == "author" and owed.left:
            what = _("%(what)s（%(n)s 人）") % {"what": what, "n": owed.left}
        organization = owed.organization_id if owed.role != "self" else None
        yield Line(
            what,
            owed.due_on,
            owed.minutes,
            link(owed.url_name, *owed.url_args, organization_id=organization) if owed.url_name else "",
            owed.campaign_title,
            owed.state,
        )


def _urged(late: Iterable[progress.Owed]) -> Iterator[Line]:
    """What others of the unit are late with, for who answers for it (S0-34): one line a unit, however many steps."""
    of_unit: dict[tuple[int, int], list[progress.Owed]] = {}
    for owed in late:
        of_unit.setdefault((owed.campaign_id, owed.organization_id), []).append(owed)
    for (_campaign, organization), steps in of_unit.items():
        first = steps[0]
        told = _("、").join(_("%(title)s %(n)s 人") % {"title": one.title, "n": one.left} for one in steps)
        url = link("home:branch-of", organization)
        if len(steps) == 1:
            url = link(first.url_name, *first.url_args, organization_id=organization) if first.url_name else url
        yield Line(
            _("督促过期未办的：%(told)s") % {"told": told}, first.due_on, None, url, first.campaign_title, "late"
        )


def _consultations(viewer: Viewer, today: date) -> Iterator[Line]:
    from xianfeng.apps.people import queries as people

    above = people.list_superiors(viewer.branch_ids | viewer.workplace_ids)
    for version in plans.list_versions(above):
        if version.state == "consultation" and version.consultation_from <= today < version.consultation_until:
            last = date.fromordinal(version.consultation_until.toordinal() - 1)
            yield Line(_("对方案提意见（自愿）"), last, 3, link("plans:comment", version.id), version.title)


def _told_by_rooms(viewer: Viewer, today: date) -> Iterator[Line]:
    """Lines of rooms and kinds that have a `list_todos(viewer, on)` of their own (ballots, items, notices, returns)."""
    for told in reach.each_room("list_todos", viewer=viewer, on=today):
        address = link(told.url_name, *told.url_args, organization_id=told.organization_id)
        yield Line(told.what, told.due, told.minutes, address, told.from_plan, told.state)


def list_lines(viewer: Viewer, today: date, running: Sequence[campaigns.CampaignRow] = ()) -> list[Line]:
    """Everything to do, nearest date first; what waits for somebody else comes last.

    Where one campaign is `running`, its steps need not name it.
    """
    alone = running[0].title if len(running) == 1 else None
    found = list(_told_by_rooms(viewer, today))
    found += _consultations(viewer, today)
    if viewer.person_id is not None:
        found += _steps(viewer, today)
    found = [replace(line, from_plan="") if line.from_plan == alone else line for line in found]
    return sorted(found, key=lambda line: (line.state == "in_review", line.due or date.max, line.what))


def standing(campaign: campaigns.CampaignRow, steps: list[campaigns.StepRow], today: date) -> str:
    """Where the whole stands, in one sentence: what is running until when (at most two steps), else what comes next.

    What asks nothing of anybody and goes on beside the rest is not told of.
    """
    steps = [step for step in steps if progress.is_owed(step)] or steps
    running = sorted((step for step in steps if step.state_on(today) == "running"), key=lambda step: step.closes_on)
    ahead = sorted((step for step in steps if step.state_on(today) == "ahead"), key=lambda step: step.opens_on)
    if len({step.last_day for step in running}) == 1:
        steps_named = _("、").join(step.title for step in running[:2])
        if len(running) > 2:
            steps_named = _("%(steps)s等 %(n)s 步") % {"steps": steps_named, "n": len(running)}
        params = {"campaign": campaign.title, "steps": steps_named, "day": cn_date(running[0].last_day, today)}
        return _("%(campaign)s正在进行：%(steps)s，到%(day)s为止。") % params
    told = [_("%(step)s到%(day)s") % {"step": step.title, "day": cn_date(step.last_day, today)} for step in running[:2]]
    if len(running) > len(told):
        told.append(_("另有 %(n)s 步") % {"n": len(running) - len(told)})
    if told:
        return _("%(campaign)s正在进行：%(steps)s。") % {"campaign": campaign.title, "steps": _("、").join(told)}
    if ahead:
        params = {"campaign": campaign.title, "step": ahead[0].title, "day": cn_date(ahead[0].opens_on, today)}
        return _("%(campaign)s下一步是%(step)s，%(day)s开始。") % params
    return _("%(campaign)s的各步骤都已到期。") % {"campaign": campaign.title}
