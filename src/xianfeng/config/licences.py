"""Which licences the installed packages carry. A licence that is not on the list stops the check until somebody looks."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import distribution

from xianfeng.config.database import HOME

ALLOWED = (
    "MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "MPL", "Mozilla Public License 2.0", "HPND", "OFL",
    "Unlicense", "Zlib", "PostgreSQL", "0BSD", "CC0", "Artistic", "SIL Open Font", "Public Domain", "MIT-CMU", "ZPL",
)  # fmt: skip
# Looked at one by one: libraries used unchanged at arm's length, linked dynamically or only while developing.
REVIEWED = {
    "psycopg": "LGPL-3.0, imported unchanged",
    "psycopg-binary": "LGPL-3.0, imported unchanged",
    "fasteners": "Apache-2.0",
}


def main() -> int:
    listed = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"],
        capture_output=True,
        text=True,
        cwd=HOME,
        check=True,
    )
    faults = []
    for row in json.loads(listed.stdout):
        name, licence = row["Name"], row["License"]
        expression = distribution(name).metadata.get("License-Expression", "")
        known = f"{licence} {expression}"
        if name in REVIEWED or name == "xianfeng" or any(word.lower() in known.lower() for word in ALLOWED):
            continue
        faults.append(f"{name}: {licence}")
    print("\n".join(faults) or "all licences are on the list")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
