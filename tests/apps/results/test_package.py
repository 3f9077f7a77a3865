"""The package and the script in it: everything agrees, every change shows, nothing small can be read."""

import io
import json
import subprocess
import sys
import zipfile
from importlib import import_module

import pytest
from django.apps import apps

from tests import factories
from tests.apps.results.test_results import freeze, place  # noqa: F401 - a fixture
from xianfeng.apps.results import actions, check_result, queries
from xianfeng.apps.results.models import Result
from xianfeng.apps.results.packaging import WITHHELD, build_package
from xianfeng.config.commands.results import results_package
from xianfeng.core.scoring import score_main

STARS = {
    "format": 1,
    "code": "rating",
    "title": "评星",
    "version": "1",
    "criteria": [{"code": "loyal", "title": "忠诚"}, {"code": "eager", "title": "上进"}],
    "scale": {"type": "star"},
    "stars": {"points_per_star": "10", "granted_from": "8"},
    "parties": [
        {"code": "self", "title": "自评", "weight": "1/10", "when_missing": "reweigh"},
        {"code": "peers", "title": "互评", "weight": "5/10", "at_least": 5, "secret": True},
        {"code": "organization", "title": "总评", "weight": "4/10"},
    ],
    "rounding": {"at": "total", "places": 2},
    "threshold": {"stars": 3, "rounds": 2},
    "vetoes": [{"code": "discipline", "title": "处分"}],
}


def star_inputs(yes=12, no=8):
    marks = {"loyal": {"yes": yes, "no": no}, "eager": {"yes": 17, "no": 3, "blank": 1}}
    one = {"tallies": {"peers": marks}, "sheets": {"organization": [{"loyal": "yes", "eager": "yes"}]}}
    return {
        "format": 1,
        "round": "second",
        "subjects": [
            {"code": "s001", **one, "earlier": [{"round": "first", "stars": 1}]},
            {"code": "s002", **one, "contested": True},
            {"code": "s003", **one, "vetoes": [{"code": "discipline", "evidence": ["veto:7"]}]},
        ],
    }


def freeze_stars(place, given):  # noqa: F811
    district, campaign = place
    return actions.freeze_result(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        campaign_id=campaign.pk,
        step_code="rating",
        organization_id=district.branch.pk,
        title="评星",
        rules=STARS,
        inputs=given,
        subjects={f"s00{n}": {"name": f"某{n}", "person": district.members[n].pk} for n in (1, 2, 3)},
    )


def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def results_of(data):
    return [json.loads(content) for name, content in files_of(data).items() if name.startswith("results/")]


@pytest.mark.parametrize("full", [False, True])
def test_everything_agrees_with_the_script_alone(place, full, tmp_path):  # noqa: F811
    freeze(place, a=10, b=9, c=3)
    freeze_stars(place, star_inputs())
    path = tmp_path / "package.zip"
    path.write_bytes(build_package(place[1].pk, full=full))
    script = tmp_path / "check_result.py"
    script.write_bytes(files_of(path.read_bytes())["check_result.py"])
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0处不一致" in done.stdout
    assert ("0个须凭完整包核验" in done.stdout) is full
    for one in (
        results_of(path.read_bytes()) if full else ()
    ):  # and the command gives what the house froze, byte for byte
        rules, given, out = tmp_path / "rules.yaml", tmp_path / "input.json", io.StringIO()
        rules.write_text(json.dumps(one["rules"]), encoding="utf-8")
        given.write_text(json.dumps(one["inputs"]), encoding="utf-8")
        assert score_main([str(rules), str(given)], out, sys.stderr) == 0
        assert out.getvalue() == json.dumps(one["outcome"], ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def test_the_open_package_shows_no_small_figure_and_no_name(place):  # noqa: F811
    freeze_stars(place, star_inputs())
    open_one = results_of(build_package(place[1].pk))[0]
    text = json.dumps(open_one, ensure_ascii=False)
    assert "某1" not in text
    assert "s001" not in text
    assert "veto:7" not in text
    told = {one["code"]: one for one in open_one["outcome"]["subjects"]}
    for subject in open_one["inputs"]["subjects"]:
        assert subject["tallies"]["peers"] == {"loyal": {"yes": 12, "no": 8}, "eager": WITHHELD}
        lines = {line["about"] for line in told[subject["code"]]["explain"]}
        assert not {"party:peers:eager", "item:eager", "total"} & lines
        if not subject.get("contested"):
            assert told[subject["code"]]["total"] == WITHHELD
            assert told[subject["code"]]["items"]["loyal"] == "7.6" or "loyal" in told[subject["code"]]["items"]


def test_a_unanimous_vote_is_withheld_too(place):  # noqa: F811
    freeze_stars(place, star_inputs(yes=20, no=0))
    subject = results_of(build_package(place[1].pk))[0]["inputs"]["subjects"][0]
    assert subject["tallies"]["peers"]["loyal"] == WITHHELD


def test_nobody_finds_a_withheld_figure_by_trying_the_printed_check_value(place):  # noqa: F811
    """Whoever has the rules, the names and every other figure tries the missing one. The hash of the house would tell."""
    result = queries.get_result(freeze_stars(place, star_inputs()))
    signing = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "meeting_on": factories.NOW.date()}
    decision = queries.get_decision(actions.sign_marks(**signing, result_id=result.id, body="支部委员会"))

    def tried(printed):
        found = []
        for yes in range(21):
            inputs = json.loads(json.dumps(result.inputs))
            for subject in inputs["subjects"]:
                subject["tallies"]["peers"]["eager"] |= {"yes": yes, "no": 20 - yes}
            digest = queries.sha256_of(result.rules, inputs, queries.compute(result.rules, inputs), result.subjects)
            said = (decision.body, list(decision.chosen), [], [], decision.meeting_on, decision.signed_by)
            of_decision = queries.sha256_of(digest, *said)
            if {digest, of_decision, queries.sha256_of("", digest), queries.sha256_of("", of_decision)} & set(printed):
                found.append(yes)
        return found

    real = result.inputs["subjects"][0]["tallies"]["peers"]["eager"]["yes"]
    assert (tried([result.sha256]), tried([decision.sha256])) == ([real], [real])
    packages = [results_of(build_package(place[1].pk, full=full))[0] for full in (False, True)]
    told = [(one["frozen_sha256"], one["decision_sha256"]) for one in packages]
    assert told == [(result.printed_sha256, decision.printed_sha256)] * 2
    assert tried(told[0]) == []


def set_tally(plain):
    plain["inputs"]["subjects"][0]["tallies"]["peers"]["loyal"]["yes"] += 1


def set_weight(plain):
    plain["rules"]["parties"][1]["weight"] = "4/10"


def set_star(plain):
    plain["outcome"]["subjects"][0]["stars"] = ["loyal", "eager"]


def set_total(plain):
    plain["outcome"]["subjects"][0]["total"] = "20"


def drop_veto(plain):
    next(one for one in plain["inputs"]["subjects"] if one.get("vetoes"))["vetoes"] = []


def lift_contest(plain):
    next(one for one in plain["inputs"]["subjects"] if one.get("contested"))["contested"] = False


def drop_subject(plain):
    plain["outcome"]["subjects"].pop()


@pytest.mark.parametrize("tamper", [set_tally, set_weight, set_star, set_total, drop_veto, lift_contest, drop_subject])
def test_every_change_shows_even_with_new_hashes(place, tamper):  # noqa: F811
    freeze_stars(place, star_inputs())
    plain = results_of(build_package(place[1].pk, full=True))[0]
    assert check_result.check_result(plain)[2] == []
    tamper(plain)
    assert check_result.check_result(plain)[2] != []


def test_a_changed_file_or_one_too_many_shows_by_its_hash(place, tmp_path, capsys):  # noqa: F811
    freeze(place, a=10, b=9)
    files = files_of(build_package(place[1].pk, full=True))
    name = next(name for name in files if name.startswith("results/"))
    files[name] = files[name].replace("评选优秀".encode(), "评选其他".encode())
    files["results/999999.json"] = files[name]
    path = tmp_path / "changed.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for one, content in files.items():
            bundle.writestr(one, content)
    assert check_result.main(["check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "内容与清单的校验值不符" in said
    assert "清单里没有这个文件" in said


def test_selections_are_recomputed_with_cap_majority_and_run_off(place):  # noqa: F811
    freeze(place, a=10, b=9, c=3)
    freeze(place, a=9, b=8, c=8)
    for plain in results_of(build_package(place[1].pk, full=True)):
        assert check_result.check_result(plain)[2] == []
        plain["outcome"]["selection"]["eligible"] = ["a"]
        assert check_result.check_result(plain)[2] == ["selection.eligible"]


def test_the_command_writes_the_file(place, tmp_path):  # noqa: F811
    freeze(place, a=10, b=9)
    out, err = io.StringIO(), io.StringIO()
    target = tmp_path / "p.zip"
    assert results_package([str(place[1].pk), "-o", str(target)], out, err) == 0
    assert target.read_bytes() == build_package(place[1].pk)
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]
    assert results_package([str(place[1].pk), "-o", str(tmp_path / "nowhere" / "p.zip")], out, err) == 2
    assert results_package(["x"], out, err) == 2
    assert results_package(["999999"], out, err) == 2


def test_results_from_before_are_given_random_bits_of_their_own(place):  # noqa: F811
    for turn in (1, 2):
        freeze_stars(place, star_inputs(yes=12 + turn))
    kept = list(Result.objects.order_by("pk").values_list("sha256", flat=True))
    Result.objects.update(salt="")
    import_module("xianfeng.apps.results.migrations.0003_salted_check_values").give_salts(apps, None)
    salts = list(Result.objects.values_list("salt", flat=True))
    assert len(set(salts)) == 2 and {len(salt) for salt in salts} == {32}
    assert list(Result.objects.order_by("pk").values_list("sha256", flat=True)) == kept
    assert all(queries.replay(number).same for number in Result.objects.values_list("pk", flat=True))
