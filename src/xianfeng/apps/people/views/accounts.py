"""Accounts and roles. The system administrator makes and closes accounts, the security administrator gives roles."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.journal.telling import telling
from xianfeng.apps.people import access, actions, administration, queries
from xianfeng.apps.people.actions.accounts import LINK_DAYS
from xianfeng.apps.people.forms import GrantForm, NewAccountForm, PlaceForm, ReasonForm
from xianfeng.apps.people.sentences import sentence
from xianfeng.files.documents import Slip, slips
from xianfeng.ui.downloads import download
from xianfeng.ui.templatetags.xianfeng_ui import cn_day

EXPORT_AT_MOST = 50_000
PAGE = 30
SLIPS_AT_MOST = 1000


def _first_url(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("people:first-login", args=[secret]))


@access.only("system_admin", "security_admin")
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    size = EXPORT_AT_MOST if request.GET.get("format") == "xlsx" else PAGE
    page = Paginator(administration.find_accounts(text=text, kind=kind), size).get_page(request.GET.get("page"))
    lines = administration.list_accounts(page.object_list, now=timezone.now(), on=viewer.on)
    context = {
        "page": page,
        "text": text,
        "columns": [{"label": _("登录名")}, {"label": _("姓名")}, {"label": _("状态")}, {"label": _("另外授予的角色")}],
        "rows": [{"cells": _cells(line)} for line in lines],
        "filters": [
            {
                "name": "kind",
                "label": _("范围"),
                "value": kind,
                "options": [("granted", _("有授予的角色")), ("never", _("还没有设密码")), ("inactive", _("已停用"))],
            }
        ],
        "keep": [("kind", kind)] if kind else [],
        "system": viewer.has("system_admin"),
    }
    if viewer.has("system_admin"):
        context["new_form"] = NewAccountForm()
        context["place_form"] = PlaceForm(places=administration.list_slip_places())
    return render(request, "people/accounts.html", context)


def _cells(line: administration.AccountLine) -> list[object]:
    if not line.is_active:
        state = _("已停用")
    elif line.locked:
        state = _("密码输错，暂停登录")
    else:
        state = _("可以登录") if line.has_password else _("还没有设密码")
    roles = "、".join(f"{label}（{place}）" if place else label for _pk, label, place in line.roles)
    return [{"text": line.login, "url": reverse("people:account-of", args=[line.id])}, line.name, state, roles]


@access.only("system_admin")
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    form = NewAccountForm(request.POST)
    if form.is_valid():
        with telling(request, sentence, _("账号已建立。请发放首次登录链接，并由安全管理员授予角色。")):
            account_id = actions.create_account(**access.stamp_of(request), login=form.cleaned_data["login"])
            return redirect("people:account-of", account_id)
    else:
        messages.error(request, _("请填写登录名。"))
    return redirect("people:accounts")


@access.only("system_admin")
@require_POST
def create_many(request: HttpRequest) -> HttpResponse:
    """Accounts for everybody of a unit who has none."""
    form = PlaceForm(request.POST, places=administration.list_slip_places())
    if form.is_valid():
        made = actions.create_accounts(**access.stamp_of(request), organization_id=form.cleaned_data["organization_id"])
        messages.success(request, _("新建 %(n)s 个账号。") % {"n": len(made)})
    else:
        messages.error(request, _("请选择单位。"))
    return redirect("people:accounts")


@access.only("system_admin")
@never_cache
@require_POST
def print_slips(request: HttpRequest) -> HttpResponse:
    """First-login slips of a unit as one PDF, for those who have never set a password. Older links end."""
    viewer, form = access.viewer_of(request), PlaceForm(request.POST, places=administration.list_slip_places())
    if not form.is_valid():
        messages.error(request, _("请选择单位。"))
        return redirect("people:accounts")
    organization_id = form.cleaned_data["organization_id"]
    ids = administration.find_account_ids(organization_id, on=viewer.on, only_unused=True)[:SLIPS_AT_MOST]
    if not ids:
        messages.info(request, _("这个单位没有还未设密码的账号，不需要打印。"))
        return redirect("people:accounts")
    now = timezone.now()
    issued = actions.issue_first_login(now=now, actor=viewer.actor, account_ids=ids)
    place = queries.get_organization(organization_id).name
    until = timezone.localdate(now) + timedelta(days=LINK_DAYS)
    sheet = slips(
        [Slip(place, name, number, _first_url(request, secret), cn_day(until)) for name, number, secret in issued]
    )
    return download(sheet, _("首次登录条-%(place)s.pdf") % {"place": place})


@access.only("system_admin", "security_admin")
@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    viewer = access.viewer_of(request)
    row = queries.find_account_row(account_id)
    if row is None:
        access.require(False)
    now = timezone.now()
    security = viewer.has("security_admin")
    context = {
        "account": row,
        "locked": row.locked_until is not None and row.locked_until > now,
        "grants": [grant for grant in queries.list_own_roles(account_id, on=viewer.on) if grant.grant_id],
        "system": viewer.has("system_admin"),
        "security": security,
        "own": account_id == viewer.account_id,
        "first_of": _vacant(viewer),
        "reason_form": ReasonForm(),
        "grant_form": GrantForm(places=administration.list_all_organizations()) if security else None,
        "links": [],
    }
    return render(request, "people/account_of.html", context)


def _vacant(viewer: access.Viewer) -> list[tuple[str, str]]:
    """Administrator roles nobody holds: the system administrator names the first holder of each, and only that."""
    if not viewer.has("system_admin"):
        return []
    labels = {"security_admin": _("安全管理员"), "audit_admin": _("审计管理员")}
    return [(role, label) for role, label in labels.items() if not administration.holds_role(role, on=viewer.on)]


def _act(request: HttpRequest, shown_id: int, done: str, act, /, **values) -> HttpResponse:
    access.require(queries.find_account_row(shown_id) is not None)
    with telling(request, sentence, done):
        act(**access.stamp_of(request), **values)
    return redirect("people:account-of", shown_id)


@access.only("system_admin")
@require_POST
def lock(request: HttpRequest, account_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明停用的原因。"))
        return redirect("people:account-of", account_id)
    values = {"account_id": account_id, "reason": form.cleaned_data["reason"]}
    return _act(request, account_id, _("账号已停用，登录已全部退出。"), actions.lock_account, **values)


@access.only("system_admin")
@require_POST
def unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    return _act(request, account_id, _("账号可以登录了。"), actions.unlock_account, account_id=account_id)


@access.only("system_admin")
@never_cache
@require_POST
def link(request: HttpRequest, account_id: int) -> HttpResponse:
    """One first-login link, shown once on a page to be copied or scanned."""
    issued = actions.issue_first_login(**access.stamp_of(request), account_ids=[account_id])
    if not issued:
        messages.error(request, _("账号已停用，不能发放链接。"))
        return redirect("people:account-of", account_id)
    ((name, login, secret),) = issued
    context = {"name": name, "login": login, "url": _first_url(request, secret), "days": LINK_DAYS, "id": account_id}
    return render(request, "people/link.html", context)


@access.only("security_admin")
@require_POST
def grant(request: HttpRequest, account_id: int) -> HttpResponse:
    form = GrantForm(request.POST, places=administration.list_all_organizations())
    if not form.is_valid():
        messages.error(request, _("请选择角色和组织。"))
        return redirect("people:account-of", account_id)
    return _act(
        request,
        account_id,
        _("角色已授予，对方下次登录生效。"),
        actions.grant_role,
        account_id=account_id,
        **form.cleaned_data,
    )


@access.only("system_admin")
@require_POST
def name_first(request: HttpRequest, account_id: int) -> HttpResponse:
    """Name the first security or audit administrator of a new installation."""
    role = request.POST.get("role", "")
    access.require(role in dict(_vacant(access.viewer_of(request))))
    values = {"account_id": account_id, "role": role, "organization_id": None}
    return _act(request, account_id, _("已指定。以后由安全管理员授予角色。"), actions.grant_role, **values)


@access.only("security_admin")
@require_POST
def end_role(request: HttpRequest, account_id: int, grant_id: int) -> HttpResponse:
    access.require(queries.owner_of_grant(grant_id) == account_id)
    return _act(request, account_id, _("角色已收回。"), actions.end_role, grant_id=grant_id)


@access.only("security_admin")
@require_http_methods(["POST"])
def reset_totp(request: HttpRequest, account_id: int) -> HttpResponse:
    return _act(
        request, account_id, _("验证码已重置，对方下次登录时重新设置。"), actions.reset_totp, account_id=account_id
    )
