"""What goes into the file of one organisation: every record as plain JSON, and the sheets as text, in a fixed order."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from datetime import date
from typing import Any

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.evidence import records
from xianfeng.apps.journal import queries as journal
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.apps.returns import queries as returns
from xianfeng.apps.tracking import queries as tracking

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The same for every entry, so that the same records give the same bytes and the same hash."""


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def as_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=str) + "\n").encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def gather(campaign_id: int, organization_id: int, on: date) -> dict[str, bytes]:
    """Path inside the package -> content. Raw objections stay out: only their checked redacted copies are kept here.

    So do items that are for one person and the branch committee alone (S1-23): an archive is opened by others.
    """
    campaign = campaigns.get_campaign(campaign_id)
    organization = people.get_organization(organization_id)
    files = {
        "campaign.json": as_json(asdict(campaign)),
        "organization.json": as_json(asdict(organization)),
        "steps.json": as_json([asdict(step) for step in campaigns.list_steps(campaign_id)]),
        "verdicts.json": as_json([asdict(row) for row in campaigns.list_verdicts(campaign_id, [organization_id])]),
        "excuses.json": as_json([asdict(row) for row in campaigns.list_excuses(campaign_id, [organization_id])]),
        "facts.json": as_json(_facts(campaign_id, organization_id)),
        "results.json": as_json(_results(campaign_id, organization_id)),
        "tracking.json": as_json(
            [
                asdict(row)
                for row in tracking.list_items(organization_ids=[organization_id], campaign_id=campaign_id)
                if not (row.is_personal or row.is_kept_close)
            ]
        ),
        "records.json": as_json(_records(campaign_id, organization_id)),
    }
    for row in notices.list_notices(organization_ids=[organization_id], campaign_id=campaign_id):
        sheet = asdict(row) | {"names": [asdict(name) for name in notices.list_names(row.id)]}
        sheet.pop("token")
        sheet["objections"] = [_objection(one) for one in notices.list_objections(row.id)]
        files[f"notices/{row.id}.json"] = as_json(sheet)
        files[f"notices/{row.id}.txt"] = _sheet_text(row, sheet["names"]).encode()
    for row in returns.list_outgoing([organization_id], campaign_id=campaign_id):
        files[f"returns/{row.id}.json"] = as_json(asdict(row))
    lines = [
        asdict(line)
        for name in files
        if name.startswith("notices/") and name.endswith(".json")
        for line in journal.list_of_subject(f"notices.notice:{name[8:-5]}")
    ]
    files["journal.json"] = as_json(lines)
    return files


def _objection(one: notices.ObjectionRow) -> dict[str, object]:
    return {
        "channel": one.channel,
        "is_anonymous": one.is_anonymous,
        "received_on": one.received_on,
        "text": one.redacted_text if one.is_redacted else "",
        "finding": one.finding,
        "reason": one.reason,
        "decided_on": one.decided_on,
        "decided_by": one.decided_label,
        "result_changes": one.result_changes,
    }


def _facts(campaign_id: int, organization_id: int) -> list[dict[str, object]]:
    return [
        plain(asdict(fact)) for fact in evidence.list_facts(campaign_id=campaign_id, organization_id=organization_id)
    ]


def _records(campaign_id: int, organization_id: int) -> list[dict[str, object]]:
    """What the organisation itself put on record, in words: signed minutes, the summary. Nothing about persons."""
    facts = evidence.list_facts(campaign_id=campaign_id, organization_id=organization_id)
    told = records.describe(dict.fromkeys(fact.subject for fact in facts if fact.person_id is None))
    return [
        {"subject": one.subject, "title": one.title, "text": one.note} for one in told.values() if one.person_id is None
    ]


def _results(campaign_id: int, organization_id: int) -> list[dict[str, object]]:
    """Frozen results with rule, inputs and outcome, and beside each the signed decision that stands."""
    rows = []
    for row in results.list_results_of_unit(campaign_id, organization_id):
        decision = results.find_decision(campaign_id, row.step_code, organization_id)
        rows.append(plain(asdict(row)) | {"decision": plain(asdict(decision)) if decision else None})
    return rows


def _sheet_text(notice: notices.NoticeRow, names: list[dict[str, object]]) -> str:
    """The sheet in words, readable without any program."""
    people_named = "\n".join(f"{name['name']}　{name['line']}" for name in names)
    return (
        f"{notice.title}\n\n{notice.basis}\n{notice.what}\n\n{people_named}\n\n"
        f"公示期：{notice.starts_on} 至 {notice.ends_on}\n地点：{notice.place}\n"
        f"{notice.organization_name}\n{notice.posted_on}\n"
    )


def package(files: dict[str, bytes], manifest: dict[str, object]) -> bytes:
    """A .zip whose bytes follow from its content alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, content in sorted((files | {"manifest.json": as_json(manifest)}).items()):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return out.getvalue()
