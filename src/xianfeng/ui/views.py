"""The gallery page and the text-size switch; neither reads nor writes a table."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from xianfeng.ui.gallery import gallery_context
from xianfeng.ui.templatetags.xianfeng_ui import LARGE_TEXT_COOKIE

ONE_YEAR = 365 * 24 * 3600


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with sample data."""
    return render(request, "ui/gallery.html", gallery_context())


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember large or normal text in a cookie and go back to the page the reader came from."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    size = "large" if request.POST.get("size") == "large" else "normal"
    # Readable by script on purpose: the switch works at once where there is script. It holds nothing personal.
    response.set_cookie(LARGE_TEXT_COOKIE, size, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response


# Marks the sign-in middleware reads; neither page shows anything of anybody.
gallery.open_to_all = True  # type: ignore[attr-defined]
text_size.open_to_all = True  # type: ignore[attr-defined]
