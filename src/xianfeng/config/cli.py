"""The command `xianfeng`: one clear sentence and exit code 2 for a mistake, never a traceback.

Pure commands (`workdays`, `score`, `packs check`, `plan read`) start without Django or a database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module

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
  results replay 活动编号                     按保存的输入和规则版本重算全部结果
  results package 活动编号 [-o 文件] [--full]  导出核验包：规则、输入、结果和核验脚本
  journal verify                              核对日志的哈希链
"""


def _database_command(name: str) -> Callable[..., int]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()
    return getattr(import_module("xianfeng.config.commands"), name)


def _sentence(error: Exception) -> str:
    """What went wrong outside the command itself, told by the name of the error: Django may not be loaded."""
    name, said = type(error).__name__, " ".join(str(error).split())
    if name == "OperationalError":
        return "连不上数据库。请先运行 ./xf up，或检查环境变量 DATABASE_URL。"
    if name == "ProgrammingError" and "does not exist" in said:
        return "数据库里还没有建好表。请先运行 ./xf up。"
    if name == "IntegrityError" and "xianfeng_archived" in said:
        return "这份材料已经归档，不能再改；需要更正的，在档案里附加说明。"
    return f"命令没有完成：{name}：{said[:200]}"


def main(argv: list[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(USAGE)
        return 0 if arguments else 2
    for length in (2, 1):
        words = tuple(arguments[:length])
        rest = arguments[length:]
        try:
            if words in PURE:
                module, function = PURE[words]
                return getattr(import_module(module), function)(rest, sys.stdout, sys.stderr)
            if words in WITH_DATABASE:
                return _database_command(WITH_DATABASE[words])(rest, sys.stdout, sys.stderr)
        except BrokenPipeError:
            return 2
        except KeyboardInterrupt:
            sys.stderr.write("已中断，没有改动任何数据。\n")
            return 2
        except Exception as error:
            if os.environ.get("XF_DEBUG") == "1":
                raise
            sys.stderr.write(_sentence(error) + "\n")
            return 2
    sys.stderr.write(f"没有“{' '.join(arguments[:2])}”这个命令。运行 xianfeng --help 查看全部命令。\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
