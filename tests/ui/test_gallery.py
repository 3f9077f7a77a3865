"""The gallery shows every component, and nothing in it needs more than the policy allows."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import xianfeng
from xianfeng import ui

ROOM = Path(ui.__file__).parent
COMPONENTS = sorted(p.stem for p in (ROOM / "templates/components").glob("[!_]*.html"))
TEMPLATES = sorted(Path(xianfeng.__file__).parent.rglob("templates/**/*.html"))


@pytest.fixture
def page(client):
    response = client.get("/gallery/", headers={"accept-language": "zh-hans"})
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "lxml")


def test_every_component_is_shown(page):
    shown = {el["id"].removeprefix("c-") for el in page.select("section[id^=c-]")}
    assert shown == set(COMPONENTS)


def test_every_shown_component_has_content(page):
    empty = [el["id"] for el in page.select("section[id^=c-]") if len(el.find_all(True)) < 2]
    assert empty == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_names_its_inputs_in_its_first_line(name):
    first = (ROOM / f"templates/components/{name}.html").read_text(encoding="utf-8").split("#}")[0]
    assert first.startswith("{# " + name)


def test_ids_are_unique_and_labels_lead_somewhere(page):
    ids = [el["id"] for el in page.select("[id]")]
    assert {i for i in ids if ids.count(i) > 1} == set()
    assert [el["for"] for el in page.select("label[for]") if el["for"] not in ids] == []


def test_icons_exist(page):
    known = set(re.findall(r'<symbol id="([\w-]+)"', (ROOM / "static/ui/icons.svg").read_text(encoding="utf-8")))
    used = {el["href"].split("#")[1] for el in page.select("use")}
    assert used - known == set()


def test_the_frame_has_what_the_law_asks(page):
    assert "本系统不处理涉密和工作秘密信息" in page.select_one("footer").text
    assert page.select_one("footer a[href='#complaint']").text == "投诉建议"
    assert page.select_one("a.skip-link")["href"] == "#main"
    assert page.select_one("main#main") is not None
    assert page.html["lang"] == "zh-hans"


@pytest.mark.parametrize("path", TEMPLATES, ids=[p.name for p in TEMPLATES])
def test_no_template_has_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    faults = re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals=[\"']js:", text, re.I)
    faults += [tag for tag in re.findall(r"<script[^>]*>", text, re.I) if " src=" not in tag]
    assert faults == []


def test_large_text_is_kept_in_a_cookie_and_leads_back(client):
    response = client.post("/gallery/text-size/", {"size": "large", "next": "/gallery/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/gallery/?a=1")
    assert response.cookies["xf_text"].value == "large"
    assert 'class="large-text"' in client.get("/gallery/").content.decode()


def test_large_text_does_not_lead_elsewhere(client):
    response = client.post("/gallery/text-size/", {"size": "large", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"
