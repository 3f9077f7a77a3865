"""Typefaces. The official ones are licensed and do not ship; free ones stand in for them in PDFs.

A site that owns the official faces installs them or puts their files into a folder and passes it; the first name found is
used. The machine's own faces also help out where a rare character of a name is in none of the free ones.
"""

from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

WORD_FACES = {"title": "方正小标宋简体", "body": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体", "song": "宋体"}
"""Names written into Word files."""

PDF_FACES = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif SC"),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "Noto Serif SC"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体", "Noto Serif SC"),
    "hei": ("黑体", "SimHei", "Noto Sans SC"),
    "song": ("宋体", "SimSun", "NSimSun", "Noto Serif SC"),
}
STAND_INS = {"Noto Serif SC", "Noto Sans SC"}


@cache
def _faces_in(folder: str, installed: bool) -> typst.Fonts:
    paths: list[str] = [str(Path(pylopdf_fonts_zh_cn.__file__).parent)]
    if folder:
        paths.insert(0, folder)
    return typst.Fonts(include_system_fonts=installed, include_embedded_fonts=False, font_paths=paths)


def faces(folder: Path | None, installed: bool = True) -> tuple[typst.Fonts, dict[str, list[str]]]:
    """The loaded faces, and for each use the names to set in, best first. ``folder`` holds a site's own font files."""
    loaded = _faces_in(str(folder) if folder else "", installed)
    present = set(loaded.families())
    chosen = {use: next(name for name in names if name in present) for use, names in PDF_FACES.items()}
    # A character that the first face lacks (a rare name) is looked for in the free ones.
    return loaded, {use: [name, "Noto Serif SC", "Noto Sans SC"] for use, name in chosen.items()}


def missing_faces(folder: Path | None = None, installed: bool = True) -> tuple[str, ...]:
    """Official faces for which a PDF uses a stand-in; the page that offers the PDF then says it is a preview."""
    _, chosen = faces(folder, installed)
    return tuple(WORD_FACES[use] for use, names in chosen.items() if names[0] in STAND_INS)
