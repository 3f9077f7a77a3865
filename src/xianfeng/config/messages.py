"""Message catalogues: Simplified Chinese is the source; English is translated, Traditional Chinese is derived.

`python -m xianfeng.config.messages extract|compile|check`. Extraction is Django's own template lexer plus Babel, so that
no GNU gettext has to be installed.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
KEYWORDS = {
    "gettext": None,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
TARGETS = {"en": "en", "zh_Hant": "zh_Hant"}


def _sources() -> list[Path]:
    python = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and "packs" not in path.parts]
    return sorted(python) + sorted(PACKAGE.rglob("templates/**/*.html"))


def extract() -> dict[tuple[str | None, str], list[tuple[str, int]]]:
    """Every marked string: (context, text) -> where it stands."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    found: dict[tuple[str | None, str], list[tuple[str, int]]] = {}
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # What stands around the strings is filler; its indentation is no Python.
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
        if not any(f"{word}(" in text for word in KEYWORDS):
            continue
        for line, function, message, _ in extract_python(
            BytesIO(text.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
        ):
            parts = message if isinstance(message, tuple) else (message,)
            context = parts[0] if function.startswith("pgettext") else None
            first = parts[1] if context is not None else parts[0]
            if not isinstance(first, str) or not first:
                continue
            key = (context, tuple(parts[:2]) if function == "ngettext" else first)  # type: ignore[assignment]
            found.setdefault(key, []).append((str(path.relative_to(PACKAGE)), line))
    return found


def _file(locale: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def _read(locale: str) -> Catalog:
    path = _file(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as handle:
        return read_po(handle, locale=locale)


def update() -> None:
    """Bring the catalogues up to the code: new strings added, gone ones dropped, Traditional derived by OpenCC."""
    from opencc import OpenCC

    to_traditional = OpenCC("s2t").convert
    found = extract()
    for locale in TARGETS:
        old, new = _read(locale), Catalog(locale=locale, project="xianfeng", charset="utf-8", fuzzy=False)
        for (context, text), places in sorted(found.items(), key=lambda item: (str(item[0][1]), str(item[0][0]))):
            known = old.get(text, context)
            if locale == "zh_Hant":
                value = tuple(map(to_traditional, text)) if isinstance(text, tuple) else to_traditional(text)
            else:
                value = known.string if known else ""
            files = sorted({(place, None) for place, _ in places})
            new.add(text, value, context=context, locations=files, flags=known.flags if known else ())
        path = _file(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as handle:
            write_po(handle, new, width=0, omit_header=False, include_lineno=False, sort_output=True)


def compile_all() -> None:
    for locale in TARGETS:
        if _file(locale).exists():
            with _file(locale).with_suffix(".mo").open("wb") as handle:
                write_mo(handle, _read(locale))


def compile_missing() -> None:
    """Compile when a catalogue is newer than its compiled form."""
    for locale in TARGETS:
        source, compiled = _file(locale), _file(locale).with_suffix(".mo")
        if source.exists() and (not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime):
            compile_all()
            return


def missing(locale: str) -> list[str]:
    """Strings of the code that a catalogue does not translate, and strings it holds that the code no longer has."""
    catalogue, found = _read(locale), extract()
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
    faults = 0
    for locale in TARGETS:
        lacking = missing(locale)
        faults += len(lacking)
        print(f"{locale}: {len(lacking)} missing")
        for text in lacking[:40]:
            print(f"  {text}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
