"""What is looked at once is enough, and what stands in a new place is looked at."""

from tests.browser.barriers import AT_HAND, Barriers

PAGE = """<!doctype html><html lang="zh"><head><title>一页</title><style>.pale {color: #ccc; background: #fff}</style></head>
<body><main><h1>标题</h1>%s</main></body></html>"""


def test_contrast_is_checked_in_new_places_and_the_rest_everywhere(browser):
    page = browser.new_page()
    page.add_init_script(AT_HAND)
    page.goto("about:blank")
    known = Barriers()

    def found(content: str) -> tuple[bool, list[str]]:
        page.set_content(PAGE % content)
        return known.has_news(page), [what.split(":")[0] for what in known.find(page)]

    assert found("<p>第 1 项</p>") == (True, [])
    assert found("<p>第 2 项</p>") == (False, [])
    assert found("<p class=pale>浅色</p>") == (True, ["color-contrast"])
    assert found("<section class=pale><p>第 2 项</p></section>") == (True, ["color-contrast"])
    assert found("<p><img src=x></p>") == (True, ["image-alt"])
    assert found("<p><img src=x></p>") == (False, ["image-alt"])
    page.close()


def test_what_one_worker_has_seen_the_other_leaves_out(browser, tmp_path):
    page = browser.new_page()
    mine, theirs = Barriers(tmp_path / "seen"), Barriers(tmp_path / "seen")

    def news(known: Barriers, content: str) -> bool:
        page.set_content(PAGE % content)
        return known.has_news(page)

    assert news(mine, "<p>第 1 项</p>") and not news(theirs, "<p>第 2 项</p>")
    assert news(theirs, "<p class=pale>浅色</p>") and not news(mine, "<p class=pale>深色</p>")
    page.close()
