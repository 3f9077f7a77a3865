"""`xianfeng score RULES.yaml INPUT.json`: the engine on files. Canonical JSON on stdout; mistakes get one sentence.

`--rules-schema` and `--input-schema` print the JSON Schema of either file instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from xianfeng.core.scoring.engine import score
from xianfeng.core.scoring.given import BadInput, given_schema, read_given
from xianfeng.core.scoring.package import outcome_json
from xianfeng.core.scoring.reading import RuleFault
from xianfeng.core.scoring.rules import BadRules, read_rules, rules_schema

USAGE = "用法：xianfeng score 规则.yaml 输入.json"
SENTENCES = {
    "not_yaml": "不是有效的 YAML（第 {line} 行附近）",
    "not_json": "不是有效的 JSON（第 {line} 行附近）",
    "alias_refused": "第 {line} 行用了 YAML 的引用（& * <<），请写成完整的内容",
    "key_twice": "“{key}”写了两次",
    "too_deep": "第 {line} 行附近嵌套得太深",
    "too_long": "文件太长，最多 {characters} 个字符",
    "not_text": "有写不出的半个字符",
    "not_a_mapping": "最外层应是“名称: 内容”的形式",
    "missing_field": "缺少这一项",
    "unknown_field": "不认识这一项",
    "bad_value": "这一项的值不合要求",
    "code_twice": "代码“{code}”出现了两次",
    "weights_not_whole": "各方权重之和应为 1，现为 {sum}",
    "self_alone": "不能只凭自评计分",
    "secret_party_too_small": "无记名一方的最少人数不得低于 {at_least}",
    "trim_leaves_nothing": "去掉最高分、最低分后没有剩余",
    "weight_not_positive": "项目权重应大于 0",
    "scale_needs_limits": "分数制须写明最低分和最高分",
    "scale_needs_values": "等次制至少要有一个计分的等次",
    "star_scale_needs_stars": "得星制须写明每颗星的分值",
    "star_unreachable": "得星线应大于 0 且不高于每颗星的分值",
    "star_differs_from_scale": "每颗星的分值应等于最高分 {highest}",
    "bands_not_falling": "等级的分数线应从高到低",
    "floor_unknown": "引用的测评或等级不存在",
    "threshold_without_stars": "有星数门槛，却没有评星规则",
    "threshold_unreachable": "门槛 {stars} 颗星达不到：{rounds} 轮最多 {most} 颗",
    "band_unknown": "引用的等级不存在",
    "selection_without_stars": "按星数评选，却没有评星规则",
    "cap_not_below_whole": "比例上限应大于 0 且小于 1，现为 {share}",
    "share_outside": "比例 {share} 不可能：应大于 0，也要达得到",
    "band_unreachable": "等级的分数线 {limit} 达不到：最高 {highest} 分",
    "code_reserved": "代码“{code}”另有用处（弃权、空白、无效），请换一个",
    "base_unknown": "不认识“{base}”这个基数",
    "more_votes_than_ballots": "得票 {votes} 张，多于票数 {ballots} 张",
    "majority_without_votes": "只有按票数评选才能规定得票比例",
    "subject_twice": "对象“{subject}”出现了两次",
    "party_unknown": "规则里没有“{party}”这一方",
    "item_unknown": "规则里没有“{item}”这一项",
    "mark_off_scale": "“{mark}”不在规则规定的范围内",
    "measure_unknown": "规则里没有“{measure}”这项测评",
    "veto_unknown": "规则里没有“{veto}”这一否决情形",
    "round_twice": "同一轮次出现了两次",
    "too_many_rounds": "计入的轮次最多 {rounds} 轮",
    "too_many_stars": "一轮最多 {most} 颗星",
    "votes_missing": "缺少得票数",
}

LONGEST_QUOTE = 60


def score_main(argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    """Run the command on the words after `score`: 0, or 2 and one sentence on stderr."""
    if any(word in ("-h", "--help") for word in argv):
        stdout.write(f"{USAGE}\n")
        return 0
    if list(argv) in (["--rules-schema"], ["--input-schema"]):
        schema = rules_schema() if argv[0] == "--rules-schema" else given_schema()
        stdout.write(json.dumps(schema, ensure_ascii=False, sort_keys=True, indent=2) + "\n")
        return 0
    if len(argv) != 2 or any(word.startswith("--") for word in argv):
        stderr.write(f"需要一个规则文件和一个输入文件。{USAGE}。\n")
        return 2
    at = argv[0]
    try:
        rules = read_rules(_read(at))
        at = argv[1]
        given = read_given(_read(at), rules)
    except OSError:
        stderr.write(f"读不了文件“{at}”，请检查文件名和权限。\n")
        return 2
    except UnicodeDecodeError:
        stderr.write(f"文件“{at}”不是 UTF-8 编码的文本。\n")
        return 2
    except (BadRules, BadInput) as error:
        stderr.write(f"{at}：{_sentence(error.faults)}\n")
        return 2
    stdout.write(outcome_json(score(rules, given)))
    return 0


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8-sig")


def _sentence(faults: Sequence[RuleFault]) -> str:
    first = faults[0]
    where = f"{_clipped(first.path)} 处" if first.path else ""
    more = f"（另有 {len(faults) - 1} 处问题）" if len(faults) > 1 else ""
    return f"{where}{SENTENCES[first.code].format(**{name: _clipped(value) for name, value in first.params.items()})}{more}。"


def _clipped(value: object) -> str:
    """In one line and short: what is quoted may be anything."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
