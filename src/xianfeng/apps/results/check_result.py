"""Compute every mark of a published package again, with nothing but Python's own library.

    python check_result.py PACKAGE.zip

Written apart from the program that made the package: it shares no code with it. Prints one line a result; exit code 0 when
everything agrees, 1 when something does not, 2 when the file cannot be read.
"""

import hashlib
import json
import sys
import zipfile
from fractions import Fraction
from math import ceil, floor

WITHHELD = "withheld"
NOT_MARKS = ("abstain", "blank", "invalid")


def number(text):
    """An exact number: 3, '0.25', '1/3', '90%'."""
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def rounded(value, places, mode):
    size = abs(value) * 10**places
    whole = {"down": floor, "up": ceil, "half_up": lambda x: floor(x + Fraction(1, 2))}[mode](size)
    return Fraction(whole, 10**places) * (1 if value >= 0 else -1)


def mark_value(mark, rules):
    """What one mark is worth; None when it does not count."""
    if mark in NOT_MARKS:
        return None
    scale = rules["scale"]
    if scale["type"] == "points":
        return number(mark)
    if scale["type"] == "star":
        return number(rules["stars"]["points_per_star"]) if mark == "yes" else Fraction(0)
    for option in scale["options"]:
        if option["code"] == mark and not option["outside_base"] and option["value"] is not None:
            return number(option["value"])
    return None


def party_marks(subject, party, item, rules):
    """Values of all counted marks of one party for one item; WITHHELD when the package does not show them."""
    values = []
    for sheet in subject.get("sheets", {}).get(party, []):
        value = mark_value(sheet.get(item) if sheet.get(item) is not None else "blank", rules)
        if value is not None:
            values.append(value)
    rows = subject.get("tallies", {}).get(party, {})
    if rows.get(item, {}) == WITHHELD:
        return WITHHELD
    for mark, count in rows.get(item, {}).items():
        value = mark_value(mark, rules)
        if value is not None:
            values += [value] * count
    return values


def party_mean(subject, party, item, rules):
    values = party_marks(subject, party["code"], item, rules)
    if values == WITHHELD:
        return WITHHELD
    if len(values) < party["at_least"]:
        return None
    trim = party.get("trim")
    if trim and len(values) >= trim["when_at_least"]:
        values = sorted(values)[trim["each_end"] : len(values) - trim["each_end"]]
    return sum(values, Fraction(0)) / len(values)


def item_mark(subject, item, rules):
    """(mark or None or WITHHELD, code of the refusal or '')."""
    used = []
    means = [(party, party_mean(subject, party, item, rules)) for party in rules["parties"]]
    if any(mean == WITHHELD for _, mean in means):
        return WITHHELD, ""
    for party, mean in means:
        if mean is not None:
            used.append((party, mean))
        elif number(party["weight"]) > 0 and party["when_missing"] == "withhold":
            return None, "too_few_raters"
    weight = sum((number(party["weight"]) for party, _ in used), Fraction(0))
    if weight == 0 or all(party["code"] == "self" or number(party["weight"]) == 0 for party, _ in used):
        return None, "nobody_else_marked"
    value = sum((number(party["weight"]) * mean for party, mean in used), Fraction(0)) / weight
    rounding = rules["rounding"]
    if rounding["at"] == "item":
        value = rounded(value, rounding["places"], rounding["mode"])
    return value, ""


def floor_band(subject, rules, at, refusals):
    """The class after the floors; WITHHELD-free, because measures are published in full or not at all."""
    order = [band["code"] for band in rules["bands"]]
    measures = {one["code"]: one for one in rules["measures"]}
    for rule in rules["floors"]:
        measure = measures[rule["measure"]]
        marks = subject.get("measures", {}).get(measure["code"], {})
        base = sum(n for mark, n in marks.items() if mark not in NOT_MARKS and mark not in measure["outside_base"])
        if base < measure["at_least"]:
            refusals.add("measure_without_base")
            return None
        share = Fraction(sum(marks.get(code, 0) for code in measure["satisfied"]), base)
        if share < number(rule["below"]) and at is not None:
            at = max(at, order.index(rule["best_band"]))
    if at is None:
        refusals.add("below_every_band")
        return None
    return order[at]


def subject_result(subject, rules):
    """Everything one subject gets. A value that cannot be known from this package is WITHHELD."""
    barred = sorted({veto["code"] for veto in subject.get("vetoes", [])})
    codes = [item["code"] for item in rules["criteria"]]
    empty = {"total": None, "stars": None, "stars_total": None, "threshold_reached": None, "band": None}
    if subject.get("contested"):
        return {**empty, "items": dict.fromkeys(codes), "barred_by": barred, "refusals": {"open_contest"}}
    refusals, items = set(), {}
    for code in codes:
        items[code], refused = item_mark(subject, code, rules)
        refusals |= {refused} - {""}
    found = {**empty, "items": items, "barred_by": barred, "refusals": refusals}
    if any(value is None for value in items.values()):
        refusals.add("item_missing")
    hidden = WITHHELD in items.values()
    if hidden:
        found["total"] = WITHHELD
    elif not any(value is None for value in items.values()):
        weights = {item["code"]: number(item["weight"]) for item in rules["criteria"]}
        total = sum((weights[code] * value for code, value in items.items()), Fraction(0))
        if rules["total"] == "weighted_mean":
            total /= sum(weights.values(), Fraction(0))
        rounding = rules["rounding"]
        if rounding["at"] == "total":
            total = rounded(total, rounding["places"], rounding["mode"])
        found["total"] = total
        if rules["bands"]:
            at = next((n for n, band in enumerate(rules["bands"]) if total >= number(band["at_least"])), None)
            found["band"] = floor_band(subject, rules, at, refusals)
    if rules["stars"] and not any(value is None for value in items.values()):
        limit = number(rules["stars"]["granted_from"])
        found["stars"] = {code: value if value == WITHHELD else value >= limit for code, value in items.items()}
        if not hidden:
            earlier = sum(one["stars"] for one in subject.get("earlier", []))
            found["stars_total"] = sum(found["stars"].values()) + earlier
            if rules["threshold"]:
                found["threshold_reached"] = found["stars_total"] >= rules["threshold"]["stars"]
    return found


def compare_subject(computed, told):
    """Names of what differs. What the package withholds is not compared."""
    wrong = []
    for code, value in computed["items"].items():
        said = told["items"].get(code)
        if (value == WITHHELD) != (said == WITHHELD) or (
            value != WITHHELD and (None if said is None else number(said)) != value
        ):
            wrong.append(f"items.{code}")
    total = told["total"]
    if (computed["total"] == WITHHELD) != (total == WITHHELD) or (
        computed["total"] != WITHHELD and (None if total is None else number(total)) != computed["total"]
    ):
        wrong.append("total")
    stars = computed["stars"]
    if stars is None or told["stars"] is None:
        unknown = stars is not None and WITHHELD in stars.values()  # the item not shown may be the one without a mark
        if (stars is None) != (told["stars"] is None) and not unknown:
            wrong.append("stars")
    else:
        for code, has in stars.items():
            if has != WITHHELD and has != (code in told["stars"]):
                wrong.append(f"stars.{code}")
    if computed["total"] != WITHHELD:
        wrong += [name for name in ("stars_total", "threshold_reached", "band") if computed[name] != told[name]]
    if computed["barred_by"] != told["barred_by"]:
        wrong.append("barred_by")
    if computed["total"] != WITHHELD and computed["refusals"] != {one["code"] for one in told["refusals"]}:
        wrong.append("refusals")
    return wrong


def pick(values, places):
    """(inside, tied, places left): the best `places`; a tie across the edge is left open."""
    inside = []
    for value in sorted(set(values.values()), reverse=True):
        level = sorted(code for code, own in values.items() if own == value)
        if len(inside) + len(level) > places:
            left = places - len(inside)
            return sorted(inside), level if left else [], left
        inside += level
    return sorted(inside), [], places - len(inside)


def selection_result(given, rules, results):
    """chosen, eligible, places and the codes of refusals; WITHHELD when votes are not shown."""
    rule, counts = rules["selection"], given.get("counts", {})
    votes = {one["code"]: one.get("votes") for one in given["subjects"]}
    if WITHHELD in votes.values() or any(one["total"] == WITHHELD for one in results.values()):
        return WITHHELD
    refusals = set()
    for one in results.values():
        if one["refusals"] and ("open_contest" in one["refusals"] or not one["barred_by"]):
            refusals.add("subjects_undecided")
    order = [band["code"] for band in rules["bands"]]
    places, needed, missing = None, None, False
    if rule["majority"]:
        base, share = counts.get(rule["majority"]["base"]), number(rule["majority"]["share"])
        missing = missing or base is None
        if base is not None:
            needed = floor(share * base) + 1 if rule["majority"]["compare"] == "more_than" else ceil(share * base)
            needed = needed if base > 0 else None
    if rule["cap"]:
        base = counts.get(rule["cap"]["base"])
        missing = missing or base is None
        if base is not None:
            whole = int(rounded(number(rule["cap"]["share"]) * base, 0, rule["cap"]["rounding"]))
            places = min(max(whole, rule["cap"]["least"]), max(base - 1, 0))
    if missing:
        return {"chosen": None, "eligible": [], "places": None, "refusals": refusals | {"base_missing"}}
    eligible = []
    for code in sorted(results):
        one = results[code]
        best = rule["best_band_needed"]
        against = bool(one["barred_by"] or one["refusals"])
        against |= bool(rules["threshold"]) and one["threshold_reached"] is False
        against |= best is not None and (one["band"] is None or order.index(one["band"]) > order.index(best))
        against |= bool(rule["majority"]) and (needed is None or (votes[code] or 0) < needed)
        if not against:
            eligible.append(code)
    chosen = None
    if not refusals:
        by = {"votes": lambda c: votes[c] or 0, "stars": lambda c: results[c]["stars_total"] or 0}
        value = by.get(rule["by"], lambda c: results[c]["total"] or 0)
        values = {code: Fraction(value(code)) for code in eligible}
        chosen, tied, left = pick(values, len(values) if places is None else places)
        run_off = given.get("run_off") or {}
        if run_off and set(run_off) == set(tied):
            second, tied, left = pick({code: Fraction(n) for code, n in run_off.items()}, left)
            chosen = sorted(chosen + second)
        elif run_off:
            refusals.add("run_off_not_of_the_tied")
        if tied:
            refusals.add("run_off_needed")
        chosen = None if refusals else chosen
    return {"chosen": chosen, "eligible": eligible, "places": places, "refusals": refusals}


def check_result(plain):
    """(how many marks were computed again, how many rest on figures not shown, what is wrong)."""
    rules, given, outcome = plain["rules"], plain["inputs"], plain["outcome"]
    wrong = []
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True)
    if hashlib.sha256(text.encode()).hexdigest() != outcome["rules"]["sha256"]:
        wrong.append("rules")
    told = {one["code"]: one for one in outcome["subjects"]}
    results = {one["code"]: subject_result(one, rules) for one in given["subjects"]}
    if sorted(told) != sorted(results):
        return 0, 0, [*wrong, "subjects"]
    hidden = 0
    for code, computed in results.items():
        wrong += [f"{code}.{name}" for name in compare_subject(computed, told[code])]
        hidden += computed["total"] == WITHHELD
    if rules["selection"]:
        computed, said = selection_result(given, rules, results), outcome["selection"]
        if computed != WITHHELD:
            for name in ("chosen", "eligible", "places"):
                if computed[name] != said[name]:
                    wrong.append(f"selection.{name}")
            if computed["refusals"] != {one["code"] for one in said["refusals"]}:
                wrong.append("selection.refusals")
    return len(results) - hidden, hidden, wrong


def check_tally(plain):
    """The value printed on the notice, made again from the counters."""
    cells = sorted(plain["cells"])
    text = json.dumps([plain["salt"], *cells] if plain["salt"] else cells, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest() == plain["sha256"]


def main(argv):
    if len(argv) != 2:
        print("用法：python check_result.py 核验包.zip")
        return 2
    try:
        bundle = zipfile.ZipFile(argv[1])
        manifest = json.loads(bundle.read("manifest.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        print("读不了这个文件，或里面没有 manifest.json。")
        return 2
    faults = checked = hidden = 0
    listed = manifest["files"]
    for name in sorted(set(bundle.namelist()) - {"manifest.json"} - set(listed)):
        print(f"{name}：清单里没有这个文件")
        faults += 1
    for name, digest in sorted(listed.items()):
        try:
            content = bundle.read(name)
        except (KeyError, zipfile.BadZipFile):
            print(f"{name}：缺少或损坏")
            faults += 1
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            print(f"{name}：内容与清单的校验值不符")
            faults += 1
        if name.startswith("results/"):
            plain = json.loads(content)
            done, unseen, wrong = check_result(plain)
            checked, hidden, faults = checked + done, hidden + unseen, faults + len(wrong)
            said = "一致" if not wrong else "不一致：" + "、".join(wrong)
            print(f"{name}《{plain['title']}》：重算{done}个对象，{unseen}个含不公布的票数，{said}")
        if name.startswith("tallies/"):
            plain = json.loads(content)
            same = check_tally(plain)
            faults += not same
            print(f"{name}《{plain['title']}》：计票校验值{plain['sha256']}，{'一致' if same else '不一致'}")
    print(f"共重算{checked}个对象，{hidden}个须凭完整包核验，{faults}处不一致。")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
