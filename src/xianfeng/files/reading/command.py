"""The command ``plan read``: a plan file or standard input in; facts, a draft as a pack, or a two-pane report out.

``plan read FILE|- [--facts|--pack|--html] [--name NAME] [--batch DIR [--out DIR]]``. Mistakes are one sentence on
standard error and exit code 2. With ``--batch`` one process reads every file of a folder and writes a JSON line each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from xianfeng.files.reading import SUFFIXES, FileRefused, Limits, read_document

USAGE = """用法：xianfeng plan read 文件|- [--facts|--pack|--html] [--name 文件名] [--batch 目录 [--out 目录]]

  --facts   读出的要点（JSON，默认）
  --pack    方案包草稿（YAML），每个值都注明原句
  --html    左右对照的报告，一个网页文件
  --name    从标准输入读入时的文件名，用来判断类型
  --batch   读整个目录，每个文件一行 JSON；与 --out 合用时各写一个文件；不认识的文件跳过
"""
SENTENCES = {
    "empty": "文件是空的。",
    "too_large": "文件超过 {limit_mb} MB，请删去图片后再读。",
    "unknown_suffix": "不认识“{suffix}”这种文件，请用 docx、pdf、html、mht、txt 或 md。",
    "wrong_content": "文件内容与扩展名不符，请确认后用正确的扩展名保存。",
    "damaged": "文件已损坏或不完整，请在原软件中打开后另存一份。",
    "encrypted": "文件有密码，请去掉密码后另存一份。",
    "macro": "文件带有宏，不能读取，请另存为不带宏的 docx。",
    "too_large_inside": "文件展开后超过 {limit_mb} MB，不能读取。",
    "too_many_pages": "文件超过 {limit} 页，请只保留方案部分。",
    "no_text": "文件里没有文字，可能是扫描件，请先识别成文字。",
    "not_text": "认不出文字的编码，请另存为 UTF-8 或 GB18030 文本。",
    "needs_office": "读取“{suffix}”文件需要安装 LibreOffice；也可以在 Word 或 WPS 中另存为 docx。",
    "took_too_long": "转换超过 {seconds} 秒，请在 Word 或 WPS 中另存为 docx 后再读。",
}
_FORMS = {"--facts": "facts", "--pack": "pack", "--html": "html"}
_ENDINGS = {"facts": ".json", "pack": ".yaml", "html": ".html"}


class _Mistake(Exception):
    """A mistake of the caller, already told as a sentence."""


def read_main(argv: Sequence[str], stdout: TextIO, stderr: TextIO, stdin: BinaryIO | None = None) -> int:
    """Run the command; 0 when everything was read, 2 with a sentence on ``stderr`` otherwise."""
    try:
        return _run(list(argv), stdout, stderr, stdin)
    except _Mistake as mistake:
        stderr.write(f"{mistake}\n")
        return 2


def _run(argv: list[str], stdout: TextIO, stderr: TextIO, stdin: BinaryIO | None) -> int:
    if "-h" in argv or "--help" in argv:
        stdout.write(USAGE)
        return 0
    form, options, files = _arguments(argv)
    if "--out" in options and "--batch" not in options:
        raise _Mistake("“--out”只能与“--batch”合用；读一个文件时请把输出转到文件。")
    if "--batch" in options and files:
        raise _Mistake(f"用了“--batch”就不要再写文件名（“{files[0]}”）。")
    if "--batch" in options:
        return _batch(Path(options["--batch"]), form, options.get("--out"), stdout, stderr)
    if len(files) != 1:
        raise _Mistake("请给出一个文件名；从标准输入读取时写“-”。运行 xianfeng plan read --help 查看用法。")
    name = options.get("--name", "" if files[0] == "-" else files[0])
    if files[0] == "-":
        data = (stdin or sys.stdin.buffer).read(Limits().max_bytes + 1)
    else:
        data = _bytes(Path(files[0]))
    stdout.write(rendered(_text(name, data, stderr), form))
    return 0


def _arguments(argv: list[str]) -> tuple[str, dict[str, str], list[str]]:
    form, options, files = "facts", {}, []
    rest = iter(argv)
    for word in rest:
        if word in _FORMS:
            form = _FORMS[word]
        elif word in {"--batch", "--out", "--name"}:
            value = next(rest, None)
            if value is None:
                raise _Mistake(f"“{word}”后面缺少内容。")
            options[word] = value
        elif word.startswith("--"):
            raise _Mistake(f"没有“{word}”这个选项。运行 xianfeng plan read --help 查看用法。")
        else:
            files.append(word)
    return form, options, files


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _Mistake(f"“{path}”是文件夹；要读整个文件夹请用 --batch。")
        if path.stat().st_size > Limits().max_bytes:
            raise _Mistake(_sentence(FileRefused("too_large", {"limit_mb": Limits().max_bytes // 1_000_000})))
        return path.read_bytes()
    except FileNotFoundError:
        raise _Mistake(f"没有找到文件“{path}”。") from None
    except OSError as error:
        raise _Mistake(f"打不开文件“{path}”：{error.strerror}。") from None


def _text(name: str, data: bytes, stderr: TextIO, told: str = "") -> str:
    """The text of the file; plain text keeps its line ends, so that quotations fit it exactly. What is too long is read as far
    as the limit goes, and said (``told``: whose text it is)."""
    try:
        document = read_document(name, data)
    except FileRefused as refused:
        raise _Mistake(_sentence(refused)) from None
    text, most = document.text, Limits().max_characters
    if document.kind == "text":
        from xianfeng.files.reading.plain import decode

        text = decode(data)[0]
    if len(text) > most or any(note.code == "text_cut" for note in document.notes):
        stderr.write(f"{told}文字超过 {most} 字，只读了前 {most} 字。\n")
    return text[:most]


def _sentence(refused: FileRefused) -> str:
    return SENTENCES.get(refused.code, "文件不能读取。").format(**refused.params)


def rendered(text: str, form: str) -> str:
    """The text read and written out as ``facts``, ``pack`` or ``html``."""
    if form == "facts":
        from xianfeng.compiler.facts import read_facts

        return json.dumps(read_facts(text), ensure_ascii=False, indent=1) + "\n"
    from xianfeng.compiler.draft import make_draft

    draft = make_draft(text)
    if form == "pack":
        from xianfeng.compiler.pack import draft_as_pack

        return draft_as_pack(draft)
    from xianfeng.compiler.report import draft_as_page

    return draft_as_page(draft)


def _batch(folder: Path, form: str, out: str | None, stdout: TextIO, stderr: TextIO) -> int:
    if not folder.is_dir():
        raise _Mistake(f"没有找到文件夹“{folder}”。")
    target = Path(out) if out else None
    try:
        found = sorted(path for path in folder.iterdir() if path.is_file())
        if target is not None:
            target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _Mistake(f"打不开文件夹“{error.filename}”：{error.strerror}。") from None
    known = [path for path in found if path.suffix and path.suffix.lower() in SUFFIXES]
    failed = 0
    for path in known:
        try:
            written = rendered(_text(path.name, _bytes(path), stderr, f"{path.name}："), form)
        except _Mistake as mistake:
            failed += 1
            stderr.write(f"{path.name}：{mistake}\n")
            continue
        if target is not None:
            _write(target / (path.name + _ENDINGS[form]), written)
        else:
            value: Any = json.loads(written) if form == "facts" else written
            stdout.write(json.dumps({"file": path.name, form: value}, ensure_ascii=False) + "\n")
            stdout.flush()
    if len(known) < len(found):
        stderr.write(f"跳过了 {len(found) - len(known)} 个不认识的文件。\n")
    return 2 if failed else 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _Mistake(f"写不了文件“{path}”：{error.strerror}。") from None
