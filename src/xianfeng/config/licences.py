"""Which licences the locked packages carry. A licence that is not on the list stops the check until somebody looks.

Only what the lock files name is looked at: what else stands in an environment is no part of this project.
"""

from __future__ import annotations

import json
import re
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


LOCKS = ("requirements.lock", "requirements-dev.lock")
HEADINGS = ("MIT License", "Apache License", "BSD 3-Clause License", "BSD 2-Clause License", "Mozilla Public License")


def plain(name: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    """Names of all packages in the lock files."""
    texts = [(HOME / lock).read_text(encoding="utf-8") for lock in LOCKS]
    return {
        plain(found[1]) for text in texts for found in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", text, re.M)
    }


def heading_of_file(name: str) -> str:
    """The licence by the heading of the licence file a package brings; "" when there is none or it is another one."""
    for file in distribution(name).files or ():
        if "licen" in file.name.lower() or file.name.upper() == "COPYING":
            text = file.read_text()[:300]
            for heading in HEADINGS:
                if heading in text:
                    return heading
    return ""


def main() -> int:
    listed = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"],
        capture_output=True,
        text=True,
        cwd=HOME,
        check=True,
    )
    faults, wanted = [], locked()
    for row in json.loads(listed.stdout):
        name, licence = row["Name"], row["License"]
        if plain(name) not in wanted or name in REVIEWED:
            continue
        known = f"{licence} {distribution(name).metadata.get('License-Expression', '')}"
        if licence == "UNKNOWN":
            known = f"{known} {heading_of_file(name)}"
        if any(word.lower() in known.lower() for word in ALLOWED):
            continue
        faults.append(f"{name}: {licence}")
    print("\n".join(faults) or "all licences are on the list")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
