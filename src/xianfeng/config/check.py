"""`./xf check`: format, lint, types, import contracts, migrations, message catalogues, licences. One line each."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from xianfeng.config.database import HOME

BIN = HOME / ".venv" / "bin"
CODE = ["src", "tests", "xf"]

CHECKS: list[tuple[str, list[str]]] = [
    ("格式", ["ruff", "format", "--check", *CODE]),
    ("写法", ["ruff", "check", *CODE]),
    ("类型", ["mypy"]),
    ("层次约定", ["lint-imports"]),
    ("迁移完整", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("译文完整", ["python", "-m", "xianfeng.config.messages", "check"]),
    ("依赖许可证", ["python", "-m", "xianfeng.config.licences"]),
    ("方案包", ["xianfeng", "packs", "check"]),
]


def main() -> int:
    wanted = sys.argv[1:]
    failed = []
    for title, command in CHECKS:
        if wanted and title not in wanted:
            continue
        started = time.monotonic()
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=HOME,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": "src"},
        )
        mark = "通过" if done.returncode == 0 else "未通过"
        print(f"{title}：{mark}（{time.monotonic() - started:.1f} 秒）", flush=True)
        if done.returncode != 0:
            failed.append(title)
            print((done.stdout + done.stderr)[-6000:], flush=True)
    if failed:
        print(f"未通过：{'、'.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
