"""Message catalogues: Simplified Chinese is the source; English is translated, Traditional Chinese is derived.

`python -m xianfeng.config.messages extract|compile|check`. Extraction is Django's own template lexer plus Babel, so that
no GNU gettext has to be installed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
KEYWORDS = (
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
)
"""Calls that mark a string. A leading context goes with a name that has `pgettext`, two forms with one that has `n`."""
NO_PAGES = frozenset({"migrations", "packs", "tests"})
"""Folders whose Python shows nothing to a user."""
TARGETS = ("en", "zh_Hant")
OWN_NAMES = frozenset({"简体中文", "繁體中文"})
"""Names of languages stand in their own script in every catalogue."""
TRADITIONAL_FORMS = (
    # OpenCC's Taiwan forms against official usage: 台帳, 帳號, 公布, 發布, 銷毀.
    ("臺", "台"),
    ("賬", "帳"),
    ("佈", "布"),
    ("燬", "毀"),
    # Words it reads across a boundary: 并|发布, 并|联系, 写明|了.
    ("併發布", "並發布"),
    ("並聯系", "並聯繫"),
    ("寫明瞭", "寫明了"),
    ("“", "「"),
    ("”", "」"),
)
"""Corrections applied to what OpenCC gives, in this order."""
Text = str | tuple[str, ...]
"""A message, or its singular and plural."""


def _sources() -> list[Path]:
    python = [path for path in PACKAGE.rglob("*.py") if not NO_PAGES.intersection(path.parts)]
    return sorted(python) + sorted(PACKAGE.rglob("templates/**/*.html"))


def _message(function: str, arguments: object) -> tuple[str | None, Text] | None:
    """Context and text of one marked call as Babel read it; None when its text is no literal."""
    parts: list[Any] = list(arguments) if isinstance(arguments, tuple | list) else [arguments]
    context = parts.pop(0) if "pgettext" in function else None
    wanted = parts[: 2 if function.startswith("n") else 1]
    if not all(isinstance(part, str) and part for part in wanted):
        return None
    return context, tuple(wanted) if len(wanted) == 2 else wanted[0]


def extract_text(text: str, template: bool = False) -> list[tuple[int, str | None, Text]]:
    """Every marked string of one source: (line, context, text). A template goes through Django's own lexer first."""
    if template:
        from django.utils.translation.template import templatize

        # What stands around the strings is filler; its indentation is no Python.
        text = "\n".join(line.strip() for line in templatize(text).split("\n"))
    if not any(f"{word}(" in text for word in KEYWORDS):
        return []
    calls = extract_python(BytesIO(text.encode()), dict.fromkeys(KEYWORDS), [], {"encoding": "utf-8"})
    read = ((line, _message(str(function), arguments)) for line, function, arguments, _ in calls)
    return [(line, *message) for line, message in read if message is not None]


def extract() -> dict[tuple[str | None, Text], list[tuple[str, int]]]:
    """Every marked string of the program: (context, text) -> where it stands."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    found: dict[tuple[str | None, Text], list[tuple[str, int]]] = {}
    for path in _sources():
        place = str(path.relative_to(PACKAGE))
        for line, context, text in extract_text(path.read_text(encoding="utf-8"), path.suffix == ".html"):
            found.setdefault((context, text), []).append((place, line))
    return found


def to_traditional(text: str) -> str:
    """Simplified to Traditional Chinese: OpenCC by phrase with Taiwan forms, then the few forms listed above."""
    if text in OWN_NAMES:
        return text
    written = _opencc().convert(text)
    for form, wanted in TRADITIONAL_FORMS:
        written = written.replace(form, wanted)
    return str(written)


@cache
def _opencc() -> Any:
    from opencc import OpenCC

    return OpenCC("s2tw")


def _file(locale: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def _read(locale: str) -> Catalog:
    path = _file(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as handle:
        return read_po(handle, locale=locale)


def update() -> None:
    """Bring the catalogues up to the code: new strings added, gone ones dropped, Traditional derived by OpenCC.

    The date in the head stays what it was, so that a run that finds nothing new changes no byte.
    """
    found = extract()
    for locale in TARGETS:
        old = _read(locale)
        new = Catalog(
            locale=locale,
            fuzzy=False,
            project="xianfeng",
            version="1",
            msgid_bugs_address="CONTRIBUTING.md",
            header_comment=f"# Xianfeng, {locale}: rebuilt by `python -m xianfeng.config.messages extract`.",
            creation_date=old.creation_date,
            revision_date=old.creation_date,
            last_translator="xianfeng",
            language_team=locale,
        )
        for (context, text), places in sorted(found.items(), key=lambda item: (str(item[0][1]), str(item[0][0]))):
            if locale == "zh_Hant":
                value: Any = (to_traditional(text[-1]),) if isinstance(text, tuple) else to_traditional(text)
            else:
                known = old.get(text, context)
                value = known.string if known else ""
            new.add(text, value, context=context, locations=[(place, 0) for place in sorted({at for at, _ in places})])
        path = _file(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as handle:
            write_po(handle, new, width=0, omit_header=False, include_lineno=False, sort_output=True)


def compile_all(into: Path = LOCALE) -> None:
    """Write the compiled catalogues, beside their sources or under another folder of the same layout."""
    for locale in TARGETS:
        if _file(locale).exists():
            target = into / _file(locale).with_suffix(".mo").relative_to(LOCALE)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as handle:
                write_mo(handle, _read(locale))


def compile_missing() -> None:
    """Compile when a catalogue is newer than its compiled form."""
    for locale in TARGETS:
        source, compiled = _file(locale), _file(locale).with_suffix(".mo")
        if source.exists() and (not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime):
            compile_all()
            return


def missing(locale: str, found: Iterable[tuple[str | None, Text]] | None = None) -> list[str]:
    """Strings of the code (default: read now) that a catalogue does not translate, or not in every plural form."""
    catalogue = _read(locale)
    found = extract() if found is None else found
    lacking = []
    for context, text in found:
        entry = catalogue.get(text, context)
        values = entry.string if entry is not None else ""
        complete = all(values) if isinstance(values, tuple | list) else bool(values)
        if not complete:
            lacking.append(f"{text}")
    return lacking


def main(argv: list[str]) -> int:
    command = argv[0] if argv else "check"
    if command == "extract":
        update()
    if command in ("extract", "compile"):
        compile_all()
        return 0
    faults, found = 0, extract()
    for locale in TARGETS:
        lacking = missing(locale, found)
        faults += len(lacking)
        print(f"{locale}: {len(lacking)} missing")
        for text in lacking[:40]:
            print(f"  {text}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
