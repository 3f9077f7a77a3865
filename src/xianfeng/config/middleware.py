"""What holds for every page: the content security policy, sign-in unless a view says it is open to all, plain refusals."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.queries import reading_once
from xianfeng.apps.journal.actions import Refused

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


NOT_TYPED = {"csrfmiddlewaretoken"}
SECRET = {"password", "old", "new", "again"}
"""Fields of passwords: never sent back to any page."""


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response


class ReadOnce:
    """While a page is made that changes nothing, a programme is read once, however many rooms ask for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)


class SignedInOnly:
    """Closed by default: a view is open to strangers only when it carries `open_to_all` (see `apps.people.access`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.user.is_authenticated or getattr(view, "open_to_all", False):
            return None
        if "api" in request.resolver_match.namespaces:  # asks for its own credentials and answers 401
            return None
        if view.__module__.startswith(("django.views.i18n", "django.contrib.staticfiles")):
            return None
        if getattr(request, "htmx", False):
            response = HttpResponse(status=401)
            if (
                request.method == "GET"
            ):  # a draft that is being typed stays where it is; its line says that it was not kept
                page = {"next": request.htmx.current_url_abs_path or ""}
                response.headers["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(page)}"
            return response
        if request.method == "POST":
            if typed := typed_of(request):
                return _again(request, typed, status=401)
            return redirect_to_login(_page_before(request))
        return redirect_to_login(request.get_full_path())


def _page_before(request: HttpRequest) -> str:
    """The page a form stood on, when it was one of ours: an address that only takes forms cannot be gone back to."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(before)._replace(scheme="", netloc="").geturl() if before and ours else ""


def typed_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form brought, so that it can be offered again; nothing when it holds a password."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_TYPED]
    return [] if {name for name, _value in typed} & SECRET else typed


def _again(request: HttpRequest, typed: list[tuple[str, str]], *, status: int) -> HttpResponse:
    context = {"typed": typed, "address": request.get_full_path(), "has_files": bool(request.FILES)}
    response = render(request, "again.html", context, status=status)
    add_never_cache_headers(response)
    return response


def token_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page stood open while somebody signed in or out. What was typed is offered again only when the browser
    itself says that the form came from our own page: nobody else's form is ever one click away."""
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and (typed := typed_of(request)):
        return _again(request, typed, status=403)
    return render(request, "403_csrf.html", status=403)


class UploadLimit:
    """More than the largest file the site takes in is not read at all: it would fill the disk before any page looked at it."""

    FORM_AROUND = 1024 * 1024

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            return HttpResponse(status=400)
        if int(length) > settings.UPLOAD_LIMIT_BYTES + self.FORM_AROUND:
            limit = settings.UPLOAD_LIMIT_BYTES // 1024 // 1024
            sentence = _("文件超过 %(limit)s MB，请分成几份，或去掉图片后再上传。") % {"limit": limit}
            return render(request, "409.html", {"sentence": sentence}, status=413)
        return self.get_response(request)


def is_archived(error: Exception) -> bool:
    """The database refused to change what is filed (see the archive's migration `refuse_edits`)."""
    return isinstance(error, IntegrityError) and "xianfeng_archived" in str(error)


def is_sent_twice(error: Exception) -> bool:
    """The same form came in twice at the same moment; the first one stands, and its number (`nonce`) refuses the second."""
    return isinstance(error, IntegrityError) and "_nonce_" in str(error)


def archived_sentence() -> str:
    return _("这份材料已经归档，不能再改；需要更正的，在档案里附加说明。")


class PlainRefusals:
    """What no page caught is one sentence, never a fault page: an act on filed records, a form sent twice at once or an
    action's refusal (409), a number nobody has (404), signs the database cannot hold (400)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_archived(error):
            sentence = archived_sentence()
        elif is_sent_twice(error):
            sentence = _("这个表单已经提交过，不用再交。请回到上一页，刷新后查看。")
        elif isinstance(error, Refused):
            logging.getLogger(__name__).warning("refusal without a sentence of its own: %s", error.code)
            sentence = _("现在不能这样办理，可能有人刚刚改过。请回到上一页，刷新后再看一次。")
        elif isinstance(error, ObjectDoesNotExist):
            return render(request, "404.html", status=404)
        elif isinstance(error, DataError) or (isinstance(error, ValueError) and "NUL (0x00)" in str(error)):
            return render(request, "400.html", status=400)
        else:
            return None
        return render(request, "409.html", {"sentence": sentence}, status=409)
