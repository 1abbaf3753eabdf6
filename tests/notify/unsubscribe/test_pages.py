"""The page to decline invitations, and the one-click POST of mail programmes."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

import pytest

from services.notify.delivery.decisions import Result
from services.notify.records.state import State
from shared.notices import NoticeKind
from tests.notify.builders import notice
from tests.notify.conftest import accept


@pytest.fixture
def link(app, bell, mailer):
    accept(app, bell, Result("sent"), kind=NoticeKind.EVENT_INVITATION)
    message = message_from_bytes(mailer.sent[-1][1], policy=SMTP)
    url = message["List-Unsubscribe"].strip("<>")
    assert url.startswith("http://127.0.0.1:8080/abbestellen/")
    return url.removeprefix("http://127.0.0.1:8080")


def invited(app, bell):
    before = app.extensions["ikoe"].desk.counts().get(State.CANCELLED, 0)
    app.extensions["ikoe"].intake.notice(notice(NoticeKind.EVENT_INVITATION))
    return app.extensions["ikoe"].desk.counts().get(State.CANCELLED, 0) == before


def test_looking_at_the_page_changes_nothing(app, client, bell, link):
    for method in (client.get, client.head):
        answer = method(link)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert invited(app, bell)


def test_one_click_needs_no_login_no_key_and_no_origin_and_may_come_twice(app, client, bell, link):
    for _ in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Sie bekommen keine Einladungen mehr" in answer.text
    assert not invited(app, bell)


def test_the_button_declines_and_the_next_one_allows_again(app, client, bell, link):
    assert "Einladungen abbestellen" in client.get(link).text
    client.post(link, data={"tun": "abbestellen"})
    assert not invited(app, bell)
    assert "Doch wieder Einladungen bekommen" in client.get(link).text
    client.post(link, data={"tun": "doch"})
    assert invited(app, bell)


@pytest.mark.parametrize(
    "change", [lambda p: p[:-1], lambda p: p + "x", lambda p: p[:-22] + "A" * 22]
)
def test_a_link_that_is_not_ours_does_nothing(app, client, bell, link, change):
    assert client.get(change(link)).status_code == 404
    assert client.post(change(link)).status_code == 404
    assert invited(app, bell)


def test_the_page_is_kept_by_nobody(client, link):
    headers = client.get(link).headers
    assert "private" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "no-referrer"
