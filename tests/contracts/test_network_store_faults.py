"""What a store does when its server is away, slow, or lost at the worst moment."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.network.records.network import Stored
from services.network.stores.neo4j_store import Neo4jStore
from services.network.stores.sql_store import SqlStore
from services.network.wiring import open_store
from shared.errors import Misconfigured, Unavailable
from tests.builders import AT, actor, new, offer
from tests.servers import base, neo4j_server

NEO4J = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j_url")]


@pytest.fixture
def own_neo4j(tmp_path: Path) -> Iterator[base.Running]:
    """A Neo4j for one test, to be killed."""
    try:
        running = neo4j_server.start(tmp_path)
    except base.Missing as error:
        pytest.skip(f"ÜBERSPRUNGEN, es fehlt etwas: {error}")
    yield running
    base.stop(running)


@pytest.mark.chaos
@pytest.mark.neo4j
def test_a_graph_that_is_killed_is_unavailable_within_seconds_and_back_with_all_data(
    own_neo4j, tmp_path
):
    store = Neo4jStore(neo4j_server.url(own_neo4j.port))
    store.apply(new(actor("a1")), "Test", AT)
    base.stop(own_neo4j)
    for ask in (
        store.load,
        lambda: store.changes(0),
        lambda: store.get("actor", "a1"),
        lambda: store.apply(new(actor("a2")), "Test", AT),
    ):
        began = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            ask()
        assert caught.value.code == "unavailable.store"
        assert time.monotonic() - began < 5
    again = neo4j_server.start(tmp_path, port=own_neo4j.port)
    try:
        assert store.get("actor", "a1") == Stored(actor("a1"), 1)
        assert store.apply(new(actor("a2")), "Test", AT) == 2
    finally:
        store.close()
        base.stop(again)


def test_no_server_at_the_address_is_unavailable():
    with pytest.raises(Unavailable):
        Neo4jStore(f"neo4j://neo4j:x@127.0.0.1:{base.free_port()}")


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j_url")
def test_a_wrong_password_stops_the_start(neo4j_url):
    with pytest.raises(Misconfigured):
        Neo4jStore(neo4j_url.replace("test-kennwort", "falsch"))


@pytest.mark.parametrize("url", ["", "mysql://x/y", "network.db", "file:///tmp/x"])
def test_an_address_of_another_kind_stops_the_start(url):
    with pytest.raises(Misconfigured):
        open_store(url)


def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    (tmp_path / "n.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable):
        SqlStore(f"sqlite:///{tmp_path / 'n.db'}")


class CuttingProxy:
    """Passes bytes to a server, and cuts the connection after the next COMMIT went through."""

    # Bolt: PACKSTREAM structure with no field and tag 0x12 is COMMIT.
    COMMIT = b"\x00\x02\xb0\x12\x00\x00"

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server((base.HOST, 0))
        self.port: int = self._server.getsockname()[1]
        self.armed = False
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            server = socket.create_connection((base.HOST, self._target))
            for source, sink, sends in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(source, sink, sends), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, sends: bool) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
                if sends and self.armed and self.COMMIT in data:
                    self.armed = False
                    self.cuts += 1
                    # The server has the COMMIT and will do it; its answer never arrives.
                    source.shutdown(socket.SHUT_RDWR)
                    time.sleep(0.2)
                    break
        except OSError:
            pass
        finally:
            for one in (source, sink):
                one.close()

    def close(self) -> None:
        self._server.close()


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j_url")
def test_a_connection_lost_at_commit_writes_once(neo4j_url):
    port = int(neo4j_url.rsplit(":", 1)[1].strip("/"))
    proxy = CuttingProxy(port)
    # bolt: with routing the driver would go past the proxy to the server's own address.
    store = Neo4jStore(neo4j_url.replace("neo4j://", "bolt://").replace(str(port), str(proxy.port)))
    try:
        for number in range(1, 11):
            proxy.armed = True
            assert store.apply(new(actor(f"a{number}")), "Test", AT) == number
            assert not proxy.armed
        assert proxy.cuts == 10
        assert sorted(store.load().records["actor"]) == sorted(f"a{n}" for n in range(1, 11))
        assert [c.revision for c in store.changes(0)] == list(range(1, 11))
    finally:
        store.close()
        proxy.close()


_WRITER = """
import sys
from services.network.stores.sql_store import SqlStore
from tests.builders import AT, actor, new, offer
store = SqlStore(sys.argv[1])
number = len(store.changes(0))
while True:
    number += 2
    store.apply(new(actor(f"x{number}"), offer(f"x{number}")), "Test", AT)
    print(number, flush=True)
"""


@pytest.mark.chaos
@pytest.mark.slow
def test_killed_while_writing_a_file_holds_whole_change_sets(tmp_path):
    url = f"sqlite:///{tmp_path / 'network.db'}"
    store = SqlStore(url)
    for round_ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, url], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(3 + round_)]
        writer.kill()
        writer.wait()
        writer.stdout.close()
        network = store.load()
        assert network.records["actor"].keys() == network.records["offer"].keys()
        assert f"x{told[-1]}" in network.records["actor"]
        assert [c.revision for c in store.changes(0)][::2] == list(range(1, network.revision + 1))
    assert store.apply(new(actor("a"), offer("a")), "Test", AT) == network.revision + 1


@pytest.mark.slow
def test_a_writer_waits_for_another_one(tmp_path):
    url = f"sqlite:///{tmp_path / 'network.db'}"
    store, other = SqlStore(url), SqlStore(url)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with other._db.write():
            holding.set()
            time.sleep(6)
            done.set()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    # Reading goes on meanwhile, writing waits longer than SQLite's own five seconds.
    assert store.load().records == {}
    assert not done.is_set()
    assert store.apply(new(actor("a1")), "Test", AT) == 1
    assert done.is_set()
    thread.join()
