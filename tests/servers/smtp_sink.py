"""An SMTP server in the test process: keeps what it gets, and misbehaves on request."""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.base import HOST, free_port


@dataclass(frozen=True)
class Received:
    """One accepted letter: the envelope and the bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed letter."""
        return message_from_bytes(self.data, policy=policy.default)


@dataclass
class _Order:
    stage: str  # "mail" | "rcpt" | "data" | "after_data"
    answer: str  # an SMTP answer, or "drop", or "stall:<seconds>"
    times: int
    address: str = ""


@dataclass
class SmtpSink:
    """Listens on 127.0.0.1 from ``start()`` to ``stop()``; the port stays over a restart.

    ``answer(stage, text)`` scripts the next ``times`` transactions:

    - ``answer("mail", "421 4.3.2 not now")``: refuse at MAIL FROM;
    - ``answer("rcpt", "550 5.1.1 unknown", address="a@b.example")``: refuse one address;
    - ``answer("data", "451 4.3.0 later")``: refuse the letter after its bytes were read;
    - ``answer("data", "drop")``: read the bytes, keep nothing, cut the connection;
    - ``answer("after_data", "drop")``: keep the letter, then cut the connection before the
      answer: the sender cannot know that it arrived;
    - ``answer("data", "stall:3")``: answer only after three seconds.
    """

    port: int = field(default_factory=free_port)
    messages: list[Received] = field(default_factory=list)
    connections: int = 0
    _orders: list[_Order] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _server: asyncio.Server | None = None
    _transports: set[Any] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The address as the settings take it."""
        return f"smtp://{HOST}:{self.port}"

    def answer(self, stage: str, text: str, *, times: int = 1, address: str = "") -> None:
        """Script what happens next; see the class."""
        assert stage in {"mail", "rcpt", "data", "after_data"}
        self._orders.append(_Order(stage, text, times, address.lower()))

    def greylist(self, address: str) -> None:
        """Refuse the first try for this address as greylisting servers do."""
        self.answer("rcpt", "451 4.7.1 Greylisted, try again later", address=address)

    def to(self, address: str) -> list[Received]:
        """The letters that this address got."""
        return [m for m in self.messages if address.lower() in (r.lower() for r in m.recipients)]

    def start(self) -> SmtpSink:
        """Listen; returns when connections are accepted."""
        ready = threading.Event()
        failed: list[BaseException] = []

        def run() -> None:
            loop = asyncio.new_event_loop()
            self._loop = loop

            async def listen() -> None:
                self._server = await loop.create_server(
                    lambda: _Protocol(self, loop), host=HOST, port=self.port
                )

            try:
                loop.run_until_complete(listen())
            except OSError as error:
                failed.append(error)
                ready.set()
                return
            ready.set()
            loop.run_forever()
            loop.close()

        self._thread = threading.Thread(target=run, name="smtp-sink", daemon=True)
        self._thread.start()
        ready.wait(10)
        if failed:
            raise failed[0]
        return self

    def stop(self) -> None:
        """Stop listening and cut every connection."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return

        def end() -> None:
            if self._server is not None:
                self._server.close()
            for transport in list(self._transports):
                transport.abort()
            loop.call_soon(loop.stop)

        loop.call_soon_threadsafe(end)
        thread.join(10)
        self._loop = self._thread = self._server = None
        self._transports.clear()

    def _take(self, stage: str, address: str = "") -> str:
        for order in self._orders:
            if order.stage == stage and order.times > 0 and order.address in ("", address.lower()):
                order.times -= 1
                return order.answer
        return ""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Part of aiosmtpd's handler contract."""
        if text := self._take("mail", address):
            return await self._say(server, text)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Part of aiosmtpd's handler contract."""
        if text := self._take("rcpt", address):
            return await self._say(server, text)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Part of aiosmtpd's handler contract."""
        first = envelope.rcpt_tos[0] if envelope.rcpt_tos else ""
        if text := self._take("data", first):
            said = await self._say(server, text)
            if not text.startswith("stall:"):
                return said
        content = envelope.original_content or b""
        self.messages.append(
            Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(content))
        )
        if text := self._take("after_data", first):
            return await self._say(server, text)
        return "250 2.0.0 OK"

    async def _say(self, server: SMTP, text: str) -> str:
        if text == "drop":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 dropped"
        if text.startswith("stall:"):
            await asyncio.sleep(float(text.partition(":")[2]))
            return "250 OK"
        return text


class _Protocol(SMTP):
    """One connection; the sink remembers it in order to cut it on ``stop``."""

    def __init__(self, sink: SmtpSink, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(sink, enable_SMTPUTF8=True, hostname="sink.example", loop=loop)
        self._sink = sink

    def connection_made(self, transport: Any) -> None:
        self._sink.connections += 1
        self._sink._transports.add(transport)
        # Small answers at once: Nagle's algorithm would add 40 ms to each.
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        for transport in list(self._sink._transports):
            if transport.is_closing():
                self._sink._transports.discard(transport)
        super().connection_lost(error)
