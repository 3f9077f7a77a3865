"""The command ``plan read``: what it prints, and one sentence with exit code 2 for every mistake."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.pack import draft_as_files
from xianfeng.core.plan.checking import check_pack
from xianfeng.files.reading.command import read_main

PLAN = "教育系统主题活动实施方案\n一、方法步骤\n第一阶段：学习动员（2019年3月1日—3月20日）。各校召开动员会。\n第二阶段：总结（2019年4月）。各校于4月20日前报送总结，逾期视为放弃。\n"


def run(*words: str, data: bytes = b"") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = read_main(list(words), out, err, io.BytesIO(data))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="gb18030")
    return path


def test_facts_from_a_file(plan: Path) -> None:
    code, out, err = run(str(plan))
    facts = json.loads(out)
    assert (code, err) == (0, "")
    assert [p["name"] for p in facts["phases"]] == ["学习动员", "总结"]
    assert all(fact["quote"] in PLAN for values in facts.values() for fact in values)


def test_standard_input_keeps_its_line_ends() -> None:
    text = PLAN.replace("\n", "\r\n")
    code, out, _ = run("-", "--facts", data=text.encode())
    assert code == 0
    assert all(fact["quote"] in text for values in json.loads(out).values() for fact in values)


def test_pack_is_yaml_with_three_documents(plan: Path) -> None:
    code, out, _ = run(str(plan), "--pack")
    meta, whole, beside = yaml.safe_load_all(out)
    assert (code, meta["format"], len(whole["phases"])) == (0, 1, 2)
    assert "veto_without_step" in {found["code"] for found in beside["diagnostics"]}
    assert "first_responsible" in {ask["code"] for ask in beside["asks"]}


def test_draft_is_a_pack_without_faults(tmp_path: Path) -> None:
    folder = tmp_path / "draft_plan"
    folder.mkdir()
    for name, content in draft_as_files(make_draft(PLAN)).items():
        (folder / name).write_text(content, encoding="utf-8")
    assert check_pack(folder) == []


def test_report_is_one_page_without_anything_from_outside(plan: Path) -> None:
    code, out, _ = run(str(plan), "--html")
    assert code == 0
    assert out.startswith("<!DOCTYPE html>")
    assert "http" not in out.replace("http-equiv", "")
    assert "学习动员" in out


def test_batch_writes_a_line_for_each_file(plan: Path) -> None:
    (plan.parent / "broken.docx").write_bytes(b"no zip")
    (plan.parent / "notes.json").write_text("{}")
    code, out, err = run("--batch", str(plan.parent))
    assert (code, [json.loads(line)["file"] for line in out.splitlines()]) == (2, ["plan.txt"])
    assert err == "broken.docx：文件内容与扩展名不符，请确认后用正确的扩展名保存。\n跳过了 1 个不认识的文件。\n"


def test_batch_writes_a_file_for_each(plan: Path, tmp_path: Path) -> None:
    for form, ending in (("--facts", ".json"), ("--pack", ".yaml"), ("--html", ".html")):
        assert run("--batch", str(plan.parent), form, "--out", str(tmp_path / "out")) == (0, "", "")
        assert "学习动员" in (tmp_path / "out" / f"plan.txt{ending}").read_text(encoding="utf-8")


def test_a_text_that_is_too_long_is_read_in_part_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XF_READ_CHARACTERS", "60")
    code, out, err = run("-", data=PLAN.encode())
    assert (code, err) == (0, "文字超过 60 字，只读了前 60 字。\n")
    assert all(fact["quote"] in PLAN[:60] for values in json.loads(out).values() for fact in values)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "请给出一个文件名"),
        (["missing.txt"], "没有找到文件“missing.txt”。"),
        (["--nonsense", "a.txt"], "没有“--nonsense”这个选项。"),
        (["--batch", "missing"], "没有找到文件夹“missing”。"),
        (["--batch"], "“--batch”后面缺少内容。"),
        (["."], "“.”是文件夹"),
        (["a.txt", "--out", "b"], "“--out”只能与“--batch”合用"),
        (["--batch", ".", "a.txt"], "用了“--batch”就不要再写文件名（“a.txt”）。"),
        (["--batch", ".", "--out", "/proc/none/here"], "打不开文件夹“/proc/none"),
    ],
)
def test_mistakes_are_one_sentence(words: list[str], sentence: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_empty_input() -> None:
    assert run("-", data=b"") == (2, "", "文件是空的。\n")


def test_starts_without_django_and_scikit_learn() -> None:
    probe = "import sys,io; from xianfeng.files.reading.command import read_main; read_main(['-'], io.StringIO(), io.StringIO(), io.BytesIO('一、步骤'.encode())); print([m for m in ('django','sklearn') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_server_starts_without_rules_and_readers() -> None:
    """What the rooms import of the compiler and the readers loads no rule, no parser of pages and no office format."""
    names = "xianfeng.compiler.draft, xianfeng.compiler.report, xianfeng.compiler.pack, xianfeng.files.reading"
    heavy = ("bs4", "lxml", "pypdfium2", "opencc", "xianfeng.compiler.reader", "xianfeng.compiler.rules")
    probe = f"import sys; import {names}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
