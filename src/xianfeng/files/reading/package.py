"""Look into a zipped document before it is opened: zip bombs, macros, encryption, a wrong extension."""

from __future__ import annotations

import io
import zipfile

import olefile

from xianfeng.files.reading.model import Limits
from xianfeng.files.refusal import FileRefused

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FLOOR = 4_000_000


def open_package(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The package, once its directory promises no harm. Codes ``damaged``, ``macro``, ``encrypted``, ``too_large_inside``."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise FileRefused("damaged") from error
    if len(entries) > limits.max_entries or sum(e.file_size for e in entries) > limits.max_unpacked:
        raise FileRefused("too_large_inside", {"limit_mb": limits.max_unpacked // 1_000_000})
    for entry in entries:
        if entry.flag_bits & 1:
            raise FileRefused("encrypted")
        if entry.file_size > _FLOOR and entry.file_size > limits.max_ratio * max(entry.compress_size, 1):
            raise FileRefused("too_large_inside", {"limit_mb": limits.max_unpacked // 1_000_000})
        if entry.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise FileRefused("macro")
    return package


def read_part(package: zipfile.ZipFile, name: str, limits: Limits) -> bytes | None:
    """One part, never more of it than the limit whatever its header says; None when it is not there."""
    most = min(limits.max_part, limits.max_unpacked)
    try:
        with package.open(name) as part:
            data = part.read(most + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError) as error:
        raise FileRefused("damaged") from error
    if len(data) > most:
        raise FileRefused("too_large_inside", {"limit_mb": most // 1_000_000})
    return data


def check_ole(data: bytes) -> str:
    """What an old-style file is: ``doc`` or ``wps``. Refuses ``encrypted``, ``macro``, ``damaged``, ``wrong_content``."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {"/".join(path).lower() for path in ole.listdir(streams=True, storages=True)}
            head = ole.openstream("WordDocument").read(12) if ole.exists("WordDocument") else b""
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise FileRefused("damaged") from error
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise FileRefused("encrypted")
    if head and len(head) >= 12 and int.from_bytes(head[10:12], "little") & 0x0100:
        raise FileRefused("encrypted")
    if any(n.split("/")[0] in {"macros", "_vba_project_cur"} or "_vba_project" in n for n in names):
        raise FileRefused("macro")
    if "worddocument" not in names and "wpsdocument" not in names and not any("wps" in n for n in names):
        raise FileRefused("wrong_content")
    return "wps" if "worddocument" not in names else "doc"
