"""Checks packs on disk: shape, cross-checks, cases. Every fault names its file and line."""

from __future__ import annotations

from pathlib import Path

from xianfeng.core.plan.cases import check_cases
from xianfeng.core.plan.crosschecks import cross_checks, every_source
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.loading import pack_folders, read_pack

__all__ = ["check_pack", "every_source"]


def check_pack(where: Path | str) -> list[Fault]:
    """Faults of the pack in ``where``, or of every pack in the folders right below it. No pack at all is a fault too."""
    where = Path(where)
    folders = pack_folders(where)
    if not folders:
        return [Fault("no_pack_here", where)]
    faults: list[Fault] = []
    codes: dict[str, Path] = {}
    for folder in folders:
        located, found = read_pack(folder)
        if located is not None:
            found = list(cross_checks(located))
            if located.pack.code in codes:
                found.append(located.fault("pack_code_twice", ("meta", "code"), code=located.pack.code))
            codes[located.pack.code] = folder
            if not any(fault.is_error for fault in found):
                found += check_cases(located.pack, folder)
        faults += sorted(found, key=lambda fault: (str(fault.file), fault.line))
    return faults
