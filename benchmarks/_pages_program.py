"""A checkout's program as its user starts it, and a coordinator who uses it over HTTP.

Nothing of the product is imported here: both checkouts are only started and asked.
"""

from __future__ import annotations

import ctypes
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks._pages_data import fill
from benchmarks._pages_draw import Shape, today

EMAIL, PASSWORD = "leitung@ikoe.example", "nur-zum-Messen-2026"
CACHE = Path(tempfile.gettempdir()) / "ikoe-bench-pages"
IDLE = 30.0
"""Seconds after which a connection is made anew."""
PATIENCE = 120.0
"""Seconds for a start; with dangling references the older one logs for a while."""


def interpreter(checkout: Path) -> str:
    """The Python that a checkout brings, else the one that runs this."""
    own = checkout / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


@contextmanager
def running(checkout: Path, shape: Shape, writer: Path, *, data: str = "") -> Iterator[Program]:
    """A checkout's program over its own copy of a network, started and not yet live.

    ``writer`` is the checkout that makes the empty folder: the older one, so that today's
    migrates it as it would its user's, and both can read it. ``data`` is the program's DATA.
    """
    made = _made(shape, writer)
    with tempfile.TemporaryDirectory(dir=CACHE) as place:
        copy = Path(place) / "data"
        shutil.copytree(made, copy)
        with Program(checkout, copy, data=data) as program:
            yield program


def _made(shape: Shape, writer: Path) -> Path:
    """The folder with a network of this shape; made once a day and whenever its makers change."""
    mark = hashlib.sha256(str(writer.resolve()).encode())
    for maker in sorted(Path(__file__).parent.glob("_pages_*.py")):
        mark.update(maker.read_bytes())
    day = today()
    kept = CACHE / f"{day.isoformat()}-{shape.key}-{mark.hexdigest()[:8]}"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as place:
            draft = Path(place) / "data"
            with Program(writer, draft, data="empty") as program:
                program.until_live()
            fill(draft / "network.db", shape, day)
            draft.rename(kept)
    return kept


@dataclass(frozen=True)
class Answer:
    """One answer: wall and processor milliseconds of the server (its children included).

    Names of ``headers`` are in lower case.
    """

    status: int
    body: bytes
    headers: Mapping[str, str]
    wall: float
    cpu: float


class Program:
    """A running checkout; ``with`` starts it on a free port and ends it."""

    def __init__(self, checkout: Path, data_dir: Path, *, data: str = "") -> None:
        self.checkout, self.data_dir, self.data = checkout, data_dir, data

    def __enter__(self) -> Program:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = self.data_dir.parent / f"{self.data_dir.name}.log"
        self.origin = f"http://127.0.0.1:{self.port}"
        self.cookie, self.drafts = "", list[str]()
        # What `make run` sets, and nothing of whoever measures; the same order of sets for all.
        env = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        env |= {
            "PORT": str(self.port),
            "DATA": self.data,
            "DATA_DIR": str(self.data_dir),
            "ADMIN_EMAIL": EMAIL,
            "ADMIN_PASSWORD": PASSWORD,
            "LOG_FORMAT": "json",
            "MALLOC_ARENA_MAX": "2",
            "PYTHONHASHSEED": "0",
        }
        self.spawned = self.used = time.perf_counter()
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [interpreter(self.checkout), "-m", "services.embedded"],
                cwd=self.checkout,
                env=env,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3600)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        # Not SIGINT: whoever measures in the background ignores it, and so would the child.
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def since(self) -> float:
        """Milliseconds since the process was started."""
        return (time.perf_counter() - self.spawned) * 1000

    def until_live(self) -> None:
        """Wait for the first answer."""
        while time.perf_counter() - self.spawned < PATIENCE:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.checkout} does not start:\n{self.log.read_text()[-2000:]}")
            try:
                if self.ask("GET", "/health/live").status == 200:
                    return
            except OSError:
                self.connection.close()
                time.sleep(0.005)
        raise SystemExit(f"{self.checkout} does not answer")

    def until_quiet(self) -> None:
        """Wait until the program has done what it does unasked after its start."""
        before = -1.0
        while (now := self.processor_ms()) - before > 10:
            before = now
            time.sleep(1.0)

    # --- requests -----------------------------------------------------------------------

    def ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, Any] | list[tuple[str, str]] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request as our own pages send it; never conditional, never compressed."""
        sent = {"Cookie": self.cookie, "Accept-Language": "de", **(headers or {})}
        content = None
        if method != "GET":
            sent |= {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        if form is not None:
            content = urlencode(form, doseq=True)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if body is not None:
            content = json.dumps(body)
            sent["Content-Type"] = "application/json"
        if time.perf_counter() - self.used > IDLE:
            # The server ends a connection that waited while the other program worked for minutes.
            self.connection.close()
        spent, began = self.processor_ms(), time.perf_counter()
        self.connection.request(method, path, content, {k: v for k, v in sent.items() if v})
        response = self.connection.getresponse()
        text = response.read()
        self.used = time.perf_counter()
        wall = (self.used - began) * 1000
        cookie = response.headers.get("Set-Cookie")
        if cookie:
            self.cookie = cookie.partition(";")[0]
        return Answer(
            response.status,
            text,
            {k.lower(): v for k, v in response.headers.items()},
            wall,
            self.processor_ms() - spent,
        )

    def page(self, path: str) -> Answer:
        """A page that must be there."""
        return self._wanted(self.ask("GET", path), path, 200)

    def send(self, path: str, form: Mapping[str, Any] | list[tuple[str, str]]) -> Answer:
        """A form that must be taken."""
        return self._wanted(self.ask("POST", path, form=form), path, 302, 303)

    def log_in(self) -> None:
        """As the first administrator, who coordinates too."""
        form = form_in(self.page("/konto/anmelden").body, "/konto/anmelden")
        self.send("/konto/anmelden", {**dict(form), "email": EMAIL, "password": PASSWORD})

    def change(self, place: str, id: str, **fields: Any) -> Answer:
        """Change fields of a record by the API, in the version that it has."""
        path = f"/api/network/records/{place}/{id}"
        got = self.page(path)
        body = {**json.loads(got.body), **fields}
        tag = {"If-Match": got.headers["etag"]}
        return self._wanted(self.ask("PUT", path, body=body, headers=tag), path, 200)

    def change_by_form(self, path: str, **fields: str) -> Answer:
        """Change fields of a record by its form."""
        form = [(k, v) for k, v in form_in(self.page(path).body, path) if k not in fields]
        return self.send(path, [*form, *fields.items()])

    def _wanted(self, answer: Answer, path: str, *status: int) -> Answer:
        if answer.status not in status:
            text = answer.body[:1500].decode(errors="replace")
            raise SystemExit(f"{self.checkout} {path}: {answer.status}\n{text}")
        return answer

    # --- the process --------------------------------------------------------------------

    def processor_ms(self) -> float:
        """Processor time of the process and of children that have ended, in milliseconds."""
        clock = ctypes.c_int()
        if ctypes.CDLL(None).clock_getcpuclockid(self.process.pid, ctypes.byref(clock)):
            return 0.0
        own = time.clock_gettime(clock.value) * 1000
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[13]) + int(fields[14])
        return own + ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """The most memory that the process has held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def log_lines(self) -> int:
        """Warnings and worse that the program has logged."""
        found = 0
        for line in self.log.read_text().splitlines():
            if line.startswith("{") and json.loads(line).get("level") not in ("info", "debug"):
                found += 1
        return found


class _Forms(HTMLParser):
    """Every form of a page: its action and what it would send untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._select = self._text = ""
        self._chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append((given.get("action", ""), []))
        elif not self.forms:
            return
        elif tag == "input" and name and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1][1].append((name, given.get("value", "")))
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and self._select:
            if self._chosen is None or "selected" in given:
                self._chosen = given.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.forms[-1][1].append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            name, before = self.forms[-1][1][-1]
            self.forms[-1][1][-1] = name, before + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            if self._chosen is not None:
                self.forms[-1][1].append((self._select, self._chosen))
            self._select = ""
        elif tag == "textarea":
            self._text = ""


def form_in(page: bytes, action: str) -> list[tuple[str, str]]:
    """What the form with this action would send as it stands."""
    parser = _Forms()
    parser.feed(page.decode())
    for where, fields in parser.forms:
        if where.partition("?")[0] == action:
            return fields
    raise SystemExit(f"no form for {action}")
