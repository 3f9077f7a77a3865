"""Every room's pages under its own name; a few rooms answer at the root, where people read addresses aloud."""

from django.urls import include, path

from xianfeng.config import calendar_feed, rooms
from xianfeng.config.api import api

_ROOT_ROOMS = {"home", "public"}

urlpatterns = [
    path("" if name in _ROOT_ROOMS else f"{name}/", include(module)) for name, module in rooms.url_modules()
] + [
    path("api/", api.urls),
    path("machine/", calendar_feed.page, name="machine"),
    path("calendar/<str:token>/due.ics", calendar_feed.feed, name="calendar-feed"),
    path("i18n/", include("django.conf.urls.i18n")),
]
