"""A raw SMTP server of a few lines: answers as scripted, cuts where told, logs every line."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field

DROP = "drop"


@dataclass
class RawSmtp:
    """``script`` maps a stage to what is said there: an answer, ``drop``, or ``hang``.

    Stages: ``greet``, ``ehlo``, ``mail``, ``rcpt``, ``data`` (the command), ``half`` (drops
    while the letter is still coming in), ``dot`` (before the letter is kept), ``kept`` (after).
    """

    script: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("PIPELINING",)
    lines: list[bytes] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)

    def __enter__(self) -> RawSmtp:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ended = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        self._listener.close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while not self._ended:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as incoming:
            try:
                self._dialogue(connection, incoming)
            except (OSError, EOFError):
                return

    def _say(self, connection: socket.socket, stage: str, usual: str) -> None:
        answer = self.script.get(stage, usual)
        if answer == DROP:
            # RST instead of FIN, as a server that dies does it.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            raise EOFError
        if answer == "hang":
            time.sleep(30)
            raise EOFError
        connection.sendall(answer.encode() + b"\r\n")

    def _dialogue(self, connection: socket.socket, incoming) -> None:
        self._say(connection, "greet", "220 raw")
        for line in incoming:
            self.lines.append(line)
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                names = ("raw", *self.extensions)
                usual = "\r\n".join(
                    f"250{'-' if i < len(names) - 1 else ' '}{n}" for i, n in enumerate(names)
                )
                self._say(connection, "ehlo", usual)
            elif verb == b"MAIL":
                self._say(connection, "mail", "250 ok")
            elif verb == b"RCPT":
                self._say(connection, "rcpt", "250 ok")
            elif verb == b"AUTH":
                self._say(connection, "auth", "535 5.7.8 no")
            elif verb == b"DATA":
                self._say(connection, "data", "354 go on")
                if self.script.get("data", "354").startswith("354"):
                    self._letter(connection, incoming)
            elif verb == b"QUIT":
                self._say(connection, "quit", "221 bye")
                return
            else:
                self._say(connection, "other", "250 ok")

    def _letter(self, connection: socket.socket, incoming) -> None:
        got = []
        for line in incoming:
            if line == b".\r\n":
                break
            got.append(line)
            if self.script.get("half") and len(got) > 2:
                self._say(connection, "half", "")
        if "dot" in self.script:
            self._say(connection, "dot", "")
            return
        self.kept.append(b"".join(got))
        self._say(connection, "kept", "250 2.0.0 kept")
