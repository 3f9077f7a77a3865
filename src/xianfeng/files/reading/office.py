"""Old .doc and .wps files through LibreOffice, when it is installed; else a refusal that says what to do.

The file is converted in a folder of its own with a profile of its own, without network use, and within a time limit.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
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
            _run(command, limits.office_seconds)
            return (folder / "out" / "plan.docx").read_bytes()
        except OSError as error:
            raise FileRefused("damaged") from error


def _run(command: list[str], seconds: int) -> None:
    """Run the office in a group of its own: it is a script that starts the real program, and both must end in time."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as running:
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise FileRefused("took_too_long", {"seconds": seconds}) from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
