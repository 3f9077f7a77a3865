"""Forget what need not be kept any longer. The periods stand beside each field in `models` and in docs/privacy.md."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, record_forgotten
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    ContactAttempt,
    Employment,
    FirstLogin,
    ImportBatch,
    LoginFailure,
    Membership,
    Person,
)

LEFT_YEARS = 5
"""After leaving the district."""
ROSTER_DAYS = 30
"""An uploaded file, its preview and its undo log: as long as it can be taken back."""
CONTACT_DAYS = 365


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, 1)


@transaction.atomic
def forget_expired(*, now: datetime, actor: Actor) -> dict[str, int]:
    """Delete or blank what has expired; gives how many rows of each. One journal line, and only when something went."""
    today = timezone.localdate(now)
    gone = {
        "phones": _forget_phones(today),
        "cities": _forget_cities(today),
        "people": _forget_departed(today),
        "rosters": ImportBatch.objects.filter(uploaded_at__lt=now - timedelta(days=ROSTER_DAYS))
        .exclude(content=b"", changes=[], report={})
        .exclude(state="applying")
        .filter(Q(applied_at__isnull=True) | Q(applied_at__lt=now - timedelta(days=ROSTER_DAYS)))
        .update(content=b"", changes=[], report={}),
        "links": FirstLogin.objects.filter(expires_at__lt=now - timedelta(days=ROSTER_DAYS)).delete()[0],
        "failures": LoginFailure.objects.filter(failed_at__lt=now - timedelta(days=1)).delete()[0],
        "contacts": _forget_contacts(today),
    }
    record_forgotten(now=now, actor=actor, **gone)
    return {name: count for name, count in gone.items() if count}


def _standing(model, day: date) -> Exists:
    """Has a row that runs on `day` or begins later."""
    return Exists(
        model.objects.filter(person_id=OuterRef("pk")).filter(Q(until_date__isnull=True) | Q(until_date__gt=day))
    )


def _forget_phones(today: date) -> int:
    """Whoever works nowhere and belongs nowhere any more has no account to sign in with."""
    once = Exists(Employment.objects.filter(person_id=OuterRef("pk"))) | Exists(
        Affiliation.objects.filter(person_id=OuterRef("pk"))
    )
    left = Person.objects.filter(once, ~_standing(Employment, today), ~_standing(Affiliation, today), phone__gt="")
    return left.update(phone="")


def _forget_cities(today: date) -> int:
    once = Exists(Affiliation.objects.filter(person_id=OuterRef("pk"), kind="guest"))
    now_guest = Exists(
        Affiliation.objects.filter(person_id=OuterRef("pk"), kind="guest").filter(
            Q(until_date__isnull=True) | Q(until_date__gt=today)
        )
    )
    return Person.objects.filter(once, ~now_guest, city__gt="").update(city="")


def _forget_departed(today: date) -> int:
    """Five years after leaving: number, gender, birth month, working years, account and old standing go; the name stays
    with the records it signs."""
    limit = _years_before(today, LEFT_YEARS)
    left = list(
        Person.objects.annotate(worked=Max("employments__until_date"), belonged=Max("affiliations__until_date"))
        .filter(Q(worked__isnull=False) | Q(belonged__isnull=False))
        .filter(~_standing(Employment, limit), ~_standing(Affiliation, limit))
        .exclude(number__startswith="已离开-")
        .values_list("pk", flat=True)
    )
    Membership.objects.filter(person_id__in=left).delete()
    for pk in left:
        Account.objects.filter(person_id=pk).update(login=f"已离开-{pk}", is_active=False, person=None, totp_secret="")
        Person.objects.filter(pk=pk).update(
            number=f"已离开-{pk}", gender="", birth_month=None, worked_since=None, phone="", city=""
        )
    return len(left)


def _forget_contacts(today: date) -> int:
    """A year after a member was reached again, the tries before it."""
    before = today - timedelta(days=CONTACT_DAYS)
    reached = ContactAttempt.objects.filter(outcome="reached", on_date__lt=before).values("person_id")
    return ContactAttempt.objects.filter(person_id__in=reached, on_date__lt=before).delete()[0]
