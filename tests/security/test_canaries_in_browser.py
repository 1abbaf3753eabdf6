"""The same canaries in a real browser: nothing runs, nothing is fetched from elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import make_server

from tests.security import counts
from tests.shared.helpers import PUBLIC_URL

pytestmark = pytest.mark.chaos

WATCH = """
window.__complaints = [];
window.k4n = () => window.__complaints.push('a canary ran');
window.alert = () => window.__complaints.push('an alert');
document.addEventListener('securitypolicyviolation', event =>
  window.__complaints.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture
def served(cage) -> Iterator[str]:
    """The caged house over HTTP."""
    server = make_server("127.0.0.1", 0, cage.house.embedded.wsgi, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("caller", ["anonymous", "coordinator"])
def test_no_stored_text_runs_and_nothing_is_fetched_from_elsewhere(
    chromium, cage, served, checked, caller
):
    paths = [
        path
        for path, answer in cage.pages(caller).pages.items()
        if answer.mimetype == "text/html" and answer.status_code == 200
    ]
    context = chromium.new_context(locale="de-DE", base_url=served)
    foreign: set[str] = set()

    def seen(request) -> None:
        target = urlsplit(request.url)
        if target.scheme in ("http", "https") and f"http://{target.netloc}" != served:
            foreign.add(request.url)

    context.on("request", seen)
    context.add_init_script(WATCH)
    if caller != "anonymous":
        name = cage.house.apps["network"].config["SESSION_COOKIE_NAME"]
        host = urlsplit(PUBLIC_URL).hostname
        cookie = cage.house.client(caller).get_cookie(name, domain=host)
        context.add_cookies([{"name": name, "value": cookie.value, "url": served}])
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for path in paths:
        page.goto(path, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if complaints := page.evaluate("window.__complaints"):
            wrong[path] = complaints
    if caller == "anonymous":
        assert context.cookies() == []
    context.close()
    assert (wrong, foreign) == ({}, set())
    checked("Seiten mit Kanarienvögeln im Browser", len(paths), counts.CHAOS)


def test_the_watch_sees_what_runs(chromium):
    """A watch that sees nothing would let everything pass."""
    context = chromium.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_content("<p>vorher</p>")
    page.evaluate("document.body.innerHTML = '<img src=x onerror=k4n()>'")
    page.wait_for_function("window.__complaints.length > 0")
    assert page.evaluate("window.__complaints") == ["a canary ran"]
    context.close()
