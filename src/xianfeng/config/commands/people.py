"""`xianfeng people import FILE [--dry-run]`: the importer of the pages, from the command line."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TextIO

from django.utils import timezone

from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.people import actions, administration
from xianfeng.apps.people.actions.imports import ImportRefused, faults_of, preview_roster
from xianfeng.apps.people.importing.columns import BY_CODE
from xianfeng.apps.people.importing.words import TABLES_OF_PLAN as TABLES
from xianfeng.apps.people.importing.words import fault_sentence, table_name, understood
from xianfeng.apps.people.sentences import sentence

USAGE = "用法：xianfeng people import 文件 [--dry-run]\n"
FAULTS_SHOWN = 200
WORKER_SECONDS = 120
"""How long the background worker is waited for where it was quicker to begin."""


def people_import(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """0 = imported (or, with --dry-run, without fault); 2 = nothing written, with a sentence for every fault."""
    dry = "--dry-run" in arguments
    names = [argument for argument in arguments if argument != "--dry-run"]
    if len(names) != 1 or names[0].startswith("-"):
        err.write(USAGE)
        return 2
    path = Path(names[0])
    try:
        content = path.read_bytes()
    except OSError as error:
        reasons = {FileNotFoundError: "没有这个文件", IsADirectoryError: "这是文件夹", PermissionError: "没有读取权限"}
        err.write(f"打不开文件“{path}”：{reasons.get(type(error), '读取出错')}。\n")
        return 2
    now = timezone.now()
    try:
        if dry:
            report = preview_roster(now=now, file_name=path.name, content=content)
        else:
            batch_id = actions.upload_roster(now=now, actor=SYSTEM, file_name=path.name, content=content)
            report = administration.find_batch(batch_id).report
        for note in faults_of(report, "notes"):
            err.write(fault_sentence(note) + "\n")
        if report["faults"]:
            return _say_faults(report, err)
        _say_counts(report, out)
        if dry:
            _say_preview(report, out)
            out.write("只是预览，没有改动任何数据。\n")
            return 0
        actions.start_import(now=now, actor=SYSTEM, batch_id=batch_id)
        if not _carry_out(batch_id):
            return _say_faults(administration.find_batch(batch_id).report, err)
    except ImportRefused as refused:
        err.write(sentence(refused) + "\n")
        return 2
    out.write(f"已导入，批次 {batch_id}；30 天内可以在“导入名册”页撤销。\n")
    return 0


def _carry_out(batch_id: int) -> bool:
    """Whether it is written now, by this process or by the background worker, which may have been quicker."""
    until = time.monotonic() + WORKER_SECONDS
    while True:
        try:
            if actions.apply_import(now=timezone.now(), actor=SYSTEM, batch_id=batch_id):
                return True
            return administration.find_batch(batch_id).state == "applied"
        except ImportRefused as refused:
            if refused.code != "batch_busy" or time.monotonic() > until:
                raise
            time.sleep(0.2)


def _say_faults(report: dict, err: TextIO) -> int:
    faults = faults_of(report)
    for fault in faults[:FAULTS_SHOWN] or faults_of(report, "notes"):
        err.write(fault_sentence(fault) + "\n")
    if not faults:
        err.write("没有导入任何数据，请再运行一次。\n")
        return 2
    err.write(f"有 {report.get('fault_count', len(faults))} 处需要修改，没有导入任何数据。\n")
    return 2


def _say_counts(report: dict, out: TextIO) -> None:
    for code in TABLES:
        count = report["counts"].get(code, {})
        if any(count.values()):
            out.write(
                f"{table_name(code)}：新增 {count['new']}，改动 {count['changed']}，"
                f"结束 {count['ended']}，不变 {count['unchanged']}\n"
            )


def _say_preview(report: dict, out: TextIO) -> None:
    for code in TABLES:
        preview = report["preview"].get(code)
        if preview is None:
            continue
        out.write(f"\n{table_name(code)}（前 {len(preview['rows'])} 行，共 {preview['lines']} 行）\n")
        columns = [BY_CODE[code].column(name) for name in preview["columns"]]
        for number, *cells in preview["rows"]:
            said = [understood(column, cell) for column, cell in zip(columns, cells, strict=True)]
            out.write(f"  第 {number} 行  " + "  ".join(said) + "\n")
    out.write("\n")
