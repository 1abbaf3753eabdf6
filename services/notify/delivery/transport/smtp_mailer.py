"""Hands letters to a mail server by SMTP, one recipient per message, with a time limit.

Every failure is told apart by the stage in which it happened and the server's answer
(``state.classify``): all errors of smtplib are OSErrors, so catching by class alone would
try a refused address again and again.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from services.notify.delivery.decisions import Result, SmtpStage, classify
from shared.errors import Misconfigured

Tls = Literal["none", "opportunistic", "required", "implicit"]

TIMEOUT_SECONDS = 10.0
"""For each step of the dialogue. dramatiq's time limit cannot interrupt a blocked socket."""
DOT_TIMEOUT_SECONDS = 60.0
"""For the answer to the letter itself, which servers may scan before they accept it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and how mail is handed over."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Read ``smtp://user:password@host:port?tls=required`` or ``smtps://…``.

        With a login, TLS is required unless ``tls=none`` says otherwise: a password is
        never sent in the clear by accident. Raises Misconfigured.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Misconfigured("config.mail_url") from None
        asked = parse_qs(parts.query).get("tls", [""])[0]
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise Misconfigured("config.mail_url")
        if asked not in ("", "none", "opportunistic", "required"):
            raise Misconfigured("config.mail_url")
        tls: Tls
        if parts.scheme == "smtps":
            tls = "implicit"
        elif asked == "none":
            tls = "none"
        elif asked == "required" or (parts.username and asked == ""):
            tls = "required"
        else:
            tls = "opportunistic"
        return cls(
            parts.hostname,
            port or (465 if tls == "implicit" else 587 if parts.username else 25),
            tls,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


class _Failed(Exception):
    """The dialogue ended early; carries how."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.reason)
        self.result = result


class SmtpMailer:
    """One connection per letter: at our numbers simpler and safer than keeping them open."""

    def __init__(
        self,
        server: MailServer,
        *,
        hello: str = "",
        timeout: float = TIMEOUT_SECONDS,
        dot_timeout: float = DOT_TIMEOUT_SECONDS,
    ) -> None:
        """``hello`` is the name we introduce ourselves with; blank: this machine's."""
        self._server = server
        self._hello = hello or None
        self._timeout = timeout
        self._dot_timeout = dot_timeout

    def send(
        self,
        delivery_id: str,
        sender: str,
        recipient: str,
        message: bytes,
        may_start: Callable[[], bool],
    ) -> Result | None:
        """See ``delivery.ports.Mailer``."""
        connection: smtplib.SMTP | None = None
        try:
            connection = self._connect()
            with _stage("sender"):
                _expect("sender", *connection.mail(sender, _options(connection, message)))
            with _stage("recipient"):
                _expect("recipient", *connection.rcpt(recipient))
            return self._data(connection, message, may_start)
        except _Failed as failed:
            return failed.result
        finally:
            if connection is not None:
                _leave(connection)

    def _connect(self) -> smtplib.SMTP:
        with _stage("connect"):
            connection = self._open()
        try:
            with _stage("connect"):
                connection.ehlo_or_helo_if_needed()
                if self._server.tls in ("opportunistic", "required"):
                    self._start_tls(connection)
            if self._server.user:
                with _stage("login"):
                    connection.login(self._server.user, self._server.password)
        except _Failed:
            _leave(connection)
            raise
        return connection

    def _open(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "implicit":
            return smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=self._hello,
                timeout=self._timeout,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(
            server.host, server.port, local_hostname=self._hello, timeout=self._timeout
        )

    def _start_tls(self, connection: smtplib.SMTP) -> None:
        context = ssl.create_default_context()
        if self._server.tls == "opportunistic":
            # Encryption against listening only, as between mail servers: one that offers
            # none, or a certificate of its own, is still better than no letter.
            if not connection.has_extn("starttls"):
                return
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        connection.starttls(context=context)
        connection.ehlo()

    def _data(
        self, connection: smtplib.SMTP, message: bytes, may_start: Callable[[], bool]
    ) -> Result | None:
        # smtplib's own data() does all of this in one step; we must know on which side of
        # "the bytes went out" a failure lies.
        if not may_start():
            return None
        with _stage("data"):
            code, answer = connection.docmd("DATA")
            if code != 354:
                raise _Failed(classify("data", code, _text(answer)))
        with _stage("dot"):
            if connection.sock is not None:
                connection.sock.settimeout(self._dot_timeout)
            connection.send(_stuffed(message))
            code, answer = connection.getreply()
        if code != 250:
            raise _Failed(classify("dot", code, _text(answer)))
        return Result("sent", detail=_text(answer))


@contextmanager
def _stage(stage: SmtpStage) -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPServerDisconnected as error:
        raise _Failed(classify(stage, None, str(error))) from error
    except smtplib.SMTPResponseException as error:
        raise _Failed(classify(stage, error.smtp_code, _text(error.smtp_error))) from error
    except smtplib.SMTPNotSupportedError as error:
        # No STARTTLS or no login offered although our settings ask for it.
        raise _Failed(classify("login", 500, str(error))) from error
    except ssl.SSLCertVerificationError as error:
        raise _Failed(classify("connect", None, error.verify_message)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise _Failed(classify(stage, None, _os_text(error))) from error


def _expect(stage: SmtpStage, code: int, answer: bytes) -> None:
    if code not in (250, 251):
        raise _Failed(classify(stage, code, _text(answer)))


def _options(connection: smtplib.SMTP, message: bytes) -> list[str]:
    return [f"size={len(message)}"] if connection.has_extn("size") else []


def _stuffed(message: bytes) -> bytes:
    """The octets of DATA: CRLF everywhere, dots doubled at line starts, the final dot."""
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    stuffed = (b"." + line if line.startswith(b".") else line for line in lines)
    return b"\r\n".join(stuffed) + b"\r\n.\r\n"


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye without waiting for long; the letter's fate is settled already."""
    try:
        if connection.sock is not None:
            connection.sock.settimeout(1.0)
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())


def _os_text(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, socket.gaierror):
        return "name of the server not found"
    return str(error) or type(error).__name__
