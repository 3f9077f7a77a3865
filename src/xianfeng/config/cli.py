"""The command `xianfeng`: one clear sentence and exit code 2 for a mistake, never a traceback.

Pure commands (`workdays`, `score`, `packs check`, `plan read`) start without Django or a database.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

# words of the command -> module and function taking (arguments after the words, stdout, stderr)
PURE = {
    ("workdays",): ("xianfeng.core.schedule.command", "workdays_main"),
    ("score",): ("xianfeng.core.scoring.command", "score_main"),
    ("packs", "check"): ("xianfeng.core.plan.command", "check_command"),
    ("plan", "read"): ("xianfeng.files.reading.command", "read_main"),
}
WITH_DATABASE = {
    ("people", "import"): "people_import",
    ("campaign", "open"): "campaign_open",
    ("campaign", "status"): "campaign_status",
    ("results", "replay"): "results_replay",
    ("results", "package"): "results_package",
    ("journal", "verify"): "journal_verify",
}

USAGE = """用法：xianfeng 命令 [参数]

  packs check [目录]                          检查方案包，逐条列出文件和行号
  plan read 文件|- [--facts|--pack|--html]    读方案文件
  workdays 日期 天数 [--count-posting-day]    工作日期限的最后一天
  score 规则.yaml 输入.json                   按规则文件计算
  people import 文件 [--dry-run]              导入人员与组织
  campaign open|status 编号 [--json]          开启活动、查看进展
  results replay 活动编号 [--json]            按保存的输入和规则版本重算全部结果
  results package 活动编号 [-o 文件] [--full]  导出核验包：规则、输入、结果和核验脚本
  journal verify                              核对日志的哈希链

命令后加 --help 看它的用法。办成返回 0；没有办成返回 2，并在标准错误里用一句话说明原因。
"""

HELP = {
    "people_import": """用法：xianfeng people import 文件 [--dry-run]

文件可以是 .xlsx、.xls 或 .csv（UTF-8 或 GBK），表头与“导入名册”页的模板一致。有一处错误就整份不导入，
逐条列出工作表、行和列。--dry-run 只检查和预览，不改动任何数据。
""",
    "campaign_open": """用法：xianfeng campaign open 活动编号 [--json]

开启一个准备好的活动；还缺什么逐条列出。--json 输出 {"opened": true, "campaign": 编号}，
没有开启时输出 {"opened": false, "reason": 原因, "obstacles": [还需办好的事]}。
""",
    "campaign_status": """用法：xianfeng campaign status 活动编号 [--json]

各步骤的起止日期和完成情况。--json 输出 campaign、title、starts_on、state（prepared、open、closed）；
未开启时有 obstacles，开启后有 steps，每步有 code、title、opens_on、last_day、n、of、excused、state；
没有数据的 n 是 null，不是 0。
""",
    "results_replay": """用法：xianfeng results replay 活动编号 [--json]

按保存的规则版本和输入重算每项结果，与保存的对照；有一项不一致返回 2。--json 输出一个列表，
每项有 result、marks（对象数）、fault（空为一致；hash、outcome、unreadable 为不一致的原因）。
""",
    "results_package": """用法：xianfeng results package 活动编号 [-o 文件.zip] [--full]

写出核验包，不用本系统也能复核。--full 附上每一个计数，只供上级使用。
""",
    "journal_verify": """用法：xianfeng journal verify

从第一行核对到最后一行。首尾相接返回 0；有一行对不上返回 2，并说明从第几行起。
""",
}
"""What `--help` prints for the commands with a database: told without starting it."""


WHY_NOT = {
    errno.ENOSPC: "没有剩余空间",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这里只能读，不能写",
    errno.ENOENT: "没有这个位置",
}


class _NoOutput(Exception):
    """Nobody takes the result; the message is the sentence."""


def _database_command(name: str) -> Callable[..., int]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()
    return getattr(import_module("xianfeng.config.commands"), name)


def _sentence(error: Exception) -> str:
    """What went wrong outside the command itself, told by the name of the error: Django may not be loaded."""
    name, said = type(error).__name__, " ".join(str(error).split())
    if name in ("OperationalError", "InterfaceError"):
        return "连不上数据库。请先运行 ./xf up，或检查环境变量 DATABASE_URL。"
    if name in ("NotStarted", "BadAddress", "_NoOutput"):
        return said
    if name == "ProgrammingError" and "does not exist" in said:
        return "数据库里还没有建好表。请先运行 ./xf up。"
    if name == "IntegrityError" and "xianfeng_archived" in said:
        return "这份材料已经归档，不能再改；需要更正的，在档案里附加说明。"
    if isinstance(error, OSError):
        why = WHY_NOT.get(error.errno or 0, error.strerror or said)
        return f"读写不了“{error.filename}”：{why}。" if error.filename else f"结果没有写完：{why}。"
    return f"命令没有完成：{name}：{said[:200]}"


def _ready_streams() -> None:
    """Chinese goes out whatever the terminal claims to speak; a closed stream is known before anything is done."""
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (lives as long as the process)
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        raise _NoOutput("标准输出已经关闭，结果没有地方写，命令没有执行。")
    for stream in (sys.stdout, sys.stderr):
        try:
            "先锋“”暂算".encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _NoOutput(_sentence(error)) from error


def _leave_quietly() -> None:
    """What could not be written is not tried again while the program ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _carry_out(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        (sys.stdout if arguments else sys.stderr).write(USAGE)
        return 0 if arguments else 2
    for length in (2, 1):
        words = tuple(arguments[:length])
        rest = arguments[length:]
        if words in PURE:
            module, function = PURE[words]
            return getattr(import_module(module), function)(rest, sys.stdout, sys.stderr)
        if words in WITH_DATABASE:
            name = WITH_DATABASE[words]
            if {"-h", "--help"} & set(rest):
                sys.stdout.write(HELP[name])
                return 0
            return _database_command(name)(rest, sys.stdout, sys.stderr)
    return _unknown(arguments)


def _unknown(arguments: list[str]) -> int:
    """A group by itself (or with --help) tells its commands; anything else is not known."""
    group = [" ".join(words) for words in (*PURE, *WITH_DATABASE) if words[0] == arguments[0] and len(words) > 1]
    if group and arguments[1:] in (["-h"], ["--help"]):
        sys.stdout.write("".join(f"xianfeng {words}\n" for words in group))
        return 0
    if group and len(arguments) == 1:
        sys.stderr.write(f"“{arguments[0]}”后面还要写上做什么：{'、'.join(f'xianfeng {words}' for words in group)}。\n")
        return 2
    sys.stderr.write(f"没有“{' '.join(arguments[:2])}”这个命令。运行 xianfeng --help 查看全部命令。\n")
    return 2


def main(argv: list[str] | None = None) -> int:
    try:
        _ready_streams()
        code = _carry_out(list(sys.argv[1:] if argv is None else argv))
        _flush()
        return code
    except BrokenPipeError:  # whoever read along has seen enough
        _leave_quietly()
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("已中断，没有完成的改动已全部撤回。\n")
        return 2
    except Exception as error:
        if os.environ.get("XF_DEBUG") == "1":
            raise
        if isinstance(error, OSError | _NoOutput):
            _leave_quietly()
        sys.stderr.write(_sentence(error) + "\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
