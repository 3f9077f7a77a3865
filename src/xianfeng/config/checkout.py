"""What `./xf` does: up, down, test, check, demo, bench, corpus. Standard library only: it runs before `.venv` is there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
VENV = HOME / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
USAGE = """用法 / usage:

  ./xf up [--port 8000] [--no-demo]   启动系统（首次启动会安装部件并建立演示数据）
  ./xf down                           停止先锋和内置数据库
  ./xf test [pytest 参数]             运行全部测试，含浏览器测试
  ./xf check                          格式、检查、类型、层次约定、迁移、译文、许可证
  ./xf demo --stage STAGE             把演示活动推进到 duties|pledge|narration|selection|notice|archive
  ./xf bench [名称]                   在同一次运行中与基准并排测量
  ./xf corpus [目录]                  用标注片段测量方案编译器
"""


class Refused(Exception):
    """The command cannot be carried out; the message is the one sentence to print."""


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 2


def _stamp(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + (HOME / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()


def ensure_parts(dev: bool) -> None:
    """Make `.venv` and install exactly what the lock file names, unless that has been done already."""
    lock = HOME / ("requirements-dev.lock" if dev else "requirements.lock")
    stamps = [VENV / ".xf-dev"] if dev else [VENV / ".xf-dev", VENV / ".xf-run"]
    wanted = {
        VENV / ".xf-dev": _stamp(HOME / "requirements-dev.lock"),
        VENV / ".xf-run": _stamp(HOME / "requirements.lock"),
    }
    if PYTHON.exists() and any(stamp.exists() and stamp.read_text() == wanted[stamp] for stamp in stamps):
        return
    if not (PYTHON.exists() and any(BIN.glob("pip*"))):  # not there, or its making was interrupted
        say("· 建立 .venv")
        try:
            venv.create(VENV, with_pip=True, clear=True)
        except subprocess.CalledProcessError as error:
            raise Refused("建不了 .venv：这个 Python 没有带 pip（Debian、Ubuntu 上先安装 python3-venv）。") from error
    say(f"· 安装部件（{lock.name}，约一分钟）")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-warn-script-location"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(lock)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(HOME)], check=True)
    (VENV / (".xf-dev" if dev else ".xf-run")).write_text(_stamp(lock))


def run(*arguments: str, env: dict[str, str] | None = None) -> int:
    """Run our Python. What it compiles is kept, whatever the environment says: every start would do it all again."""
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.call([str(PYTHON), *arguments], cwd=HOME, env={**os.environ, **kept, **(env or {})})


CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without windows first: the same engine, and a browser test takes it about half the time."""


def find_chromium() -> str | None:
    """The installed Chromium; else the distribution's package when root; else the one Playwright brought."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("· 安装 Chromium 与中文字体")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "fonts-noto-cjk"]
        for package in CHROMIUM[:2]:
            if subprocess.run([*install, package], check=False, **quiet).returncode == 0:
                break
        found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        subprocess.run([str(PYTHON), "-m", "playwright", "install", "--only-shell", "chromium"], check=False)
    return found


def ensure_office() -> None:
    """LibreOffice opens the documents the tests make. Installed when root; the tests say so when it is missing."""
    if shutil.which("soffice") or not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return
    say("· 安装 LibreOffice（测试用来打开生成的文档）")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    packages = ["libreoffice-calc", "libreoffice-writer"]
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=False, **quiet)


def test(arguments: list[str]) -> int:
    started = time.monotonic()
    ensure_parts(dev=True)
    chromium = find_chromium()
    ensure_office()
    env = {"XF_CHROMIUM": chromium} if chromium else {}
    run("-m", "xianfeng.config.messages", "compile")
    run("-m", "compileall", "-q", "-j", "0", "src")
    whole = not arguments
    workers = (
        ["-n", os.environ.get("XF_WORKERS", "2"), "--dist", "loadscope", "--no-loadscope-reorder"] if whole else []
    )
    code = run("-m", "pytest", "-q", *workers, *(arguments or []), env=env)
    say(f"用时 {time.monotonic() - started:.0f} 秒")
    return code


def _speak_chinese() -> None:
    """Where the terminal claims not to know Chinese, it goes out all the same; what is started does likewise."""
    for stream in (sys.stdout, sys.stderr):
        try:
            USAGE.encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            stream.reconfigure(encoding="utf-8")
            os.environ["PYTHONIOENCODING"] = "utf-8"


def main(argv: list[str]) -> int:
    _speak_chinese()
    command, rest = argv[0] if argv else "", argv[1:]
    try:
        if command in ("", "-h", "--help", "help"):
            say(USAGE)
            return 0 if argv else 2
        told = [line for line in USAGE.splitlines() if line.split()[:2] == ["./xf", command]]
        if told and command != "test" and {"-h", "--help"} & set(rest):
            say("用法 / usage:\n" + "\n".join(told))
            return 0
        if command == "test":
            return test(rest)
        if command in ("check", "bench", "corpus"):
            ensure_parts(dev=True)
            if command == "corpus":
                return run("-m", "xianfeng.config.corpus", *rest)
            return run("-m", f"xianfeng.config.{command}", *rest)
        if command in ("up", "down", "demo"):
            ensure_parts(dev=False)
            return run("-m", "xianfeng.config.serve", command, *rest)
    except subprocess.CalledProcessError as error:
        return fail(
            f"安装没有完成（{error.cmd[0]} 退出码 {error.returncode}）。请检查网络后再运行一次，已装好的部分会保留。"
        )
    except Refused as refused:
        return fail(str(refused))
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:
        return fail(f"读写不了“{error.filename or HOME}”（{error.strerror}）。请检查这个文件夹的权限和剩余空间。")
    except KeyboardInterrupt:
        return 130
    return fail(f"没有“{command}”这个命令。\n\n{USAGE}")
