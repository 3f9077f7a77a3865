"""The gallery as people meet it: phone and desk, day and night, large text, with and without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')]
  .filter(el => el.getClientRects().length && !el.closest('.visually-hidden, .skip-link'))
  .map(el => [el, el.matches('[type=checkbox], [type=radio]') ? el.closest('label') : el])
  .filter(([el, box]) => box.getBoundingClientRect().height < 43.5 && !el.closest('.note, .ribbon__unmet'))
  .map(([el]) => el.outerHTML.slice(0, 90))"""
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(el => el.getBoundingClientRect().right > innerWidth + 1
    && !el.closest('.site-nav, .tabs, .visually-hidden, .table-wrap--scroll'))
  .map(el => el.outerHTML.slice(0, 90))"""


COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
"""What the dark scheme can change: it sets other colours and nothing else."""


@pytest.mark.parametrize(("large", "width", "schemes"), [(True, 360, ("light",)), (False, 1280, ("light", "dark"))])
def test_everything_fits_and_no_barrier_is_found(open_gallery, large, width, schemes):
    """Nothing cut off, everything large enough to touch; axe once at a width, its colours in each scheme."""
    page = open_gallery(width, large=large)
    assert page.faults == []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour caught on its way
        results = Axe().run(page, options=COLOURS) if scheme == "dark" else Axe().run(page)
        assert results.violations_count == 0, (scheme, results.generate_report())
    for size in (360, 768, 1280):
        page.set_viewport_size({"width": size, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= size
        assert page.evaluate(WIDE) == [], size
        assert page.evaluate(SMALL) == [], size
    assert page.faults == []


def test_large_text_without_leaving_the_page_and_after(open_gallery):
    page = open_gallery()
    page.get_by_role("button", name="大字").click()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    page.get_by_role("button", name="大字").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"


def test_large_text_without_script(open_gallery):
    page = open_gallery(script=False)
    page.get_by_role("button", name="大字").click()
    assert page.locator("html.large-text").count() == 1
    assert page.url.endswith("/gallery/")


def test_a_confirmation_asks_first_and_sends_once(open_gallery):
    page = open_gallery()
    sent = []
    page.route("**/gallery/", lambda route: (sent.append(route.request.post_data), route.fulfill(status=204)))
    page.get_by_role("button", name="提交测评表").click()
    assert page.locator("dialog[open]").count() == 1
    assert sent == []
    page.get_by_role("button", name="再想想").click()
    assert page.locator("dialog[open]").count() == 0
    page.get_by_role("button", name="提交测评表").click()
    page.locator("dialog[open]").get_by_role("button", name="提交").dblclick()
    page.wait_for_timeout(200)
    assert len(sent) == 1
    assert "confirmed=1" in sent[0]


def test_a_sheet_is_kept_on_this_device_until_it_has_arrived(open_gallery):
    page = open_gallery()
    page.route("**/gallery/", lambda route: route.fulfill(status=204))  # drafts saved as typed
    page.evaluate("document.querySelector('#sample').dataset.keep = 'poll-7'")
    page.locator("#id_title").fill("每月家访两户")
    page.locator("#id_kind_1").check()
    assert '"每月家访两户"' in page.evaluate("localStorage.getItem('xf-keep:poll-7')")
    assert "csrf" not in page.evaluate("localStorage.getItem('xf-keep:poll-7')")

    def keeping(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('id="sample"', 'id="sample" data-keep="poll-7"'))

    page.unroute("**/gallery/")
    page.route("**/gallery/", keeping)
    page.reload()
    assert page.locator("#id_title").input_value() == "每月家访两户"
    assert page.locator("#id_kind_1").is_checked()

    def arrived(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("<h1>", '<h1 data-keep-clear="poll-7">'))

    page.unroute("**/gallery/")
    page.route("**/gallery/", arrived)
    page.reload()
    assert page.evaluate("localStorage.getItem('xf-keep:poll-7')") is None


def test_a_draft_line_says_when_saving_fails(open_gallery):
    page = open_gallery()
    page.route("**/gallery/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.locator("#id_title").press_sequentially("改")
    page.wait_for_selector("#sample-draft[data-state=failed]", timeout=5000)
    assert "内容还在本页" in page.locator("#sample-draft").inner_text()


def test_the_receipt_can_be_copied(open_gallery):
    page = open_gallery()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制回执码").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "7KQ4-M2XD"


def test_the_keyboard_reaches_the_text_and_the_menus(open_gallery):
    page = open_gallery()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    menu = page.locator("header details.menu").first
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
