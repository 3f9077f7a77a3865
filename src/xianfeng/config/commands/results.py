"""`xianfeng results replay|package 活动编号`: compute stored results again; hand out what others need to do the same."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TextIO

LARGEST_ID = 2**62
FAULTS = {
    "hash": "保存的内容与校验值不符，可能被改动过",
    "outcome": "重算的结果与保存的结果不同",
    "unreadable": "保存的规则或输入无法读取",
}


def results_replay(arguments: list[str], stdout: TextIO, stderr: TextIO) -> int:
    """0: all the same; 2: at least one differs (said on stderr as well), or wrong use."""
    from xianfeng.apps.campaigns import queries as campaigns
    from xianfeng.apps.results import queries

    numbers = [word for word in arguments if word != "--json"]
    if len(numbers) != 1 or not (numbers[0].isascii() and numbers[0].isdigit()):
        stderr.write("用法：xianfeng results replay 活动编号 [--json]\n")
        return 2
    campaign_id = int(numbers[0])
    if campaign_id > LARGEST_ID or campaigns.find_campaign(campaign_id) is None:
        stderr.write(f"没有编号为{campaign_id}的活动。\n")
        return 2
    replays = queries.replay_campaign(campaign_id)
    wrong = [one for one in replays if not one.same]
    if "--json" in arguments:
        found = [{"result": one.result_id, "marks": one.marks, "fault": one.fault} for one in replays]
        stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        for one in replays:
            stdout.write(f"结果{one.result_id}《{one.title}》：{FAULTS.get(one.fault, '一致')}\n")
        marks = sum(one.marks for one in replays)
        stdout.write(f"共{len(replays)}项结果、{marks}个对象，{len(wrong)}项不一致。\n")
    if not wrong:
        return 0
    stderr.write(f"有{len(wrong)}项结果与保存的不一致：{'、'.join(f'结果{one.result_id}' for one in wrong)}。\n")
    return 2


def _write_whole(path: Path, data: bytes) -> None:
    """The whole file or none: what stood there before stays until the new one is complete."""
    half = path.with_name(f"{path.name}.part{os.getpid()}")
    try:
        half.write_bytes(data)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def results_package(arguments: list[str], stdout: TextIO, stderr: TextIO) -> int:
    """Write the package of a campaign. 0: written; 2: wrong use. `--full`: with every counter, for the superior only."""
    from xianfeng.apps.campaigns import queries as campaigns
    from xianfeng.apps.results.packaging import build_package

    words = [word for word in arguments if word != "--full"]
    target = ""
    if "-o" in words:
        at = words.index("-o")
        target = words[at + 1] if at + 1 < len(words) else ""
        del words[at : at + 2]
    if len(words) != 1 or not (words[0].isascii() and words[0].isdigit()) or ("-o" in arguments and not target):
        stderr.write("用法：xianfeng results package 活动编号 [-o 文件.zip] [--full]\n")
        return 2
    if campaigns.find_campaign(int(words[0])) is None:
        stderr.write(f"没有编号为{words[0]}的活动。\n")
        return 2
    data = build_package(int(words[0]), full="--full" in arguments)
    path = Path(target or f"results-{words[0]}.zip")
    try:
        _write_whole(path, data)
    except OSError:
        stderr.write(f"写不了文件“{path}”，请检查位置和权限。\n")
        return 2
    stdout.write(f"已写入{path}，SHA-256 {hashlib.sha256(data).hexdigest()}\n")
    stdout.write("核验：解开后运行 python check_result.py 核验包.zip，不需要本系统。\n")
    return 0
