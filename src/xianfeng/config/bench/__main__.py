"""`./xf bench [name …]`: build a throw-away database, measure, print one table, drop the database."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from xianfeng.config.database import start_embedded

BENCHES = {
    "import": ("xianfeng.config.bench.district", "bench_import"),
    "opening": ("xianfeng.config.bench.district", "bench_opening"),
    "board": ("xianfeng.config.bench.district", "bench_board"),
    "ballots": ("xianfeng.config.bench.ballots", "bench_ballots"),
}
DATABASE = "xianfeng_bench"


def _fresh_database() -> None:
    import psycopg

    base = os.environ.get("DATABASE_URL") or start_embedded()
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    head, _, tail = base.partition("?")
    os.environ["DATABASE_URL"] = head.rsplit("/", 1)[0] + f"/{DATABASE}" + (f"?{tail}" if tail else "")


def main(argv: list[str]) -> int:
    wanted = argv or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"没有“{unknown[0]}”这项测量。可选：{'、'.join(BENCHES)}", file=sys.stderr)
        return 2
    _fresh_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(f"{'测量':<34}{'数值':>16}{'基准':>16}{'比值':>10}")
    for name in wanted:
        module, function = BENCHES[name]
        for row in getattr(import_module(module), function)():
            ratio = f"{row.ratio:.2f}" if row.ratio is not None else "—"
            print(f"{row.what:<34}{row.value:>16}{row.baseline:>16}{ratio:>10}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
