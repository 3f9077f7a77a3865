"""Made-up rosters in every form a school sends them."""

import io
import subprocess
import tempfile
from pathlib import Path

import openpyxl
import pytest

HEAD = ["工号", "姓名", "出生年月", "政治面貌", "人数", "入党日期"]
SAMPLE = [
    ["00017", "张三", "1985.06", "正式党员", 12, "2009-07-01"],
    ["00018", "欧阳文静", "1990.11", "群众", 0, None],
]


def workbook_bytes(rows, name="名册", start=1):
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for index, row in enumerate(rows, start):
        for column, value in enumerate(row, 1):
            cell = page.cell(row=index, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def xlsx():
    return workbook_bytes([HEAD, *SAMPLE])


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """What LibreOffice makes of a file; proof that another program opens it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
        done = subprocess.run(
            [*command, "--outdir", folder, str(source)], capture_output=True, timeout=120, check=False
        )
        made = Path(folder) / f"source.{target.split(':')[0]}"
        assert made.exists(), (
            f"LibreOffice (package libreoffice-calc and -writer) did not open it: {done.stderr.decode()}"
        )
        return made.read_bytes()
