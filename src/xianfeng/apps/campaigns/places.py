"""Where something of a step belongs: three words by which the rooms find each other's things."""

from __future__ import annotations

from typing import Any


def place_of(row: Any) -> dict[str, Any]:
    """Campaign, step and organisation of a row that has all three, as every act and question takes them."""
    return {"campaign_id": row.campaign_id, "step_code": row.step_code, "organization_id": row.organization_id}
