"""`xianfeng workdays DATE N [--count-posting-day]`: the last day of a period of working days.

Prints `YYYY-MM-DD`, followed by ` 暂算` where the span touches a year whose holiday notice is not known. Mistakes: one
sentence on stderr and exit code 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TextIO

from xianfeng.core.schedule.calendar import WorkCalendar, official_calendar
from xianfeng.core.schedule.periods import MOST_DAYS, BadPeriod, end_of_period

USAGE = "用法：xianfeng workdays 日期 天数 [--count-posting-day]"
FLAG = "--count-posting-day"
DATE_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
NUMBER_FORM = re.compile(r"[+-]?[0-9]+", re.ASCII)


class _Mistake(Exception):
    pass


def workdays_main(argv: Sequence[str], stdout: TextIO, stderr: TextIO, calendar: WorkCalendar | None = None) -> int:
    """Run the command on the words after `workdays`. Without `calendar` the shipped official days are used."""
    if any(word in ("-h", "--help") for word in argv):
        stdout.write(f"{USAGE}\n默认从张贴的次日起算；加 {FLAG} 则张贴当日计入。\n")
        return 0
    try:
        posted, days, count_posting_day = _read(argv)
        try:
            end = end_of_period(posted, days, calendar or official_calendar(), count_posting_day)
        except BadPeriod as error:
            if error.code == "beyond_calendar":
                raise _Mistake("期限超出了公元 9999 年，请检查日期。") from None
            raise _Mistake(f"天数应为 1 至 {MOST_DAYS} 的整数，收到的是 {days}。") from None
    except _Mistake as mistake:
        stderr.write(f"{mistake}\n")
        return 2
    stdout.write(f"{end.last_day.isoformat()}{' 暂算' if end.provisional else ''}\n")
    return 0


def _read(argv: Sequence[str]) -> tuple[date, int, bool]:
    words = []
    count_posting_day = False
    for word in argv:
        if word == FLAG:
            count_posting_day = True
        elif word.startswith("--"):
            raise _Mistake(f"不认识参数“{word}”。{USAGE}。")
        else:
            words.append(word)
    if len(words) != 2:
        raise _Mistake(f"需要一个日期和一个天数。{USAGE}。")
    if not DATE_FORM.fullmatch(words[0]):
        raise _Mistake(f"日期“{words[0]}”的写法不对，应写成 2026-02-10 这样。")
    try:
        posted = date.fromisoformat(words[0])
    except ValueError:
        raise _Mistake(f"没有“{words[0]}”这一天，请检查日期。") from None
    if not NUMBER_FORM.fullmatch(words[1]):
        raise _Mistake(f"天数“{words[1]}”不是整数，应写成 5 这样。")
    if len(words[1]) > 9:
        raise _Mistake(f"天数应为 1 至 {MOST_DAYS} 的整数，收到的是 {words[1][:12]}。")
    return posted, int(words[1]), count_posting_day
