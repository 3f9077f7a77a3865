"""Which Django apps this house has: found by folder, so that a new room or kind needs no line here."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def app_configs() -> list[str]:
    """Dotted names of every room under apps/, desk/ and kinds/ that has an `apps.py`."""
    return [
        f"xianfeng.{storey}.{room.name}"
        for storey in ("apps", "desk", "kinds")
        for room in sorted((PACKAGE / storey).iterdir())
        if (room / "apps.py").exists()
    ]


def url_modules() -> list[tuple[str, str]]:
    """(room name, dotted `urls` module) of every room that answers a browser."""
    gallery = [("gallery", "xianfeng.ui.urls")] if (PACKAGE / "ui" / "urls.py").exists() else []
    return gallery + [
        (room.name, f"xianfeng.{storey}.{room.name}.urls")
        for storey in ("desk", "apps", "kinds")
        for room in sorted((PACKAGE / storey).iterdir())
        if (room / "urls.py").exists()
    ]
