"""Read the archive: what is filed, whether it is still whole, and the notes beside it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.archive.models import ArchivedCampaign, ArchiveNote
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.returns import queries as returns


@dataclass(frozen=True)
class ArchivedRow:
    id: int
    campaign_id: int
    organization_id: int
    organization_name: str
    year: int
    programme: str
    files: int
    manifest_sha256: str
    package_sha256: str
    archived_on: date
    signer_label: str
    retention: str


@dataclass(frozen=True)
class NoteRow:
    text: str
    added_on: date
    added_by_label: str


def _row(one: ArchivedCampaign) -> ArchivedRow:
    return ArchivedRow(
        one.pk,
        one.campaign_id,
        one.organization_id,
        one.organization.name,
        one.year,
        one.programme,
        len(one.manifest["files"]),
        one.manifest_sha256,
        one.package_sha256,
        one.archived_on,
        one.signer_label,
        one.retention,
    )


def _light(found):
    """Everything but the bytes of the packages."""
    return found.select_related("organization").defer("package")


def list_archived(organization_ids: Iterable[int] | None = None, campaign_id: int | None = None) -> list[ArchivedRow]:
    """Newest year first, then by organisation; one query."""
    found = _light(ArchivedCampaign.objects.order_by("-year", "organization__code"))
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    return [_row(one) for one in found]


def get_archived(archive_id: int) -> ArchivedRow:
    return _row(_light(ArchivedCampaign.objects).get(pk=archive_id))


def find_archived(campaign_id: int, organization_id: int) -> ArchivedRow | None:
    found = _light(ArchivedCampaign.objects).filter(campaign_id=campaign_id, organization_id=organization_id).first()
    return _row(found) if found else None


def is_archived(campaign_id: int, organization_id: int) -> bool:
    return ArchivedCampaign.objects.filter(campaign_id=campaign_id, organization_id=organization_id).exists()


def list_manifest(archive_id: int) -> list[dict[str, object]]:
    """Each file of the package: path, size in bytes, SHA-256."""
    return ArchivedCampaign.objects.values_list("manifest", flat=True).get(pk=archive_id)["files"]


def list_notes(archive_id: int) -> list[NoteRow]:
    notes = ArchiveNote.objects.filter(archive_id=archive_id).order_by("added_on", "pk")
    return [NoteRow(note.text, note.added_on, note.added_by_label) for note in notes]


def get_package(archive_id: int) -> bytes:
    return bytes(ArchivedCampaign.objects.values_list("package", flat=True).get(pk=archive_id))


def verify(archive_id: int) -> list[str]:
    """Every fault found when the file is checked against its hashes; an empty list means it is whole.

    Faults: `package`, `manifest`, `missing:<path>`, `changed:<path>`, `extra:<path>`.
    """
    one = ArchivedCampaign.objects.get(pk=archive_id)
    faults, content = [], bytes(one.package)
    if hashlib.sha256(content).hexdigest() != one.package_sha256:
        faults.append("package")
    text = json.dumps(one.manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if hashlib.sha256(text.encode()).hexdigest() != one.manifest_sha256:
        faults.append("manifest")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            inside = {name: bundle.read(name) for name in bundle.namelist()}
    except zipfile.BadZipFile:
        return [*faults, "package"] if "package" not in faults else faults
    listed = {str(entry["path"]): str(entry["sha256"]) for entry in one.manifest["files"]}
    for path, digest in listed.items():
        if path not in inside:
            faults.append(f"missing:{path}")
        elif hashlib.sha256(inside[path]).hexdigest() != digest:
            faults.append(f"changed:{path}")
    faults += [f"extra:{path}" for path in inside if path not in listed and path != "manifest.json"]
    return faults


@dataclass(frozen=True)
class Hindrance:
    """Why an organisation's part cannot be filed yet; `subject` names the record in the way."""

    code: str
    subject: str


def hindrances_by_unit(campaign_id: int, organization_ids: list[int]) -> dict[int, list[Hindrance]]:
    """Notices still on their way and reports nobody has acknowledged, by unit; two queries for all of them."""
    found: dict[int, list[Hindrance]] = {}
    for row in notices.list_notices(organization_ids=organization_ids, campaign_id=campaign_id):
        if row.state in ("proposed", "reviewed", "approved", "posted"):
            found.setdefault(row.organization_id, []).append(Hindrance("notice_open", row.title))
    newest: dict[tuple[int, str, str], returns.ReturnRow] = {}
    outgoing = returns.list_outgoing(organization_ids, campaign_id=campaign_id)
    for sent in sorted(outgoing, key=lambda one: one.number):
        newest[sent.sender_id, sent.form, sent.subject] = sent
    for (unit, _form, _subject), sent in newest.items():
        if sent.acknowledged_on is None:
            found.setdefault(unit, []).append(Hindrance("return_open", sent.title))
    return found


def list_hindrances(campaign_id: int, organization_id: int) -> list[Hindrance]:
    """Why one organisation's part cannot be filed yet; empty: it can."""
    return hindrances_by_unit(campaign_id, [organization_id]).get(organization_id, [])
