"""The whole program in this process with the practice data, as the checks of this folder see it.

``House`` knows every route of every service, has a visitor per role, and can say what a request
has written. ``crawl`` finds an address for each route by following links, so that a new page is
checked without anybody naming it here.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from lxml import html as lxml_html  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client, TestResponse

from services.embedded import Embedded, build
from shared.accounts.model import ROLES
from shared.web.forms import _serializer
from shared.web.urls import service_of
from tests.shared.helpers import PUBLIC_URL, SECRET, TOKEN, log_in

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CALLERS: tuple[str, ...] = ("anonymous", *reversed(ROLES), "service")
"""Who may ask: visitors, every role that an account can have, our own services."""
OWN = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin"}
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, order=True)
class Route:
    """One method of one rule of one service."""

    service: str
    rule: str
    method: str

    @property
    def key(self) -> tuple[str, str, str]:
        """As the rows of the role matrix name it."""
        return self.service, self.method, self.rule


@dataclass
class House:
    """The running program, its routes, and its stores seen from outside."""

    folder: Path
    embedded: Embedded
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def apps(self) -> Mapping[str, Flask]:
        """The applications by service."""
        return self.embedded.apps

    def parts(self, service: str) -> Any:
        """The wired service."""
        return self.apps[service].extensions["ikoe"]

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every route of every service, sorted; each service's own part of shared addresses."""
        return tuple(
            sorted(
                Route(name, rule.rule, method)
                for name, app in self.apps.items()
                for rule in app.url_map.iter_rules()
                if service_of(rule.rule) == name
                for method in rule.methods or ()
                if method not in ("HEAD", "OPTIONS")
            )
        )

    def client(self, caller: str) -> Client:
        """A browser (or program) of this caller; the same one every time."""
        if caller not in self.clients:
            self.clients[caller] = self.fresh_client(caller)
        return self.clients[caller]

    def fresh_client(self, caller: str) -> Client:
        """A browser of this caller with a login of its own."""
        client = Client(self.embedded.wsgi)
        if caller not in ("anonymous", "service"):
            app = self.apps["network"]
            logged_in = log_in(app, caller)  # type: ignore[arg-type]
            name = app.config["SESSION_COOKIE_NAME"]
            cookie = logged_in.get_cookie(name)
            assert cookie is not None
            client.set_cookie(name, cookie.value, domain=urlsplit(PUBLIC_URL).hostname or "")
        return client

    def ask(self, caller: str, path: str, method: str = "GET", **more: Any) -> TestResponse:
        """The answer to a request of this caller; the client may be handed in as ``client``."""
        client = more.pop("client", None) or self.client(caller)
        headers = dict(more.pop("headers", {}))
        if caller == "service":
            headers["Authorization"] = f"Bearer {TOKEN}"
        return client.open(
            path, method=method, base_url=PUBLIC_URL, headers=headers, buffered=True, **more
        )

    def send(
        self, caller: str, path: str, data: Mapping[str, Any] | None = None, **more: Any
    ) -> TestResponse:
        """Post a form as our own page would: with a key and our origin."""
        return self.ask(
            caller, path, "POST", data={"form_key": self.form_key(), **(data or {})},
            headers={**OWN, **more.pop("headers", {})}, **more,
        )  # fmt: skip

    def form_key(self) -> str:
        """A key that every form of ours may carry."""
        with self.apps["network"].app_context():
            return str(_serializer().dumps(["", uuid.uuid4().hex[:12]]))

    def route_of(self, path: str, method: str = "GET") -> Route | None:
        """The route that answers this address; None for nobody's."""
        service = service_of(path)
        adapter = self.apps[service].url_map.bind("127.0.0.1")
        try:
            rule, _values = adapter.match(path, method=method, return_rule=True)
        except HTTPException:
            return None
        return Route(service, rule.rule, method)

    # --- what lies in the stores ----------------------------------------------------------

    @cached_property
    def _watched(self) -> dict[str, sqlite3.Connection]:
        return {
            file.stem: sqlite3.connect(file, check_same_thread=False)
            for file in sorted(self.folder.glob("*.db"))
        }

    def state(self) -> tuple[tuple[str, int], ...]:
        """Changes whenever somebody commits to a database or touches a file beside them."""
        versions = [
            (name, int(connection.execute("PRAGMA data_version").fetchone()[0]))
            for name, connection in self._watched.items()
        ]
        return (*versions, *self._files())

    def _files(self) -> Iterator[tuple[str, int]]:
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and ".db" not in file.name:
                stat = file.stat()
                yield file.relative_to(self.folder).as_posix(), stat.st_mtime_ns + stat.st_size

    def content(self) -> dict[str, str]:
        """A digest of every table and every file: what a request has written shows here."""
        found = {name: str(stamp) for name, stamp in self._files()}
        for name, connection in self._watched.items():
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in sorted(tables.fetchall()):
                rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
                text = "\n".join(sorted(map(repr, rows)))
                found[f"{name}.{table}"] = hashlib.sha256(text.encode()).hexdigest()
        return found

    def rows(self, name: str, query: str) -> list[tuple[Any, ...]]:
        """What a query says of ``<name>.db``."""
        with closing(sqlite3.connect(self.folder / f"{name}.db", timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def turn(self, *names: str) -> None:
        """One round of these background loops; all that hand over and plan, if none is named."""
        for loop in self.embedded.loops:
            if loop.name in names:
                loop.run_once()

    def close(self) -> None:
        """Give back every connection."""
        for connection in self.__dict__.get("_watched", {}).values():
            connection.close()
        self.parts("network").store.close()
        self.parts("events").store.database.close()
        self.parts("notify").database.close()
        for name in ("network", "events"):
            self.parts(name).accounts.close()


def written(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Tables and files that differ between two looks."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def open_house(folder: Path, data: str = "practice") -> House:
    """The program over a folder of its own, its background work done once."""
    embedded = build(
        folder, PUBLIC_URL, data=data, admin_email="leitung@ikoe.example",
        admin_password="Ein-langes-Kennwort-42", clock=lambda: NOW,
        secret_key=SECRET, service_token=TOKEN, log_format="text",
    )  # fmt: skip
    for app in embedded.apps.values():
        # Errors are answered as they are in use, never raised into the test.
        app.testing = False
        app.config["PROPAGATE_EXCEPTIONS"] = False
    return House(folder, embedded)


def copy_of(house: House, folder: Path) -> None:
    """Copy a house's data as they stand, databases by their own means."""
    for file in sorted(house.folder.rglob("*")):
        target = folder / file.relative_to(house.folder)
        if file.is_dir():
            target.mkdir(exist_ok=True)
        elif file.suffix == ".db":
            with closing(sqlite3.connect(file)) as there, closing(sqlite3.connect(target)) as here:
                there.backup(here)
        elif ".db-" not in file.name:
            shutil.copy(file, target)


# --- following links ------------------------------------------------------------------------

_LINKS = (("a", "href"), ("link", "href"), ("form", "action"), ("img", "src"))


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: where it goes and what it would send untouched."""

    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    """Name of a field -> its type (``text``, ``textarea``, ``select``, ``file`` …)."""


@dataclass
class Found:
    """What a crawl has seen: addresses by route, pages with their text, forms."""

    addresses: dict[Route, list[str]] = field(default_factory=dict)
    pages: dict[str, TestResponse] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)


def links_of(tree: Any, page: str) -> list[tuple[str, str]]:
    """(method, path with query) of everything that a page leads to on this site."""
    found: list[tuple[str, str]] = []
    for tag, attribute in _LINKS:
        for element in tree.iter(tag):
            if value := element.get(attribute):
                method = element.get("method", "get").upper() if tag == "form" else "GET"
                found.append((method, value))
    for attribute in ("hx-get", "hx-post", "data-href", "formaction"):
        for element in tree.xpath(f"//*[@{attribute}]"):
            method = "POST" if attribute in ("hx-post", "formaction") else "GET"
            found.append((method, element.get(attribute)))
    here = []
    for method, value in found:
        target = urlsplit(urljoin(PUBLIC_URL + page, value))
        if f"{target.scheme}://{target.netloc}" == PUBLIC_URL:
            here.append((method, target.path + (f"?{target.query}" if target.query else "")))
    return here


def forms_of(tree: Any, page: str) -> list[Form]:
    """The forms of a page with the values that stand in them."""
    found = []
    for element in tree.iter("form"):
        fields, kinds = [], []
        for one in element.iter("input", "textarea", "select", "button"):
            name = one.get("name")
            if not name:
                continue
            kind = one.tag if one.tag != "input" else one.get("type", "text")
            kinds.append((name, kind))
            fields += [(name, value) for value in _values(one, kind)]
        action = urljoin(PUBLIC_URL + page, element.get("action") or page)
        path = urlsplit(action)
        found.append(
            Form(
                page,
                path.path + (f"?{path.query}" if path.query else ""),
                element.get("method", "get").upper(),
                tuple(fields),
                tuple(dict(kinds).items()),
            )
        )
    return found


def _values(one: Any, kind: str) -> list[str]:
    if kind in ("checkbox", "radio"):
        return [one.get("value", "on")] if one.get("checked") is not None else []
    if kind == "select":
        options = list(one.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None]
        if not chosen and one.get("multiple") is None:
            chosen = options[:1]
        return [o.get("value", o.text_content()) for o in chosen]
    if kind == "textarea":
        return [one.text_content()]
    if kind in ("file", "button", "submit"):
        return []
    return [one.get("value", "")]


def tree_of(answer: TestResponse) -> Any:
    """The parsed page of an answer; None for anything but HTML."""
    if answer.mimetype != "text/html" or not answer.data.strip():
        return None
    return lxml_html.fromstring(answer.get_data(as_text=True))


def crawl(house: House, caller: str, *, per_route: int = 2, start: Iterable[str] = ("/",)) -> Found:
    """Follow every link of this caller, asking for so many addresses of each route and each set
    of names in the query."""
    found = Found()
    todo = list(start)
    seen = set(todo)
    known_forms: set[tuple[str, str]] = set()
    asked: Counter[tuple[Route, str]] = Counter()
    while todo:
        path = todo.pop(0)
        route = house.route_of(path.partition("?")[0])
        if route is None or route.rule.startswith(("/static/", "/health/")):
            continue
        # Pages that are asked for with other parts of a query show other things, other forms.
        kind = route, "&".join(sorted({name for name, _ in parse_qsl(urlsplit(path).query)}))
        if asked[kind] >= per_route or route.rule == "/konto/abmelden":
            continue
        asked[kind] += 1
        answer = house.ask(caller, path)
        found.pages[path] = answer
        if answer.status_code in (301, 302, 303, 307, 308):
            targets = [("GET", re.sub(rf"^{PUBLIC_URL}", "", answer.headers["Location"]))]
        else:
            tree = tree_of(answer)
            if tree is None:
                continue
            targets = links_of(tree, path)
            for form in forms_of(tree, path):
                key = str(house.route_of(form.action.partition("?")[0], form.method)), form.method
                if form.method == "POST" and (key not in known_forms or per_route > 2):
                    known_forms.add(key)
                    found.forms.append(form)
        for method, target in targets:
            to = house.route_of(target.partition("?")[0], method)
            if to is None:
                continue
            places = found.addresses.setdefault(to, [])
            if target not in places and len(places) < 40:
                places.append(target)
            if method == "GET" and target not in seen and len(places) < 40:
                seen.add(target)
                todo.append(target)
    return found
