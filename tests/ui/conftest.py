"""A plain server thread for pages that need no database, and a Chromium to look at them."""

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing."""


class Many(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site():
    """The address of the running site."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    server = make_server(
        "127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=Quiet, server_class=Many
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_gallery(site, browser):
    """Open the gallery; ``faults`` gathers what the browser complains of (policy violations, script errors)."""
    contexts = []

    def opener(width=1280, scheme="light", large=False, script=True, path="/gallery/"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN", java_script_enabled=script
        )
        contexts.append(context)
        if large:
            context.add_cookies([{"name": "xf_text", "value": "large", "url": site}])
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(site + path)
        return page

    yield opener
    for context in contexts:
        context.close()
