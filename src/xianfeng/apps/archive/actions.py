"""File an organisation's part of a campaign, and add notes beside it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.archive import gathering, queries
from xianfeng.apps.archive.models import ArchivedCampaign, ArchiveNote
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.actions import Actor, Refused

RETENTIONS = ("永久", "30年", "10年")


class ArchiveRefused(Refused):
    """It may not be filed or noted. Codes: see `archive.refusals`."""

    code = "archive_refused"


@transaction.atomic
def archive(*, now: datetime, actor: Actor, campaign_id: int, organization_id: int, retention: str = "30年") -> int:
    """Freeze: gather, hash, package, sign. Twice gives the file that is there. Raises ArchiveRefused."""
    known = queries.find_archived(campaign_id, organization_id)
    if known is not None:
        return known.id
    if retention not in RETENTIONS:
        raise ArchiveRefused("retention_unknown")
    hindrances = queries.list_hindrances(campaign_id, organization_id)
    if hindrances:
        raise ArchiveRefused(hindrances[0].code, subject=hindrances[0].subject)
    today = timezone.localdate(now)
    campaign = campaigns.get_campaign(campaign_id)
    files = gathering.gather(campaign_id, organization_id, today)
    manifest = {
        "format": 1,
        "campaign": campaign_id,
        "programme": campaign.title,
        "organization": organization_id,
        "archived_on": today.isoformat(),
        "signer": actor.label,
        "retention": retention,
        "files": [
            {"path": path, "bytes": len(content), "sha256": gathering.sha256(content)}
            for path, content in sorted(files.items())
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    package = gathering.package(files, manifest)
    one, is_new = ArchivedCampaign.objects.get_or_create(
        campaign_id=campaign_id,
        organization_id=organization_id,
        defaults={
            "year": campaign.starts_on.year,
            "programme": campaign.title,
            "manifest": manifest,
            "manifest_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "package": package,
            "package_sha256": gathering.sha256(package),
            "archived_on": today,
            "signer": actor.person_id,
            "signer_label": actor.label,
            "retention": retention,
        },
    )
    if not is_new:  # somebody else filed it while this was being gathered
        return one.pk
    journal.record(
        now=now,
        actor=actor,
        action="archive.archived",
        subject=f"archive.archived:{one.pk}",
        organization_id=organization_id,
        detail={"campaign": campaign_id, "package_sha256": one.package_sha256, "files": len(files)},
    )
    return one.pk


@transaction.atomic
def append_note(*, now: datetime, actor: Actor, archive_id: int, text: str) -> None:
    """A correction beside the frozen file; the same one sent twice is one. Raises ArchiveRefused."""
    if not text.strip():
        raise ArchiveRefused("text_missing")
    one = ArchivedCampaign.objects.defer("package").select_for_update(no_key=True).get(pk=archive_id)
    same = {"archive": one, "text": text.strip(), "added_on": timezone.localdate(now), "added_by_label": actor.label}
    if ArchiveNote.objects.filter(**same).exists():
        return
    ArchiveNote.objects.create(**same)
    journal.record(
        now=now,
        actor=actor,
        action="archive.noted",
        subject=f"archive.archived:{archive_id}",
        organization_id=one.organization_id,
    )


def record_opening(*, now: datetime, actor: Actor, archive_id: int) -> None:
    """Who opened the file: one line in the journal (S0-19: inspectors of the superior may open it)."""
    one = queries.get_archived(archive_id)
    journal.record(
        now=now,
        actor=actor,
        action="archive.opened",
        subject=f"archive.archived:{archive_id}",
        organization_id=one.organization_id,
    )
