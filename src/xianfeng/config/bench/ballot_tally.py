"""Ten million opened cells into counters: our own adding up beside the same GROUP BY in DuckDB and in Polars.

Each engine runs in a process of its own, from the same three columns, and reports its best time of three and how much its
peak memory rose over that of the columns. `python -m xianfeng.config.bench.ballot_tally ENGINE CELLS` prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from xianfeng.config.bench.row import Row

CELLS = 10_000_000
STRATA, ROWS, CHOICES = 4, 31, 8
REPEATS = 3


def _columns(cells: int) -> tuple[Any, Any, Any]:
    import numpy as np

    drawn = np.random.default_rng(20260915)
    kinds = ((STRATA, np.uint8), (ROWS, np.uint16), (CHOICES, np.uint8))
    return tuple(drawn.integers(0, most, cells, dtype=kind) for most, kind in kinds)


def _ours(columns: tuple[Any, Any, Any]) -> Callable[[], dict[tuple[int, int, int], int]]:
    from xianfeng.apps.ballots.counts import Frame, count_columns

    return lambda: count_columns(Frame(STRATA, ROWS, CHOICES), *columns)


def _duckdb(columns: tuple[Any, Any, Any]) -> Callable[[], dict[tuple[int, int, int], int]]:
    import duckdb

    connection = duckdb.connect()
    connection.register("slips", dict(zip(("stratum", "said_row", "choice"), columns, strict=True)))
    connection.execute("CREATE TABLE marks AS SELECT * FROM slips")
    asked = "SELECT stratum, said_row, choice, count(*) FROM marks GROUP BY ALL"
    return lambda: {tuple(line[:3]): line[3] for line in connection.execute(asked).fetchall()}


def _polars(columns: tuple[Any, Any, Any]) -> Callable[[], dict[tuple[int, int, int], int]]:
    import polars

    frame = polars.DataFrame(dict(zip(("stratum", "said_row", "choice"), columns, strict=True)))
    return lambda: {
        tuple(line[:3]): line[3] for line in frame.group_by("stratum", "said_row", "choice").len().iter_rows()
    }


ENGINES = {"ours": _ours, "duckdb": _duckdb, "polars": _polars}


def _peak() -> int:
    """Bytes of resident memory at its highest so far; 0 where the system does not say.

    Linux names it in /proc; what `getrusage` says there begins with the memory of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(engine: str, cells: int) -> dict[str, Any]:
    columns = _columns(cells)
    count = ENGINES[engine](columns)
    before, times = _peak(), []
    for _ in range(REPEATS):
        started = time.perf_counter()
        found = count()
        times.append(time.perf_counter() - started)
    told = sorted((*cell, number) for cell, number in found.items())
    return {
        "seconds": min(times),
        "peak": _peak(),
        "rise": _peak() - before,
        "check": hash(tuple(told)),
        "cells": len(told),
    }


def _ask(engine: str, cells: int) -> dict[str, Any] | None:
    """One engine's figures; None when it is not installed here."""
    command = [sys.executable, "-m", "xianfeng.config.bench.ballot_tally", engine, str(cells)]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    if "ModuleNotFoundError" in ran.stderr:
        return None
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return json.loads(ran.stdout)


def bench_tally(cells: int = CELLS) -> Iterator[Row]:
    ours = _ask("ours", cells)
    if ours is None:
        raise RuntimeError("numpy is missing")
    for engine, name in (("duckdb", "DuckDB"), ("polars", "Polars")):
        other = _ask(engine, cells)
        what = f"计票 {cells / 1e6:g} 百万格，对 {name}（毫秒）"
        if other is None:
            yield Row(what, f"{ours['seconds'] * 1000:,.0f}", "未安装")
            continue
        if other["check"] != ours["check"]:
            raise RuntimeError(f"{name} counts otherwise")
        yield Row(
            what,
            f"{ours['seconds'] * 1000:,.0f}",
            f"{other['seconds'] * 1000:,.0f}",
            ours["seconds"] / other["seconds"],
        )
        yield Row(
            f"计票内存峰值，对 {name}（MB，含数据）",
            f"{ours['peak'] / 1e6:,.0f}",
            f"{other['peak'] / 1e6:,.0f}",
            ours["peak"] / other["peak"] if other["peak"] else None,
        )


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
