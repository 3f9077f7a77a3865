"""Every room's pages under its own name; the front door is the public site, the desk is behind sign-in."""

from django.urls import include, path

from xianfeng.config import rooms

# A few rooms answer at the root: their addresses are the ones people read aloud.
_ROOT_ROOMS = {"home", "public"}

urlpatterns = [
    path("" if name in _ROOT_ROOMS else f"{name}/", include(module)) for name, module in rooms.url_modules()
] + [
    path("i18n/", include("django.conf.urls.i18n")),
]
