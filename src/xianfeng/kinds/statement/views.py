"""Pages of 讲述 and 点评: write one's own, write about each member, read along the chain, reply."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.evidence import records
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, require, stamp_of
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.progress.drafting import draft_kept, draft_refused
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.statement import actions, forms, projects, queries, trying
from xianfeng.kinds.statement.kind import KEPT_DAYS, PRIVATE
from xianfeng.kinds.statement.queries import StatementRow

STATE_WORDS = {"draft": "draft", "submitted": "in_review", "returned": "returned", "accepted": "done"}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "conflict": _("另一处已修改，您的内容保留在下面，请核对后再保存。"),
        "not_open": _("这份材料已经提交，或活动已经结束，不能直接改；需要改正请先收回。"),
        "own_text": _("本人不能点评或审阅自己的材料。"),
        "reason_missing": _("请写明内容或理由。"),
        "not_submitted": _("这份材料还没有提交，或已经处理过。"),
        "not_your_turn": _("现在轮到另一位办理。"),
        "same_text": _("与写给其他人的文字相同或很像。请改写，或写明理由后再提交。"),
        "incomplete": _("还有几处没有填写。"),
        "changes_used_up": _("通过以后最多改 %(most)s 次，已经用完。"),
        "mirror_waits": _("请先看对您的意见归纳并确认收到，再写这份材料。"),
        "not_adopted": _("须写明支委会讨论通过的日期，应到会 %(due)s 人中过半数到会（现在勾选 %(present)s 人）。"),
        "nothing_changed": _("与原来的材料完全相同，请修改完善后再提交。"),
        "review_over": _("要求复核的期限已过；仍可附上说明。"),
    }
    return refusal_sentence(refused, words)


def _is_secretary(person_id: int | None, branch_id: int, viewer: Viewer) -> bool:
    led = people.list_led_branches(person_id, on=viewer.on) if person_id is not None else []
    return branch_id in {branch.id for branch in led}


def runs_above(viewer: Viewer, branch_id: int) -> bool:
    superior = people.find_superior(branch_id)
    return superior is not None and viewer.may_run(superior.id)


def may_author(viewer: Viewer, params, branch_id: int, about_id: int | None) -> bool:
    """Who writes: oneself; about others the secretary, about the secretary whom the plan names, else whoever stands above.

    Never about oneself.
    """
    if params.author == "self":
        return about_id == viewer.person_id if about_id is not None else viewer.may_run(branch_id)
    if about_id is not None and about_id == viewer.person_id:
        return False
    author = params.author
    if about_id is not None and _is_secretary(about_id, branch_id, viewer):
        author = params.author_of_secretary or "superior_head"
    if author == "branch_secretary":
        return viewer.has("branch_secretary", branch_id)
    if author == "superior_head":
        return runs_above(viewer, branch_id)
    if author == "principal":
        return viewer.has("principal", branch_id) or viewer.may_run(branch_id)
    return viewer.may_run(branch_id)


def may_read_as(viewer: Viewer, row: StatementRow, role: str) -> bool:
    """Whether the viewer is the reader whose turn it is; a secretary's text goes to the next superior, the text of the head of a
    department to who is in charge of it, where the post of the reader is asked for (S3-34)."""
    if viewer.person_id in (row.author_id, row.about_id) or not role:
        return False
    if role == "superior_head" or _is_secretary(row.about_id, row.organization_id, viewer):
        return runs_above(viewer, row.organization_id)
    if role in ("by_post", "leader_in_charge") and row.about_id is not None:
        leaders = posts.leaders_of_head(row.about_id, on=viewer.on)
        if leaders:
            return viewer.person_id in leaders
    if role in ("branch_secretary", "by_post"):
        return viewer.has("branch_secretary", row.organization_id)
    return viewer.may_run(row.organization_id)


def step(request: HttpRequest, campaign_id: int, step_code: str) -> HttpResponse:
    """Entry of everybody: the own text, or what was said about me; for who organises, everybody's."""
    at = visit(request, campaign_id, step_code, kind="statement")
    is_own_work = at.params.author == "self"
    context: dict[str, object] = {"at": at, "trail": at.trail(), "is_own_work": is_own_work, "words": STATE_WORDS}
    context["private"] = PRIVATE
    if at.params.projects is not None:
        found = projects.list_projects(campaign_id, step_code, people.subtree_ids(at.branch.id))
        context |= {
            "projects": [{"row": row, "waits": row.waits_on(at.on)} for row in found],
            "may_enter": trying.may_enter(at),
        }
        return render(request, "statement/projects.html", context)
    if at.step.subject == "organization":
        context["own"] = queries.find_about(campaign_id, step_code, about_id=None, organization_id=at.branch.id)
        context["may_write"] = at.is_writable and may_author(at.viewer, at.params, at.branch.id, None)
        context["fits"] = _fitting_part(at)
    elif at.is_concerned:
        own = queries.find_about(campaign_id, step_code, about_id=at.viewer.person_id)
        context["own"] = own if is_own_work or (own and own.state == "accepted") else None
        context["may_write"] = at.is_writable and is_own_work
    if at.may_see:
        context["rows"] = _rows(at, is_own_work)
    return render(request, "statement/step.html", context)


def _fitting_part(at: Visit) -> str:
    """Key of the part that the branch wrote for the visitor's kind of post, the first that fits; '' for none (S2-20)."""
    if at.branch.id not in at.viewer.branch_ids:
        return ""
    for one in at.params.for_posts:
        asked = replace(at.step, subject="person", audience=(one.who,))
        if at.viewer.person_id in {row.id for row in progress.list_audience(at.campaign, asked, at.branch.id, at.on)}:
            return f"post:{one.who}"
    return ""


def _authored(at: Visit, unit_of: dict[int, int]) -> set[int]:
    """Those the viewer may write about: asked once for a unit, and again only for who leads it."""
    leaders = people.list_leaders(set(unit_of.values()), on=at.viewer.on)
    by_rule = {unit: may_author(at.viewer, at.params, unit, None) for unit in set(unit_of.values())}
    found = set()
    for number, unit in unit_of.items():
        if (unit, number) in leaders:
            allowed = may_author(at.viewer, at.params, unit, number)
        else:
            allowed = by_rule[unit] and number != at.viewer.person_id
        if allowed:
            found.add(number)
    return found


def _rows(at: Visit, is_own_work: bool) -> list[dict[str, object]]:
    """Everybody of the audience; those still missing first."""
    found = at.coverage
    texts = {
        row.about_id: row
        for row in queries.list_of_unit(at.campaign.id, at.step.code, people.subtree_ids(at.branch.id))
    }
    basis: dict[int | None, StatementRow] = {}
    if at.params.comments_on:
        on_step = queries.list_of_unit(at.campaign.id, at.params.comments_on, people.subtree_ids(at.branch.id))
        basis = {row.about_id: row for row in on_step if row.state == "accepted"}
    everybody = (*found.missing, *found.done, *found.excused)
    authored = set() if is_own_work else _authored(at, {one.id: one.organization_id for one in everybody})
    rows = []
    for one in everybody:
        text = texts.get(one.id)
        about = reverse("statement:about", args=[at.campaign.id, at.step.code, one.id])
        writes_here = one.id in authored and (text is None or text.state in ("draft", "returned"))
        rows.append(
            {
                "name": one.name,
                "branch": one.organization_name,
                "state": STATE_WORDS[text.state] if text else ("excused" if one in found.excused else "not_started"),
                "is_self": one.id == at.viewer.person_id,
                "has_basis": one.id in basis,
                "reads": bool(text and text.state == "submitted"),
                "url": f"{about}?organization={one.organization_id}"
                if writes_here
                else (text.url if text and text.state != "draft" else ""),
                "writes": writes_here,
            }
        )
    return rows


def write(request: HttpRequest, campaign_id: int, step_code: str, person_id: int | None = None) -> HttpResponse:
    """Write the own text, or the text about one person; what was begun is taken up again on any device."""
    at = visit(request, campaign_id, step_code, kind="statement")
    about_id = person_id
    if person_id is None and at.step.subject == "person":
        require(at.params.author == "self" and at.is_concerned)
        about_id = at.viewer.person_id
    name = at.branch.label
    if about_id is not None:
        found = at.coverage
        names = {one.id: one.name for group in (found.done, found.missing, found.excused) for one in group}
        require(about_id in names)
        name = names[about_id]
    require(at.is_writable and may_author(at.viewer, at.params, at.branch.id, about_id))
    row = queries.find_about(campaign_id, step_code, about_id=about_id, organization_id=at.branch.id)
    if row and row.state in ("submitted", "accepted"):
        return redirect(row.url)  # handed in already: the same form sent twice, or the back button
    params, sections = actions.params_of(campaign_id, step_code, at.branch.id)
    mirrors = (
        queries.mirrors_of(campaign_id, step_code, at.branch.id, about_id, at.on) if params.author == "self" else []
    )
    if request.method == "GET" and any(mirror.waits for mirror in mirrors):
        context = {"at": at, "trail": at.trail(name), "name": name, "mirrors": mirrors, "waits": True}
        return render(request, "statement/write.html", context)
    ties = _ties(at, about_id, params)
    given = {
        "params": params,
        "sections": sections,
        "ties": ties,
        "row": row,
        "earlier": queries.find_revised(campaign_id, params, about_id, at.branch.id),
    }
    if queries.needs_adoption(params, at.branch.id, about_id, at.on):
        given["committee"] = queries.list_committee(at.branch.id, about_id, at.on)
    if request.method == "GET":
        return _page(request, at, forms.Write(**given), row, about_id, name, mirrors=mirrors)
    form = forms.Write(request.POST, **given)
    readable = form.is_valid()
    stamp = stamp_of(request)
    error, alike = "", []
    if readable or request.htmx:
        try:
            statement_id, revision = actions.save(
                **stamp,
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                about_id=about_id,
                revision=form.cleaned_data.get("revision") or 0,
                parts=form.parts(),
                examples=form.examples(),
                adopted=form.adopted(),
                journal=not request.htmx,
            )
            if request.htmx:
                return draft_kept(request, "statement", revision)
            form.data = form.data.copy()
            form.data["revision"] = str(revision)
            if request.POST.get("act") != "submit":
                messages.success(request, _("草稿已存，随时可以接着写。"))
                return redirect(request.get_full_path())
            actions.submit(
                **stamp, statement_id=statement_id, same_text_because=request.POST.get("same_text_because", "")
            )
            messages.success(request, _after_sending(params, name))
            return redirect("statement:statement", statement_id)
        except Refused as refused:
            error = sentence(refused)
            if request.htmx:
                return draft_refused(request, "statement", error)
            if refused.code == "incomplete":
                form.name_lacks(refused.params["lacks"])
                error = ""
            alike = refused.params.get("alike", [])
            row = queries.find_about(campaign_id, step_code, about_id=about_id, organization_id=at.branch.id)
            if refused.code == "conflict" and row is not None:
                form.data = form.data.copy()
                form.data["revision"] = str(row.revision)
    status = 409 if error else 422
    return _page(request, at, form, row, about_id, name, mirrors=mirrors, error=error, alike=alike, status=status)


def _after_sending(params, name: str) -> str:
    if params.readers:
        return _("已提交，等待审阅。退回时会写明理由。")
    if params.author == "self":
        return _("已提交。讲述时按此进行，本支部的同志可以看到。")
    return _("已署名提交，%(name)s现在就能看到。") % {"name": name}


def _ties(at: Visit, about_id: int | None, params) -> list[tuple[str, str]]:
    """What an example may be tied to: the person's pledges, duties, items."""
    if about_id is None:
        return []
    found = []
    labels = {"pledge": _("承诺：%(title)s"), "duty": _("职责：%(title)s"), "item": _("事项：%(title)s")}
    for model in params.examples_tied_to:
        for one in records.list_of_person(model, about_id, on=at.on):
            found.append((one.subject, labels[model] % {"title": one.title[:60]}))
    return found


def _page(
    request: HttpRequest,
    at: Visit,
    form: forms.Write,
    row: StatementRow | None,
    about_id: int | None,
    name: str,
    *,
    mirrors: object = (),
    error: str = "",
    alike: object = (),
    status: int = 200,
) -> HttpResponse:
    form.name_required()
    is_own_work = at.params.author == "self"
    basis = None
    if at.params.comments_on:
        basis = queries.find_about(
            at.campaign.id, at.params.comments_on, about_id=about_id, organization_id=at.branch.id
        )
        basis = basis if basis and basis.state == "accepted" else None
    show_pledges = not is_own_work or "pledge" in at.params.examples_tied_to
    return render(
        request,
        "statement/write.html",
        {
            "at": at,
            "trail": at.trail(name),
            "form": form,
            "row": row,
            "name": name,
            "outline": at.campaign.plan.get("texts", {}).get(at.params.outline) or at.text,
            "is_own_work": is_own_work,
            "kept_days": KEPT_DAYS if at.params.form == PRIVATE else 0,
            "basis": basis,
            "mirrors": mirrors,
            "pledges": records.list_of_person("pledge", about_id, on=at.on) if about_id and show_pledges else [],
            "error": error,
            "alike": alike,
            "same_text_because": request.POST.get("same_text_because", ""),
            "theirs": row if error and not alike and row else None,
            "saved_at": row.saved_at if row else None,
        },
        status=status,
    )
