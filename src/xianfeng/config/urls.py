"""Every room's pages under its own name; a few rooms answer at the root, where people read addresses aloud."""

from importlib import import_module

from django.urls import include, path

from xianfeng.config import calendar_feed, rooms
from xianfeng.config.api import api

_ROOT_ROOMS = {"home", "public"}


def _pages() -> list[object]:
    """One `include` a name. A kind called like a room (returns) adds its pages to the room's, under the room's name."""
    modules: dict[str, list[str]] = {}
    for name, module in rooms.url_modules():
        modules.setdefault(name, []).append(module)
    found = []
    for name, paths in modules.items():
        loaded = [import_module(one) for one in paths]
        patterns = [pattern for one in loaded for pattern in one.urlpatterns]
        found.append(
            path("" if name in _ROOT_ROOMS else f"{name}/", include((patterns, getattr(loaded[0], "app_name", None))))
        )
    return found


urlpatterns = [
    *_pages(),
    path("api/", api.urls),
    path("machine/", calendar_feed.page, name="machine"),
    path("calendar/<str:token>/due.ics", calendar_feed.feed, name="calendar-feed"),
    path("i18n/", include("django.conf.urls.i18n")),
]
