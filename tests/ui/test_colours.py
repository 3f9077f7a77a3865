"""Every pair of text and ground that the style sheets use passes WCAG AA, by day and by night."""

import re
from pathlib import Path

import pytest

from xianfeng import ui

SHEET = (Path(ui.__file__).parent / "static/ui/app.css").read_text(encoding="utf-8")
GROUNDS = ["ground", "card", "sunk"]
TEXT_PAIRS = [(text, ground) for text in ("text", "muted", "info", "wrong", "late", "done") for ground in GROUNDS]
TEXT_PAIRS += [("accent", ground) for ground in ("ground", "card")]
TEXT_PAIRS += [("on-accent", "accent"), ("on-accent", "accent-press"), ("card", "done"), ("card", "info")]
TINTED = [f"{tone}-ground" for tone in ("late", "done", "info", "wrong")]
TEXT_PAIRS += [(tinted.removesuffix("-ground"), tinted) for tinted in TINTED]
TEXT_PAIRS += [(text, tinted) for text in ("text", "muted") for tinted in TINTED]
EDGE_PAIRS = [("edge", ground) for ground in GROUNDS]


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


DAY, NIGHT = (_colours(block) for block in re.findall(r":root \{(.*?)\n\s*\}", SHEET, re.S)[:2])


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_night_names_every_colour_of_the_day():
    assert set(NIGHT) == set(DAY)


@pytest.mark.parametrize("mode", ["day", "night"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_legible(mode, text, ground):
    colours = DAY if mode == "day" else NIGHT
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["day", "night"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_fields_are_visible(mode, edge, ground):
    colours = DAY if mode == "day" else NIGHT
    assert contrast(colours[edge], colours[ground]) >= 3


def test_the_look_of_the_page_guide_is_kept():
    expected = {"ground": "#faf8f5", "text": "#1f2328", "muted": "#57606a", "line": "#e5e0d8", "accent": "#b3261e"}
    expected |= {"late": "#8a4b00", "late-ground": "#fff4e5", "done": "#1a6b3c", "info": "#1f5a96"}
    assert {name: DAY[name] for name in expected} == expected
