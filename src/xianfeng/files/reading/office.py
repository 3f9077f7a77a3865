"""Old .doc and .wps files through LibreOffice, when it is installed; else a refusal that says what to do.

The file is converted in a folder of its own with a profile of its own, without network use, and within a time limit.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from xianfeng.files.reading.model import Limits
from xianfeng.files.refusal import FileRefused


def find_office() -> str | None:
    """The LibreOffice of this machine, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_docx(data: bytes, suffix: str, limits: Limits) -> bytes:
    """The document as .docx bytes. Codes ``needs_office`` (not installed), ``damaged``, ``took_too_long``."""
    program = find_office()
    if program is None:
        raise FileRefused("needs_office", {"suffix": suffix})
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / f"plan{suffix}"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=limits.office_seconds)
            return (folder / "out" / "plan.docx").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise FileRefused("took_too_long", {"seconds": limits.office_seconds}) from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise FileRefused("damaged") from error
