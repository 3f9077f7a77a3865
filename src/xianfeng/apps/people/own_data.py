"""What the roster keeps about one person, field by field with its reason: read by that person's own record page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    ContactAttempt,
    Employment,
    Membership,
    Office,
    Person,
    RoleGrant,
)
from xianfeng.apps.people.record_notes import RecordLine


@dataclass(frozen=True)
class OwnField:
    """One stored field: its value, and why and how long it is kept (the model's own words)."""

    label: str
    value: str
    why: str


@dataclass(frozen=True)
class OwnPeriod:
    """One dated row: an office, a workplace, a standing, an affiliation."""

    what: str
    text: str
    from_date: date
    until_date: date | None


def list_fields(person_id: int) -> list[OwnField]:
    """Every field of the person's row but its key; a field without a reason would show as one."""
    person = Person.objects.get(pk=person_id)
    found = []
    for field in Person._meta.concrete_fields:
        if field.primary_key:
            continue
        shown = getattr(person, f"get_{field.name}_display", lambda name=field.name: getattr(person, name))()
        if field.name == "birth_month" and shown:
            shown = _("%(year)d年%(month)d月") % {"year": shown.year, "month": shown.month}
        elif isinstance(shown, date):
            shown = _("%(year)d年%(month)d月%(day)d日") % {"year": shown.year, "month": shown.month, "day": shown.day}
        found.append(OwnField(str(field.verbose_name), str(shown or ""), str(field.help_text)))
    account = Account.objects.filter(person_id=person_id).first()
    if account is not None:
        found.append(OwnField(_("登录账号"), account.login, _("用于登录。密码只存不可还原的校验值；不记录登录时间。")))
    return found


def list_periods(person_id: int) -> list[OwnPeriod]:
    """Offices, workplaces, standing and affiliations, the newest first; ended ones stay."""
    rows = [
        OwnPeriod(_("职务"), f"{office.organization} {office.title}", office.from_date, office.until_date)
        for office in Office.objects.filter(person_id=person_id).select_related("organization")
    ]
    rows += [
        OwnPeriod(_("单位"), f"{job.organization}（{job.get_kind_display()}）", job.from_date, job.until_date)
        for job in Employment.objects.filter(person_id=person_id).select_related("organization")
    ]
    rows += [
        OwnPeriod(_("政治面貌"), standing.get_status_display(), standing.from_date, standing.until_date)
        for standing in Membership.objects.filter(person_id=person_id)
    ]
    rows += [
        OwnPeriod(_("组织关系"), f"{tie.organization}（{tie.get_kind_display()}）", tie.from_date, tie.until_date)
        for tie in Affiliation.objects.filter(person_id=person_id).select_related("organization")
    ]
    rows += [
        OwnPeriod(
            _("角色"),
            " ".join(str(part) for part in (grant.organization, grant.get_role_display()) if part),
            grant.from_date,
            grant.until_date,
        )
        for grant in RoleGrant.objects.filter(account__person_id=person_id).select_related("organization")
    ]
    return sorted(rows, key=lambda row: row.from_date, reverse=True)


def list_record(person_id: int) -> list[RecordLine]:
    """Tries of the organisation to reach the person (S3-71, S3-72); the notes a person writes stand beside the entries."""
    return [
        RecordLine(
            one.on_date,
            _("组织联系"),
            one.get_outcome_display(),
            one.note,
            str(one.organization),
            "",
            f"contact_attempt:{one.pk}",
        )
        for one in ContactAttempt.objects.filter(person_id=person_id).select_related("organization")
    ]
