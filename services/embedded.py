"""All three services in one process: what ``make run`` starts.

The only module that knows more than one service. It gives every service a SQLite
file, an in-process broker and a folder as mailbox, connects them by HTTP calls
that never leave the process, and runs the workers' loops in threads. Nothing
below here can tell the difference to the grown start: only URLs differ.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from flask import Flask
from pydantic import ValidationError
from werkzeug.test import Client

from services.events import app as events
from services.events import worker as events_worker
from services.events.config import Settings as EventsSettings
from services.network import app as network
from services.network import worker as network_worker
from services.network.config import Settings as NetworkSettings
from services.network.home import setup as install
from services.notify import app as notify
from services.notify import worker as notify_worker
from services.notify.config import Settings as NotifySettings
from services.operations import backup, running
from shared import collector, logs
from shared.backups import prune
from shared.clock import Clock, utc_now
from shared.data_protection import retention
from shared.errors import Misconfigured, Unavailable, Unreadable
from shared.files import check_writable, keep_private
from shared.loops import Loop
from shared.starting import why_not
from shared.web.health import checks_of, together
from shared.web.urls import service_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


OPEN_FILES = 4096
"""So many files and connections the process asks to be allowed, of which its own take some."""

_OWN_FILES = 256

DATA_SETS = ("practice", "example", "empty")


class Dispatcher:
    """One WSGI application out of three, by the first segment of the path.

    The path is handed on as it came: nothing strips prefixes, so that the same URL
    means the same page here and behind the gateway.
    """

    def __init__(self, apps: Mapping[str, WSGIApplication]) -> None:
        self._apps = apps

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request by the service that owns its path."""
        return self._apps[service_of(environ.get("PATH_INFO", "/"))](environ, start_response)


@dataclass(frozen=True)
class Embedded:
    """The running product: the application to serve, its parts and its background loops."""

    wsgi: WSGIApplication
    apps: Mapping[str, Flask]
    loops: Sequence[Loop]
    new_password: str | None
    trusted_proxies: int = 0

    def start(self) -> None:
        """Start the background loops (relays, deliveries, reminders)."""
        for loop in self.loops:
            loop.start()

    def stop(self) -> None:
        """Let every loop end what it is doing, then stop."""
        for loop in self.loops:
            loop.stop()


def own_secrets(data_dir: Path) -> dict[str, str]:
    """The secrets of this installation, made at the first start and kept in ``data_dir``.

    Returned as settings (``secret_key``, ``service_token``). The file is readable by its
    owner alone and written in one piece: a crash leaves either none or all of it.
    """
    file = data_dir / "secrets.json"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = {name: secrets.token_urlsafe(48) for name in ("secret_key", "service_token")}
        draft = file.with_suffix(f".{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(fresh, out)
            out.flush()
            os.fsync(out.fileno())
        # link() refuses to replace: of two first starts at once, one wins and both read it.
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return dict(json.loads(file.read_text()))


def build(
    data_dir: Path,
    public_url: str,
    *,
    data: str = "",
    admin_email: str = "leitung@ikoe.example",
    admin_password: str | None = None,
    clock: Clock = utc_now,
    **overrides: Any,
) -> Embedded:
    """Wire the three services over files in ``data_dir``.

    ``data`` is ``practice``, ``example`` or ``empty`` to begin with that data set, or blank to
    let the first page ask. ``overrides`` are further settings (``mail_url`` …).

    Raises Misconfigured if a setting cannot be used.
    """
    if data and data not in DATA_SETS:
        raise Misconfigured("config.data", value=data, allowed=", ".join(DATA_SETS))
    data_dir = data_dir.resolve()
    common: dict[str, Any] = {
        **own_secrets(data_dir),
        "public_url": public_url,
        "data_dir": data_dir,
        "accounts_url": f"sqlite:///{data_dir / 'accounts.db'}",
        "network_store_url": f"sqlite:///{data_dir / 'network.db'}",
        "events_store_url": f"sqlite:///{data_dir / 'events.db'}",
        "notify_store_url": f"sqlite:///{data_dir / 'notify.db'}",
        "broker_url": "memory://",
        "mail_url": f"file://{data_dir / 'outbox'}",
        # Beside the folder, not in it: whoever copies the folder copies no mark, and whoever puts
        # an older one in its place keeps the journal of who was deleted.
        "deletions_file": str(data_dir.with_name(f"{data_dir.name}.deletions")),
        "instance_file": str(data_dir.with_name(f"{data_dir.name}.instance")),
        **overrides,
    }
    token = common["service_token"]

    def caller(app: Flask) -> httpx.Client:
        # WSGITransport calls the other service's application in this thread: a call
        # between services costs no socket and needs no port.
        return httpx.Client(
            transport=httpx.WSGITransport(app=app.wsgi_app),
            base_url=public_url,
            headers={"Authorization": f"Bearer {token}"},
        )

    notify_app = notify.create_app(NotifySettings(**common), clock=clock)
    network_app = network.create_app(
        NetworkSettings(**common), notify=caller(notify_app), clock=clock
    )
    events_app = events.create_app(
        EventsSettings(**common),
        network=caller(network_app),
        notify=caller(notify_app),
        clock=clock,
    )
    apps = {"network": network_app, "events": events_app, "notify": notify_app}
    for name in ("events", "notify"):
        # /health/ready answers for the whole process, not only for network's part of it.
        checks_of(network_app)[name] = together(apps[name])
    parts = {name: app.extensions["ikoe"] for name, app in apps.items()}
    new_password = parts["network"].accounts.ensure_admin(admin_email, admin_password)
    # Read before anybody asks: data of a newer program refuse the start instead of every page, and
    # the first page finds the network read.
    parts["network"].live.network()
    if data:
        install.prepare(parts["network"], data)
    # Before anything is shown or sent: the data may be a copy from before somebody was deleted.
    for erasure in (
        *parts["network"].erasures,
        parts["events"].erasure,
        parts["notify"].erasure,
    ):
        erasure.catch_up()
    loops = [
        *notify_worker.loops(parts["notify"]),
        *network_worker.loops(parts["network"]),
        *events_worker.loops(parts["events"]),
    ]
    wsgi = {name: app.wsgi_app for name, app in apps.items()}
    trusted = parts["network"].settings.trusted_proxies
    return Embedded(Dispatcher(wsgi), apps, loops, new_password, trusted)


def _why_not(error: Exception, port: str, data_dir: Path) -> str:
    """Why the product does not start, and what to do: a sentence for who typed the command."""
    if isinstance(error, ValidationError):
        named = [
            f"{str(one['loc'][0]).upper()}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        ]
        return f"Eine Einstellung lässt sich nicht verwenden. {'; '.join(named)}"
    if isinstance(error, Misconfigured):
        value, allowed = error.params.get("value", ""), error.params.get("allowed", "")
        if error.code == "config.data":
            return f"DATA={value} gibt es nicht. Möglich sind: {allowed}."
        if error.code == "config.invalid":
            return str(error.params["text"])
        if error.code == "config.port":
            return f"PORT={value} ist kein Port. Zum Beispiel: PORT=8081 make run"
        return f"Eine Einstellung lässt sich nicht verwenden ({error.code})."
    if isinstance(error, Unreadable):
        return why_not(error, f"Ordner {data_dir}")
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Auf Port {port} antwortet schon ein Programm, vielleicht dieses hier. "
            "Einen anderen nehmen Sie so: PORT=8081 make run"
        )
    return (
        f"Die Daten im Ordner {data_dir} lassen sich nicht öffnen. Ist er voll, "
        "schreibgeschützt oder beschädigt? Einen anderen nehmen Sie so: DATA_DIR=ordner make run"
    )


def _listening(host: str, port: int) -> list[socket.socket]:
    """Sockets for every address of the host. Raises OSError and leaves none open then."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    with ExitStack() as opened:
        sockets = [
            opened.enter_context(socket.create_server(address[:2], family=family))
            for family, _type, _protocol, _name, address in dict.fromkeys(found)
        ]
        opened.pop_all()
    return sockets


def _backups(data_dir: Path, environ: Mapping[str, str]) -> Loop | None:
    """The loop that backs up every few minutes, if BACKUP_DIR says where to."""
    if not environ.get("BACKUP_DIR"):
        return None
    target, key = Path(environ["BACKUP_DIR"]), environ.get("BACKUP_KEY", "")

    def once() -> None:
        backup(data_dir, target, key)
        prune(target, utc_now())

    minutes = max(1.0, float(environ.get("BACKUP_EVERY_MINUTES") or 10))
    return Loop("backup", minutes * 60, once)


def _connections() -> int:
    """How many connections may stand open at a time, after asking the system for more files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < OPEN_FILES:
        soft = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    room = OPEN_FILES if soft == resource.RLIM_INFINITY else min(soft, OPEN_FILES)
    return max(100, room - _OWN_FILES)


def _preview(data_dir: Path, public_url: str) -> int:
    """Say what retention would delete over a folder that is there; a new one is not begun."""
    if not (data_dir / "network.db").exists():
        sys.stderr.write(f"\n  Im Ordner {data_dir} liegen keine Daten.\n\n")
        return 2
    for app in build(data_dir, public_url).apps.values():
        sys.stdout.write(retention.told(app.extensions["ikoe"].retention))
    return 0


def main(environ: Mapping[str, str] = os.environ, words: Sequence[str] = ()) -> int:
    """Start the product as the environment says and serve it until Ctrl-C.

    With the word ``loeschvorschau`` it says instead what retention would delete now.
    """
    from waitress.server import create_server

    collector.calm()

    logs.configure("json" if environ.get("LOG_FORMAT") == "json" else "text")
    port = environ.get("PORT", "8080")
    host = environ.get("HOST", "127.0.0.1")
    public_url = environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}")
    email = environ.get("ADMIN_EMAIL", "leitung@ikoe.example")
    data_dir = Path(environ.get("DATA_DIR", "var"))
    if retention.PREVIEW in words:
        return _preview(data_dir, public_url)
    try:
        keep_private(data_dir)
        # Else the first letter or the first save would tell, long after the start.
        check_writable(data_dir)
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise Misconfigured("config.port", value=port)
        embedded = build(
            data_dir,
            public_url,
            data=environ.get("DATA", ""),
            log_format="json" if environ.get("LOG_FORMAT") == "json" else "text",
            admin_email=email,
            admin_password=environ.get("ADMIN_PASSWORD") or None,
        )
        server = create_server(
            embedded.wsgi,
            # Opened here: waitress leaves its own open if the port is taken.
            sockets=_listening(host, int(port)),
            threads=8,
            ident="ikoe",
            # Waitress answers nobody new while so many stand open, and they stay open though
            # nobody says anything on them: its own hundred are what a few browsers keep.
            connection_limit=_connections(),
            # select() knows no file beyond number 1,023.
            asyncore_use_poll=True,
            # Who says nothing gives the place back.
            channel_timeout=60,
            cleanup_interval=10,
            # With TRUSTED_PROXIES the applications take what the last of them says (ProxyFix);
            # else what anybody claims about himself is thrown away.
            clear_untrusted_proxy_headers=not embedded.trusted_proxies,
        )
    except (Misconfigured, Unavailable, ValidationError, OSError) as error:
        sys.stderr.write(f"\n  {_why_not(error, port, data_dir)}\n\n")
        return 2
    opened = ExitStack()
    # Whoever restores a backup must know that somebody is at work here.
    opened.enter_context(running(data_dir))
    embedded.start()
    if backups := _backups(data_dir, environ):
        backups.start()
        opened.callback(backups.stop)
    # The first map of a process imports its library and draws everything: done while nobody
    # waits for it.
    warm_up = threading.Timer(1.0, Client(embedded.wsgi).get, ["/karte"], {"base_url": public_url})
    warm_up.daemon = True
    warm_up.start()
    print(f"\n  IKÖ-Netz läuft: {public_url}\n")
    if embedded.new_password:
        print(f"  Anmelden als {email}")
        print(f"  Passwort:     {embedded.new_password}   (wird nur dieses eine Mal gezeigt)\n")
    print("  Beenden mit Strg+C\n", flush=True)
    # SIGTERM ends like Ctrl-C, so that loops finish the letter that they are sending.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    finally:
        opened.close()
        embedded.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(words=sys.argv[1:]))
