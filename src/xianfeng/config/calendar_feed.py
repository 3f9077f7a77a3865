"""My due dates as an iCalendar feed, for the calendar on the phone. The address carries a token of its own."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from xianfeng.apps.people import queries as people
from xianfeng.apps.people import tokens
from xianfeng.apps.people.access import open_to_all
from xianfeng.config.machine import PER_TOKEN
from xianfeng.desk.home import lines


@open_to_all
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All-day events on each due day; the token in the address is the only key and opens nothing else."""
    account = tokens.find_account(token, "calendar")
    if account is None:
        raise Http404
    today = timezone.localdate()
    calendar = Calendar()
    calendar.add("prodid", "-//xianfeng//due dates//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("先锋待办"))
    told: Counter[str] = Counter()
    for line in lines.list_lines(people.get_viewer(account, on=today), today):
        if line.due is None or line.state == "in_review":
            continue
        event = Event()
        known = f"{line.what}|{line.due}|{line.url}"
        told[known] += 1  # two alike are two
        event.add("uid", f"{sha256(f'{known}|{told[known]}'.encode()).hexdigest()[:24]}@xianfeng")
        event.add("summary", line.what)
        event.add("dtstart", line.due)
        event.add("dtend", line.due + timedelta(days=1))
        event.add("dtstamp", timezone.now())
        event.add("description", line.from_plan)
        if line.url:
            event.add("url", request.build_absolute_uri(line.url))
        calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def page(request: HttpRequest) -> HttpResponse:
    """The personal addresses: calendar feed and, for integrations, the access token."""
    address = request.build_absolute_uri(reverse("calendar-feed", args=[tokens.make_token(request.user, "calendar")]))
    context = {"feed": address, "token": tokens.make_token(request.user, "api"), "most": PER_TOKEN}
    return render(request, "config/machine.html", context)
