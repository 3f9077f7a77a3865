"""`xianfeng journal verify`: walk the journal's hash chain."""

from __future__ import annotations

from typing import TextIO

from xianfeng.apps.journal import queries

REASONS = {
    "gap": "缺了这一行",
    "previous": "与上一行接不上",
    "content": "内容被改过",
    "head": "末尾的行被删去或改过",
}


def journal_verify(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """0 = the chain holds; 2 = the number of the first line that does not, and how."""
    if arguments:
        err.write("用法：xianfeng journal verify\n")
        return 2
    count, fault = queries.verify_chain()
    if fault is None:
        out.write(f"日志共 {count} 行，首尾相接，没有改动。\n")
        return 0
    err.write(f"日志从第 {fault.number} 行起对不上：{REASONS[fault.reason]}。前 {count} 行完好。\n")
    return 2
