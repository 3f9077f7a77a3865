"""Sign-in, the one-time code, the first-login link, and one's own password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.people import access, actions, authentication, queries
from xianfeng.apps.people.actions import signing_in
from xianfeng.apps.people.forms import ChangePasswordForm, CodeForm, LoginForm, TwicePasswordForm
from xianfeng.apps.people.sentences import sentence
from xianfeng.apps.people.strangers import Door

DOOR = Door(wrong_codes=300)
"""Wrong passwords from one address, whoever's they were meant to be: an account is locked by itself long before."""
PENDING = "people.pending"
PENDING_SECONDS = 600
BACKEND = "xianfeng.apps.people.authentication.AccountBackend"


def _front_page() -> str:
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return reverse("people:account")


def _safe_next(request: HttpRequest, target: str) -> str:
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and allowed else ""


def _enter(request: HttpRequest, account_id: int, target: str) -> HttpResponse:
    account = authentication.AccountBackend().get_user(account_id)
    if account is None:
        return redirect("people:login")
    login(request, account, backend=BACKEND)
    return HttpResponseRedirect(_safe_next(request, target) or _front_page())


@access.open_to_all
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    target = _safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(target or _front_page())
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            if DOOR.is_guessed(request):
                raise signing_in.SignInRefused("too_often")
            answer = actions.sign_in(now=now, login=form.cleaned_data["login"], password=form.cleaned_data["password"])
        except signing_in.SignInRefused as refused:
            DOOR.note_wrong(request)
            form.add_error(None, sentence(refused))
            return render(request, "people/login.html", {"form": form, "next": target}, status=422)
        if answer.needs_totp:
            request.session.flush()
            request.session[PENDING] = {"account": answer.account_id, "at": int(now.timestamp()), "next": target}
            return redirect("people:totp" if answer.has_totp else "people:totp-setup")
        if answer.must_change_password:
            target = reverse("people:password")
        return _enter(request, answer.account_id, target)
    status = 422 if form.is_bound else 200
    return render(request, "people/login.html", {"form": form, "next": target}, status=status)


def _pending(request: HttpRequest) -> dict | None:
    """Who has given the right password here in the last ten minutes and still owes the code."""
    pending = request.session.get(PENDING)
    if not pending or int(timezone.now().timestamp()) - pending["at"] > PENDING_SECONDS:
        request.session.pop(PENDING, None)
        return None
    return pending


@access.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    pending = _pending(request)
    if pending is None:
        return redirect("people:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with explaining(form, sentence, "code"):
            actions.verify_totp(now=timezone.now(), account_id=pending["account"], code=form.cleaned_data["code"])
            del request.session[PENDING]
            return _enter(request, pending["account"], pending["next"])
    return render(request, "people/totp.html", {"form": form}, status=422 if form.errors else 200)


@access.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def totp_setup(request: HttpRequest) -> HttpResponse:
    """Only reached with the right password and no device yet; the secret stays in this browser until it works."""
    pending = _pending(request)
    if pending is None:
        return redirect("people:login")
    account = queries.get_account(pending["account"])
    if account.has_totp:
        return redirect("people:totp")
    if "secret" not in pending:
        pending = {**pending, "secret": authentication.seal_totp(authentication.new_totp_secret())}
        request.session[PENDING] = pending
    secret = authentication.open_totp(pending["secret"])
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with explaining(form, sentence, "code"):
            actions.adopt_totp(
                now=timezone.now(),
                actor=account.actor,
                account_id=account.id,
                secret=secret,
                code=form.cleaned_data["code"],
            )
            del request.session[PENDING]
            messages.success(request, _("验证码已设置。以后登录时，输入密码后还要输入手机上的验证码。"))
            return _enter(request, account.id, pending["next"])
    context = {
        "form": form,
        "uri": authentication.totp_uri(secret, account.login),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
    return render(request, "people/totp_setup.html", context, status=422 if form.errors else 200)


@access.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def logout_page(request: HttpRequest) -> HttpResponse:
    """Signs out on POST; opened as a page it offers the button, so that no link can sign anybody out."""
    if request.method == "POST":
        logout(request)
        messages.success(request, _("您已退出。"))
        return redirect("people:login")
    if not request.user.is_authenticated:
        return redirect("people:login")
    return render(request, "people/logout.html")


@access.open_to_all
@sensitive_post_parameters("new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def first_login(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link changes nothing; only setting a password uses it up."""
    now = timezone.now()
    try:
        link = signing_in.find_first_login(secret, now=now)
    except signing_in.LinkRefused as refused:
        return render(request, "people/first_login.html", {"refusal": sentence(refused)}, status=404)
    form = TwicePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account_id = actions.set_first_password(now=now, secret=secret, password=form.cleaned_data["new"])
        except signing_in.PasswordRefused as refused:
            form.add_error("new", sentence(refused))
        except signing_in.LinkRefused as refused:
            return render(request, "people/first_login.html", {"refusal": sentence(refused)}, status=404)
        else:
            if SESSION_KEY in request.session:
                logout(request)
            messages.success(request, _("密码已设置。请记好，以后用工号和这个密码登录。"))
            if queries.needs_totp(account_id, on=timezone.localdate()):
                return redirect("people:login")
            return _enter(request, account_id, "")
    context = {"form": form, "name": queries.find_person_name(link.account), "login": link.account.login}
    return render(request, "people/first_login.html", context, status=422 if form.errors else 200)


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: how one signs in, and what one may do where."""
    viewer = access.viewer_of(request)
    row = queries.get_account(viewer.account_id)
    return render(
        request,
        "people/account.html",
        {"account": row, "roles": queries.list_own_roles(viewer.account_id, on=viewer.on)},
    )


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(
                **access.stamp_of(request),
                account_id=viewer.account_id,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
            )
        except (signing_in.PasswordRefused, signing_in.SignInRefused) as refused:
            form.add_error("old" if refused.code in ("wrong_old", "locked") else "new", sentence(refused))
        else:
            messages.success(request, _("密码已修改，其他设备上的登录已全部退出。"))
            return _enter(request, viewer.account_id, reverse("people:account"))
    return render(request, "people/password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    viewer = access.viewer_of(request)
    actions.end_all_sessions(**access.stamp_of(request), account_id=viewer.account_id)
    logout(request)
    messages.success(request, _("您的账号已在所有设备上退出。"))
    return redirect("people:login")
