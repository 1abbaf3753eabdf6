"""The SMTP mailer against servers that misbehave in every way we know."""

from __future__ import annotations

import socket
import time

import pytest

from services.notify.delivery.decisions import Result
from services.notify.delivery.transport.smtp_mailer import MailServer, SmtpMailer
from shared.errors import Misconfigured
from tests.notify.raw_smtp import RawSmtp

LETTER = (
    b"From: a@ikoe.example\r\nTo: o@x.example\r\nSubject: x\r\n\r\nHallo\r\n.\r\n..zwei\r\nEnde\r\n"
)


def hand_over(mailer: SmtpMailer, letter=LETTER) -> Result:
    result = mailer.send("id", "a@ikoe.example", "o@x.example", letter, lambda: True)
    assert result is not None
    return result


def send(server: RawSmtp, letter=LETTER) -> Result:
    return hand_over(SmtpMailer(MailServer.from_url(server.url), timeout=1, dot_timeout=1), letter)


def test_a_letter_arrives_with_its_octets_and_one_recipient():
    with RawSmtp() as server:
        result = send(server)
    assert result == Result("sent", "", "2.0.0 kept")
    assert server.kept == [LETTER.replace(b"\r\n.\r\n..zwei", b"\r\n..\r\n...zwei")]
    assert [line for line in server.lines if line[:4].upper() == b"RCPT"] == [
        b"rcpt TO:<o@x.example>\r\n"
    ]


def test_a_bare_line_feed_cannot_end_the_letter_early():
    evil = b"Subject: x\r\n\r\nHallo\n.\nMAIL FROM:<evil@x.example>\r.\rEnde\r\n"
    with RawSmtp() as server:
        assert send(server, evil) == Result("sent", "", "2.0.0 kept")
    assert server.kept == [
        b"Subject: x\r\n\r\nHallo\r\n..\r\nMAIL FROM:<evil@x.example>\r\n..\r\nEnde\r\n"
    ]
    assert [line for line in server.lines if b"evil" in line] == []


@pytest.mark.parametrize(
    ("script", "kind", "reason"),
    [
        ({"greet": "421 busy"}, "hold", "mail.unreachable"),
        ({"greet": "554 blocked"}, "hold", "mail.unreachable"),
        ({"greet": "drop"}, "hold", "mail.unreachable"),
        ({"ehlo": "drop"}, "hold", "mail.unreachable"),
        ({"mail": "421 4.3.2 closing"}, "later", "mail.later"),
        ({"mail": "550 5.7.1 not you"}, "refused", "mail.sender_refused"),
        ({"rcpt": "450 4.2.1 greylisted"}, "later", "mail.later"),
        ({"rcpt": "451 4.7.1 later"}, "later", "mail.later"),
        ({"rcpt": "452 4.2.2 full"}, "later", "mail.later"),
        ({"rcpt": "421 4.3.2 closing"}, "later", "mail.later"),
        ({"rcpt": "550 5.1.1 unknown"}, "refused", "mail.recipient_refused"),
        ({"rcpt": "554 5.7.1 no"}, "refused", "mail.recipient_refused"),
        ({"rcpt": "drop"}, "later", "mail.interrupted"),
        ({"data": "451 4.3.0 later"}, "later", "mail.later"),
        ({"data": "554 5.5.1 no"}, "refused", "mail.letter_refused"),
        ({"data": "drop"}, "later", "mail.interrupted"),
        ({"dot": "451 4.3.0 later"}, "later", "mail.later"),
        ({"dot": "421 4.3.0 closing"}, "later", "mail.later"),
        ({"dot": "550 5.7.1 spam"}, "refused", "mail.letter_refused"),
        ({"dot": "drop"}, "unknown", "mail.connection_lost"),
        ({"half": "drop"}, "unknown", "mail.connection_lost"),
        ({"kept": "drop"}, "unknown", "mail.connection_lost"),
        ({"dot": "hang"}, "unknown", "mail.connection_lost"),
        ({"kept": "hang"}, "unknown", "mail.connection_lost"),
        ({"rcpt": "hang"}, "later", "mail.interrupted"),
        ({"quit": "drop"}, "sent", ""),
    ],
    ids=str,
)
def test_every_answer_is_read_by_stage_and_code(script, kind, reason):
    letter = LETTER + b"more\r\n" * 2000
    with RawSmtp(script) as server:
        began = time.monotonic()
        result = send(server, letter)
        took = time.monotonic() - began
    assert (result.kind, result.reason) == (kind, reason)
    assert took < 4


def test_lost_before_and_after_the_letter_was_kept_looks_the_same_and_is_called_unknown():
    results, kept = [], []
    for script in ({"dot": "drop"}, {"kept": "drop"}):
        with RawSmtp(script) as server:
            results.append(send(server).kind)
        kept.append(len(server.kept))
    assert results == ["unknown", "unknown"]
    assert kept == [0, 1]


def test_nothing_goes_out_when_the_start_is_refused():
    with RawSmtp() as server:
        mailer = SmtpMailer(MailServer.from_url(server.url), timeout=1)
        assert mailer.send("id", "a@x.example", "b@x.example", LETTER, lambda: False) is None
    assert [line for line in server.lines if line[:4].upper() == b"DATA"] == []
    assert server.kept == []


def test_the_start_is_committed_before_the_server_hears_of_the_letter():
    with RawSmtp() as server:
        seen: list[bytes] = []

        def may_start():
            seen.extend(server.lines)
            return True

        mailer = SmtpMailer(MailServer.from_url(server.url), timeout=1)
        mailer.send("id", "a@x.example", "b@x.example", LETTER, may_start)
    assert [line[:4].upper() for line in seen] == [b"EHLO", b"MAIL", b"RCPT"]


def test_no_server_at_all_holds_the_post():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    mailer = SmtpMailer(MailServer.from_url(f"smtp://127.0.0.1:{port}"), timeout=1)
    result = hand_over(mailer)
    assert (result.kind, result.reason) == ("hold", "mail.unreachable")


def test_a_refused_login_holds_the_post_and_is_told_apart():
    with RawSmtp(extensions=("AUTH PLAIN LOGIN",)) as server:
        mailer = SmtpMailer(
            MailServer.from_url(f"smtp://u:p@127.0.0.1:{server.port}?tls=none"), timeout=1
        )
        result = hand_over(mailer)
    assert (result.kind, result.reason) == ("hold", "mail.login")


def test_a_password_never_goes_out_in_the_clear_by_accident():
    with RawSmtp(extensions=("AUTH PLAIN LOGIN",)) as server:
        mailer = SmtpMailer(MailServer.from_url(f"smtp://u:p@127.0.0.1:{server.port}"), timeout=1)
        result = hand_over(mailer)
    assert (result.kind, result.reason) == ("hold", "mail.login")
    assert [line for line in server.lines if line.upper().startswith(b"AUTH")] == []


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail:1025", MailServer("mail", 1025, "opportunistic")),
        ("smtp://mail", MailServer("mail", 25, "opportunistic")),
        ("smtp://mail?tls=none", MailServer("mail", 25, "none")),
        ("smtp://u%40x:p%3Aw@mail", MailServer("mail", 587, "required", "u@x", "p:w")),
        ("smtps://u:p@mail", MailServer("mail", 465, "implicit", "u", "p")),
    ],
)
def test_the_address_of_a_mail_server(url, server):
    assert MailServer.from_url(url) == server


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x:99999999", "smtp://x?tls=maybe"])
def test_an_address_that_is_none_stops_the_start(url):
    with pytest.raises(Misconfigured):
        MailServer.from_url(url)


def test_a_common_server_takes_letters(smtp_server):
    mailer = SmtpMailer(MailServer.from_url(smtp_server.url), timeout=5)
    result = hand_over(mailer)
    assert result.kind == "sent"
    (got,) = smtp_server.to("o@x.example")
    assert (got.sender, got.recipients) == ("a@ikoe.example", ("o@x.example",))
