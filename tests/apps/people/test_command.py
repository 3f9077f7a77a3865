"""`xianfeng people import`: faults in sentences and exit code 2, a preview that changes nothing."""

import io

import pytest

from tests.apps.people import rosters
from xianfeng.apps.people import actions
from xianfeng.apps.people.actions.imports import ImportRefused
from xianfeng.apps.people.models import ImportBatch, Person
from xianfeng.config.commands import people_import

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return people_import(list(arguments), out, err), out.getvalue(), err.getvalue()


def test_import_and_again(tmp_path):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(rosters.xlsx(rosters.whole()))
    code, out, err = run(str(path))
    assert (code, err) == (0, "")
    assert "人员：新增 3，改动 0，结束 0，不变 0\n" in out
    assert "人员：新增 0，改动 0，结束 0，不变 3\n" in run(str(path))[1]
    assert Person.objects.count() == 3


def test_dry_run_shows_and_keeps_nothing(tmp_path):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(rosters.xlsx(rosters.whole()))
    code, out, _err = run(str(path), "--dry-run")
    assert (code, Person.objects.count(), ImportBatch.objects.count()) == (0, 0, 0)
    assert "第 2 行  T1  示例甲  女" in out
    assert out.endswith("只是预览，没有改动任何数据。\n")


def test_the_background_worker_may_be_quicker(tmp_path, monkeypatch):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(rosters.xlsx(rosters.whole()))
    apply = actions.apply_import
    calls = []

    def overtaken(**given):
        """First another process holds the batch, then it has been written by that process."""
        calls.append(given)
        if len(calls) == 1:
            raise ImportRefused("batch_busy")
        assert apply(**given)
        return False

    monkeypatch.setattr(actions, "apply_import", overtaken)
    code, out, err = run(str(path))
    assert (code, err, len(calls), Person.objects.count()) == (0, "", 2, 3)
    assert "已导入" in out


def test_faults_are_sentences(tmp_path):
    sheets = rosters.whole()
    sheets["人员"][1][3] = "85年6"
    path = tmp_path / "roster.xlsx"
    path.write_bytes(rosters.xlsx(sheets))
    for extra in ([], ["--dry-run"]):
        code, out, err = run(str(path), *extra)
        assert (code, out, Person.objects.count()) == (2, "", 0)
        assert err.splitlines() == [
            "人员表 第 2 行 出生年月：看不懂“85年6”，请写成 2023-09-01 或 2023-09 这样。",
            "有 1 处需要修改，没有导入任何数据。",
        ]


def test_wrong_calls_and_files_say_one_sentence(tmp_path):
    assert run()[0] == 2
    assert run("--nothing")[2].startswith("用法")
    assert run(str(tmp_path / "none.xlsx"))[2].startswith("打不开文件")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"not a workbook")
    code, _out, err = run(str(broken))
    assert (code, err.count("\n")) == (2, 1)
