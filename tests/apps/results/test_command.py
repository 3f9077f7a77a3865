"""`xianfeng results replay`."""

import io
import json

from tests.apps.results.test_results import freeze, place  # noqa: F401 - a fixture
from xianfeng.apps.results.models import Result
from xianfeng.config.commands.results import results_replay


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    return results_replay(list(arguments), out, err), out.getvalue(), err.getvalue()


def test_replay_says_what_is_the_same_and_what_is_not(place):  # noqa: F811
    number = str(place[1].pk)
    result_id = freeze(place, a=10, b=9)
    assert run(number) == (0, f"结果{result_id}《优秀》：一致\n共1项结果、2个对象，0项不一致。\n", "")
    Result.objects.filter(pk=result_id).update(outcome={})
    code, out, err = run(number, "--json")
    assert err == f"有1项结果与保存的不一致：结果{result_id}。\n"
    assert (code, json.loads(out)) == (2, [{"result": result_id, "marks": 2, "fault": "hash"}])


def test_wrong_use_is_one_sentence(db):
    assert run("x")[0] == 2
    assert run("999999") == (2, "", "没有编号为999999的活动。\n")
