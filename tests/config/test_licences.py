"""Every locked package and every set of data made by others has a licence somebody has looked at."""

from xianfeng.config import licences
from xianfeng.config.database import HOME


def test_the_locks_are_read_whole():
    found = licences.locked()
    lines = [
        line for line in (HOME / "requirements-dev.lock").read_text().splitlines() if "==" in line and line[0] != " "
    ]
    assert {"django", "axe-playwright-python", "psycopg"} <= found
    assert len(found) >= len(lines)


def test_a_package_that_does_not_say_is_read_by_its_licence_file():
    assert licences.heading_of_file("axe-playwright-python") == "MIT License"


def test_the_notice_names_all_data_with_a_licence_of_its_own():
    notice = (HOME / "NOTICE").read_text(encoding="utf-8")
    texts = sorted(path.relative_to(HOME) for path in (HOME / "src").rglob("LICENSE-*"))
    assert len(texts) == 2
    assert [str(path) for path in texts if str(path) not in notice] == []
