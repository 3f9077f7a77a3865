"""``xianfeng packs check [DIR]``: every fault with file and line, exit code 2 when there is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from xianfeng.core.plan.checking import check_pack
from xianfeng.core.plan.faults import Fault
from xianfeng.core.plan.loading import built_in_folder, pack_folders
from xianfeng.core.plan.sentences import sentence

_USAGE = "用法：xianfeng packs check [文件夹]"


def check_command(argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    """Checks the pack(s) of one folder, by default the built-in ones. Returns 0, or 2 for faults and wrong usage.

    One line per fault: ``file:line: sentence``. Warnings begin with 提示 and do not change the exit code.
    """
    options = [word for word in argv if word.startswith("-")]
    folders = [word for word in argv if not word.startswith("-")]
    if {"-h", "--help"} & set(options):
        stdout.write(f"{_USAGE}\n")
        return 0
    if options or len(folders) > 1:
        stderr.write(f"{_USAGE}\n")
        return 2
    where = Path(folders[0]) if folders else built_in_folder()
    if not where.exists():
        stderr.write(f"{where}：找不到这个文件夹\n")
        return 2
    if not where.is_dir():
        stderr.write(f"{where}：这不是文件夹\n")
        return 2
    try:
        faults = check_pack(where)
    except OSError as error:
        stderr.write(f"{error.filename or where}：读不了（{error.strerror or '无法打开'}）\n")
        return 2
    for fault in faults:
        (stderr if fault.is_error else stdout).write(f"{_line(fault)}\n")
    wrong = sum(fault.is_error for fault in faults)
    if wrong:
        stderr.write(f"共 {wrong} 处错误\n")
        return 2
    stdout.write(f"已检查 {len(pack_folders(where))} 个方案包，没有错误\n")
    return 0


def _line(fault: Fault) -> str:
    place = f"{fault.file}:{fault.line}" if fault.line else f"{fault.file}"
    return f"{place}: {'' if fault.is_error else '提示：'}{sentence(fault)}"
