"""Build in bearable time: several branches side by side, and nothing read twice that cannot change meanwhile.

The acts are the same as on the pages. Only three things differ: a commit does not wait for the disk (a demonstration
that is lost is built anew), acts within acts set no savepoints (nobody else writes, so none is ever rolled back to),
and the campaign with its frozen plan is read once a worker instead of several times an act.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from django.db import connection, connections
from django.urls import get_resolver

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import steps

if TYPE_CHECKING:
    from xianfeng.config.demo.build import World
    from xianfeng.config.demo.crowd import Branch

Act = Callable[..., None]
READ_ONCE = ((campaigns, "get_campaign"), (campaigns, "get_with_steps"), (steps, "get_with_steps"))
"""What of a campaign is read once a worker; single steps come from all of them."""
PACE = 5.0
"""Seconds between two lines of progress within one station."""


def _hurry() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    connection.features.uses_savepoints = False
    for room, name in READ_ONCE:
        setattr(room, name, lru_cache(getattr(room, name)))


@contextmanager
def hurried() -> Iterator[None]:
    """Hurry in this process, and be as before afterwards."""
    before = [(room, name, getattr(room, name)) for room, name in READ_ONCE]
    _hurry()
    try:
        yield
    finally:
        for room, name, read in before:
            setattr(room, name, read)
        del connection.features.uses_savepoints
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO DEFAULT")


def _one(world: World, act: Act, reached: bool, branch: Branch) -> None:
    act(world, branch, reached=reached)


def each_branch(
    world: World, act: Act, *, reached: bool, workers: int, told: Callable[[int, int], None] | None = None
) -> None:
    """Do `act(world, branch, reached=…)` for every branch that has a secretary, the largest first.

    `told(n, of)`: how many branches are through, about every `PACE` seconds.
    """
    branches = sorted((one for one in world.branches if one.secretary), key=lambda one: -len(one.members))
    do = partial(_one, world, act, reached)
    last = time.monotonic()

    def through(number: int) -> None:
        nonlocal last
        if told is not None and time.monotonic() - last >= PACE:
            last = time.monotonic()
            told(number, len(branches))

    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        with hurried():
            for number, branch in enumerate(branches, start=1):
                do(branch)
                through(number)
        return
    _ = get_resolver().url_patterns  # read once here, not once in every worker
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=fork, initializer=_hurry) as pool:
        for number, _done in enumerate(pool.map(do, branches), start=1):
            through(number)
