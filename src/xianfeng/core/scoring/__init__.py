"""Marks, stars, grades and honours: rule file in, explained result out; exact, replayable, never a guess.

rules = read_rules(yaml_text)
outcome = score(rules, read_given(json_text, rules))
outcome_json(outcome)       # the same bytes from the command, the web and the archive
"""

from xianfeng.core.scoring.bases import Base, MissingBase
from xianfeng.core.scoring.caps import BadCap, Cap, CapVerdict, Inside, judge_cap, pick_inside, settle_run_off
from xianfeng.core.scoring.command import score_main
from xianfeng.core.scoring.engine import Line, Outcome, Refusal, SelectionResult, SubjectResult, score
from xianfeng.core.scoring.given import BadInput, Given, Subject, build_given, given_schema, read_given
from xianfeng.core.scoring.majority import BodyRule, Compare, ShareRule, ShareVerdict, body_rules
from xianfeng.core.scoring.numbers import BadNumber, Rounding, RoundingRule, exact, percentages, text_of
from xianfeng.core.scoring.package import outcome_json, outcome_plain
from xianfeng.core.scoring.reading import RuleFault
from xianfeng.core.scoring.rules import BadRules, Rules, build_rules, read_rules, rules_schema
from xianfeng.core.scoring.tally import ImpossibleTally, Tally, base_of, tally_sheets

__all__ = [
    "BadCap",
    "BadInput",
    "BadNumber",
    "BadRules",
    "Base",
    "BodyRule",
    "Cap",
    "CapVerdict",
    "Compare",
    "Given",
    "ImpossibleTally",
    "Inside",
    "Line",
    "MissingBase",
    "Outcome",
    "Refusal",
    "Rounding",
    "RoundingRule",
    "RuleFault",
    "Rules",
    "SelectionResult",
    "ShareRule",
    "ShareVerdict",
    "Subject",
    "SubjectResult",
    "Tally",
    "base_of",
    "body_rules",
    "build_given",
    "build_rules",
    "exact",
    "given_schema",
    "judge_cap",
    "outcome_json",
    "outcome_plain",
    "percentages",
    "pick_inside",
    "read_given",
    "read_rules",
    "rules_schema",
    "score",
    "score_main",
    "settle_run_off",
    "tally_sheets",
    "text_of",
]
