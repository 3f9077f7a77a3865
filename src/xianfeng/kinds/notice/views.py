"""The page of a notice step: what hangs, what comes next, propose, confirm and report up."""

from __future__ import annotations

import secrets
from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import telling
from xianfeng.apps.notices import actions as notices
from xianfeng.apps.notices import queries as notice_queries
from xianfeng.apps.notices.actions import Wording
from xianfeng.apps.notices.reading import may_propose
from xianfeng.apps.notices.refusals import sentence
from xianfeng.apps.notices.words import CHANNEL_WORDS, SCOPE_WORDS, STATE_CODES, STATE_WORDS
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of, viewer_of
from xianfeng.apps.plans.words import holder_word
from xianfeng.apps.progress.visiting import branch_crumb
from xianfeng.apps.results import queries as results
from xianfeng.apps.returns import queries as returns
from xianfeng.kinds.notice import actions, forms, queries
from xianfeng.kinds.notice.kind import Disclosure, Params, kind
from xianfeng.ui import typed
from xianfeng.ui.templatetags.xianfeng_ui import cn_day


def _line(request: HttpRequest, params: Params) -> Disclosure | None:
    """`?line=`: the line of the catalogue the page is about; none where it is about all of them, or there is none."""
    asked = request.GET.get("line", "")
    found = next((line for line in params.catalogue if line.code == asked), None)
    if asked and found is None:
        raise Http404
    return found


def _step(campaign_id: int, step_code: str) -> campaigns.StepRow:
    """The step in the superior's plan, or in the plan of the unit that added it."""
    step = campaigns.get_step(campaign_id, step_code)
    if step.kind != kind.code:
        raise Http404
    return step


def _organization(request: HttpRequest, viewer: Viewer, row: campaigns.StepRow) -> people.OrganizationRow:
    """`?organization=`, else the viewer's own branch; always one in which the campaign runs.

    What is made public for the whole campaign hangs at its root too: there for whoever works for it.
    """
    branches = {row.id: row for row in campaigns.branches_of(row.campaign_id)}
    asked = request.GET.get("organization", "")
    if row.subject == "campaign":
        root = campaigns.get_campaign(row.campaign_id).organization_id
        if asked == str(root) or (not typed.is_number(asked) and may_propose(viewer, root)):
            return people.get_organization(root)
    if typed.is_number(asked):
        if int(asked) not in branches:
            raise Http404
        return branches[int(asked)]
    led = [row for number, row in branches.items() if may_propose(viewer, number)]
    own = [row for number, row in branches.items() if number in viewer.branch_ids]
    found = own or led
    if not found:
        raise Http404
    return found[0]


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """What the branch has to do next in this step."""
    row, viewer, today = _step(campaign_id, step_code), viewer_of(request), timezone.localdate()
    organization = _organization(request, viewer, row)
    runs = may_propose(viewer, organization.id)
    require(runs or viewer.may_see(organization.id) or viewer.belongs_to(organization.id))
    row = campaigns.get_step(campaign_id, step_code, organization.id)
    params = actions.params_of(row)
    rows = notice_queries.list_notices(organization_ids=[organization.id], campaign_id=campaign_id, step_code=step_code)
    line = _line(request, params)
    if params.catalogue and line is None:
        return _catalogue(request, row, organization, params, rows, runs=runs)
    if line is not None:
        rows = [one for one in rows if queries.line_of(one) == line.code]
    shown = [one for one in rows if runs or viewer.may_see(organization.id) or one.posted_on is not None]
    over = (*queries.ENDED, "confirmed") if line else queries.ENDED
    current = next((one for one in rows if one.state not in over), None)
    hindrances = current.hindrances(today) if current is not None else ()
    may_confirm = runs and current is not None and current.state == "posted" and not hindrances
    form = forms.Confirm(initial={"version": current.version if current else 0})
    if request.method == "POST":
        require(runs and current is not None)
        form = forms.Confirm(request.POST)
        if form.is_valid():
            try:
                sent = actions.close_notice(**stamp_of(request), notice_id=current.id, **form.cleaned_data)
                messages.success(
                    request, _("结果已确认，并已报上一级党组织，等待签收。") if sent else _("结果已确认。")
                )
                return redirect(_address(campaign_id, step_code, organization.id, line))
            except Refused as refused:
                form.add_error(None, sentence(refused))
    outgoing = returns.list_outgoing([organization.id], campaign_id=campaign_id) if runs else []
    reports = [one for one in reversed(outgoing) if one.step_code == step_code and one.form == "notice_outcome"]
    return render(
        request,
        "notice/step.html",
        {
            "step": row,
            "trail": [*branch_crumb(viewer, organization), {"label": row.title}],
            "organization": organization,
            "line": line,
            "runs": runs,
            "current": current,
            "hindrances": [sentence(Refused(code, ends_on=current.ends_on)) for code in hindrances]
            if current is not None and current.state == "posted"
            else [],
            "may_confirm": may_confirm,
            "needs_new": current is not None and current.needs_new_notice,
            "notices": [
                {
                    "row": one,
                    "state": STATE_CODES[one.state_on(today)],
                    "word": STATE_WORDS[one.state_on(today)],
                }
                for one in shown
            ],
            "reports": [{"row": one, "state": one.state_on(today)} for one in reports],
            "scope_word": SCOPE_WORDS[params.scope],
            "params": params,
            "form": form,
        },
    )


def _catalogue(
    request: HttpRequest,
    row: campaigns.StepRow,
    organization: people.OrganizationRow,
    params: Params,
    notices_of_step: list[notice_queries.NoticeRow],
    *,
    runs: bool,
) -> HttpResponse:
    """党务公开目录: every line with its scope, how often, who sees to it, when it was last shown and by when again (S4-07)."""
    today = timezone.localdate()
    lines = queries.list_lines_of_catalogue(row, params, notices_of_step)
    return render(
        request,
        "notice/catalogue.html",
        {
            "step": row,
            "organization": organization,
            "runs": runs,
            "lines": [
                {
                    "row": one,
                    "scope": SCOPE_WORDS[one.line.scope],
                    "responsible": holder_word(one.line.responsible),
                    "state": one.state_on(today),
                    "url": _address(row.campaign_id, row.code, organization.id, one.line),
                }
                for one in lines
            ],
            "overdue": sum(one.state_on(today) == "overdue" for one in lines),
            "units_url": reverse("notice:overdue", args=[row.campaign_id, row.code])
            if _oversees(viewer_of(request), row.campaign_id)
            else "",
        },
    )


def _oversees(viewer: Viewer, campaign_id: int) -> bool:
    root = campaigns.get_campaign(campaign_id).organization_id
    return viewer.has("bureau_officer", root) or viewer.has("inspector", root)


def overdue(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """For the bureau: the units with lines of the catalogue that should have been shown by today, by the order of units."""
    row, viewer, today = _step(campaign_id, step_code), viewer_of(request), timezone.localdate()
    require(_oversees(viewer, campaign_id))
    params = actions.params_of(row)
    if not params.catalogue:
        raise Http404
    branches = campaigns.branches_of(campaign_id)
    by_unit: dict[int, list[notice_queries.NoticeRow]] = {branch.id: [] for branch in branches}
    for one in notice_queries.list_notices(
        organization_ids=list(by_unit), campaign_id=campaign_id, step_code=step_code
    ):
        by_unit[one.organization_id].append(one)
    units = []
    for branch in branches:
        lines = queries.list_lines_of_catalogue(row, params, by_unit[branch.id])
        late = [one for one in lines if one.state_on(today) == "overdue"]
        if late:
            units.append({"unit": branch, "late": late, "url": _address(campaign_id, step_code, branch.id)})
    context = {"step": row, "units": units, "count": len(branches), "lines": params.catalogue}
    return render(request, "notice/overdue.html", context)


def _address(campaign_id: int, step_code: str, organization_id: int, line: Disclosure | None = None) -> str:
    of_line = f"&line={line.code}" if line else ""
    return f"{reverse('notice:step', args=[campaign_id, step_code])}?organization={organization_id}{of_line}"


def _known_names(organization_id: int) -> dict[str, int]:
    """Names that belong to exactly one member or colleague of the unit, with that person's number."""
    today = timezone.localdate()
    pairs = {(row["person_id"], row["person__name"]) for row in people.members_of([organization_id], on=today)}
    pairs |= {(row["person_id"], row["person__name"]) for row in people.staff_of([organization_id], on=today)}
    often = Counter(name for _number, name in pairs)
    return {name: number for number, name in pairs if often[name] == 1}


def propose(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Write the sheet; `?again=` starts from an earlier notice whose result has changed."""
    row, viewer = _step(campaign_id, step_code), viewer_of(request)
    organization = _organization(request, viewer, row)
    require(may_propose(viewer, organization.id))
    row = campaigns.get_step(campaign_id, step_code, organization.id)
    params = actions.params_of(row)
    earlier = None
    again = request.GET.get("again", "")
    if typed.is_number(again):
        earlier = notice_queries.find_notice(int(again))
        if earlier is None or earlier.organization_id != organization.id or earlier.step_code != step_code:
            raise Http404
    line = _line(request, params)
    if params.catalogue and line is None and earlier is None:
        return redirect(_address(campaign_id, step_code, organization.id))
    known = _proposed_already(organization.id, row, earlier, line)
    if known is not None:
        messages.info(request, _("公示已经提出，在这里接着办理。"))
        return redirect("notices:detail", notice_id=known)
    decision = queries.find_shown(row, params.of_step, organization.id) if params.what in ("result", "board") else None
    scope = line.scope if line else earlier.scope if earlier and params.catalogue else params.scope
    form = forms.Propose(
        request.POST or None,
        fixed_days=params.days,
        initial=_initial(row, organization, earlier, decision, line),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        names = ("title", "basis", "what", "planned_on", "place", "contact_unit", "contact_person", "contact_phone")
        wording = Wording(
            **{name: data[name] for name in (*names, "contact_address")},
            days=params.days or data["days"],
            scope=scope,
            working_days=params.days_are == "working_days",
            count_posting_day=params.count_posting_day,
            channels=params.channels,
            pinned=params.pinned,
            names=form.named(_known_names(organization.id)),
        )
        try:
            notice_id = notices.propose(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=organization.id,
                wording=wording,
                nonce=data["nonce"],
                subject=_subject(decision) or (earlier.subject if earlier else _of_line(line)),
                authors=earlier.authors if earlier else _authors(viewer, params, decision),
                supersedes_id=earlier.id if earlier else None,
            )
            messages.success(request, _("已提出。下一步由另一个人审核并作保密审查。"))
            return redirect("notices:detail", notice_id=notice_id)
        except Refused as refused:
            form.add_error(None, sentence(refused))
    context = {
        "form": form,
        "step": row,
        "organization": organization,
        "params": params,
        "scope_word": SCOPE_WORDS[scope],
        "channel_words": "、".join(str(CHANNEL_WORDS[one]) for one in params.channels),
        "earlier": earlier,
        "keep": _keep_key(organization.id, row, decision, earlier) + (f"-{line.code}" if line else ""),
        "back": _address(campaign_id, step_code, organization.id, line),
    }
    return render(request, "notice/propose.html", context)


def _proposed_already(
    organization_id: int,
    row: campaigns.StepRow,
    earlier: notice_queries.NoticeRow | None,
    line: Disclosure | None = None,
) -> int | None:
    """The notice that is there: the form sent twice, or found again by the back button, opens no second one."""
    rows = notice_queries.list_notices(
        organization_ids=[organization_id], campaign_id=row.campaign_id, step_code=row.code
    )
    for one in rows:
        if line is not None and (queries.line_of(one) != line.code or one.state == "confirmed"):
            continue  # shown before, and again each time it falls due
        if one.state == "withdrawn" or (earlier is None and one.state == "superseded"):
            continue
        if earlier is None or one.supersedes_id == earlier.id:
            return one.id
    return None


def _keep_key(
    organization_id: int,
    row: campaigns.StepRow,
    decision: results.DecisionRow | None,
    earlier: notice_queries.NoticeRow | None,
) -> str:
    """Name of the draft on the device: a sheet on another decision never takes up the words of an earlier one."""
    parts = (row.campaign_id, row.code, organization_id, decision.id if decision else 0, earlier.id if earlier else 0)
    return "notice-" + "-".join(map(str, parts))


def _of_line(line: Disclosure | None) -> str:
    return f"{queries.LINE}{line.code}" if line else ""


def _subject(decision: results.DecisionRow | None) -> str:
    return f"decision:{decision.id}" if decision else ""


def _authors(viewer: Viewer, params: Params, decision: results.DecisionRow | None) -> list[int]:
    """Who decided the result: who signed the decision, as the journal has it, and who makes it public."""
    if params.what not in ("result", "board"):
        return []
    signed = journal.list_of_subject(_subject(decision)) if decision else []
    accounts = {line.actor_id for line in signed if line.actor_id is not None}
    authors = {people.get_account(account).person_id for account in accounts} | {viewer.person_id}
    return sorted(number for number in authors if number is not None)


def _initial(
    row: campaigns.StepRow,
    organization: people.OrganizationRow,
    earlier: notice_queries.NoticeRow | None,
    decision: results.DecisionRow | None,
    line: Disclosure | None = None,
) -> dict[str, object]:
    """What the sheet can take from what is recorded: the signed decision, or the notice it follows."""
    first: dict[str, object] = {
        "nonce": secrets.token_urlsafe(16),
        "title": _("%(title)s（%(unit)s）") % {"title": line.title if line else row.title, "unit": organization.label},
        "contact_unit": actions.params_of(row).objections_to or organization.name,
    }
    if earlier is not None:
        kept = ("title", "basis", "what", "place", "contact_unit", "contact_person", "contact_phone", "contact_address")
        first |= {name: getattr(earlier, name) for name in kept}
        names = notice_queries.list_names(earlier.id)
        first["names"] = "\n".join(f"{name.name} {name.line}".strip() for name in names)
    if decision is not None:
        of_step = actions.params_of(row).of_step or ""
        lines = queries.list_stars(decision, organization.id) or queries.list_lines(
            decision, row.campaign_id, of_step, organization.id, timezone.localdate()
        )
        first["names"] = "\n".join(lines)
        first["basis"] = _("根据活动实施方案，经%(body)s %(day)s会议决定。") % {
            "body": decision.body,
            "day": cn_day(decision.meeting_on),
        }
        first.setdefault("what", _("现将评选结果予以公示。有不同意见的，请在公示期内反映。"))
    return first


@require_POST
def send_again(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Report up again after the superior sent it back."""
    notice = notice_queries.get_notice(notice_id)
    require(may_propose(viewer_of(request), notice.organization_id))
    with telling(request, sentence, _("已重新报上一级党组织。")):
        actions.send_again(**stamp_of(request), notice_id=notice_id)
    return redirect(_address(notice.campaign_id, notice.step_code, notice.organization_id))
