"""What a day is asked of: periods that begin on their first day and end before their last."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def on_day(day: date, prefix: str = "") -> Q:
    """Rows whose period [from_date, until_date) holds `day`."""
    return Q(**{f"{prefix}from_date__lte": day}) & not_over(day, prefix)


def not_over(day: date, prefix: str = "") -> Q:
    """Rows that have not ended by `day`, those that begin later included."""
    return Q(**{f"{prefix}until_date__isnull": True}) | Q(**{f"{prefix}until_date__gt": day})
