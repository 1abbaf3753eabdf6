"""The pages of import and export: look first, then everything or nothing; coordinators only."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest

from services.network.exchange.export_table import sheet_of
from services.network.import_file import main
from services.network.records.model import Actor, Offer
from tests.network.exchange.conftest import csv_bytes
from tests.shared.helpers import log_in, post_form

GOOD = csv_bytes("Name;Landkreis", "Haus der Kulturen Probe;Jena", "Hof Probe;99867")
BAD = csv_bytes("Name;Landkreis", "Haus der Kulturen Probe;Jena", "Hof Probe;Atlantis")


def send(client, content, name="liste.csv", **fields):
    return post_form(
        client,
        "/einfuhr",
        {"datei": (io.BytesIO(content), name), **fields},
        content_type="multipart/form-data",
    )


def text_of(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(html.unescape(plain).split())


def network(site):
    return site.extensions["ikoe"].live.network()


def digest(response) -> str:
    found = re.search(r'name="stand" value="([0-9a-f]+)"', response.get_data(as_text=True))
    return found[1] if found else ""


def test_dry_run_then_everything(site):
    client, before = log_in(site), network(site)
    sent = send(client, GOOD)
    assert sent.status_code == 303
    page = client.get(sent.location)
    assert "Bis jetzt ist nichts geschrieben" in text_of(page)
    assert network(site).revision == before.revision
    done = post_form(client, sent.location, {"stand": digest(page)})
    assert (done.status_code, done.location) == (303, "/einfuhr?fertig=1&neu=2&geaendert=0")
    assert "Neu: 2, geändert: 0." in text_of(client.get(done.location))
    new = network(site).all(Actor).keys() - before.all(Actor).keys()
    assert {network(site).all(Actor)[id].name for id in new} == {
        "Haus der Kulturen Probe",
        "Hof Probe",
    }
    gone = client.get(sent.location)
    assert (gone.status_code, gone.location) == (302 if gone.status_code == 302 else 303,
                                                 "/einfuhr?abgelaufen=1")  # fmt: skip
    again = client.get(send(client, GOOD).location)
    assert "Es gibt nichts zu übernehmen" in text_of(again)


def test_one_wrong_row_and_nothing_is_written(site):
    client, before = log_in(site), network(site)
    sent = send(client, BAD)
    page = client.get(sent.location)
    assert "Zeile 3, Spalte „Landkreis“" in text_of(page)
    assert "Alles übernehmen" not in text_of(page)
    assert post_form(client, sent.location, {"stand": ""}).status_code == 409
    assert network(site).revision == before.revision


def test_a_stale_preview_is_shown_anew(site):
    client = log_in(site)
    sent = send(client, GOOD)
    page = client.get(sent.location)
    other = send(client, GOOD)
    post_form(client, other.location, {"stand": digest(client.get(other.location))})
    revision = network(site).revision
    stale = post_form(client, sent.location, {"stand": digest(page)})
    assert stale.status_code == 409
    assert "Das Netzwerk hat sich inzwischen geändert." in text_of(stale)
    assert network(site).revision == revision


def test_nobody_sees_the_file_of_another_person(site):
    sent = send(log_in(site), GOOD)
    foreign = log_in(site).get(sent.location)
    assert foreign.location == "/einfuhr?abgelaufen=1"


def test_discarding_forgets_the_file(site):
    client = log_in(site)
    sent = send(client, GOOD)
    path = sent.location.partition("?")[0]
    assert post_form(client, path + "/verwerfen").location == "/einfuhr"
    assert client.get(path).location == "/einfuhr?abgelaufen=1"
    assert list((Path(site.extensions["ikoe"].settings.data_dir) / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "liste.xlsx", 422, "In der Datei stehen keine Einträge."),
        (b"%PDF-1.7", "liste.pdf", 422, "Das ist keine Tabelle."),
        (b"PK\x03\x04kaputt", "liste.xlsx", 422, "Die Datei ist beschädigt"),
        (b"x" * (5 * 1024 * 1024 + 1), "liste.csv", 413, "Die Datei ist größer als 5 MB."),
        (b"Name\n" * 6000, "liste.csv", 413, "mehr als 5.000 Zeilen"),
    ],
)
def test_a_foreign_file_is_refused_with_a_sentence(site, content, name, status, words):
    answer = send(log_in(site), content, name)
    assert answer.status_code == status
    assert words in text_of(answer)


@pytest.mark.parametrize("role", ["member", "viewer", "editor"])
@pytest.mark.parametrize("path", ["/einfuhr", "/einfuhr/ausgabe/akteure.csv", "/berichte"])
def test_only_coordinators_come_in(site, role, path):
    assert log_in(site, role).get(path).status_code == 403
    assert site.test_client().get(path).status_code in (302, 303)


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("vorlage.xlsx", b"PK"),
        ("ausgabe/alles.xlsx", b"PK"),
        ("ausgabe/angebote.csv", b"\xef\xbb\xbf"),
        ("ausgabe/abdeckung.csv", b"\xef\xbb\xbf"),
        ("ausgabe/netz.graphml", b"<?xml"),
        ("ausgabe/netz.gexf", b"<?xml"),
        ("ausgabe/netz.jsonld", b"{"),
    ],
)
def test_lists_and_graphs_can_be_taken_away(site, name, begin):
    answer = log_in(site).get(f"/einfuhr/{name}")
    assert answer.status_code == 200
    assert answer.data.startswith(begin)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_graphs_hold_every_actor_and_are_read_by_others(site):
    import networkx

    answer = log_in(site).get("/einfuhr/ausgabe/netz.graphml")
    graph = networkx.read_graphml(io.BytesIO(answer.data))
    assert set(graph.nodes) == set(network(site).all(Actor))
    gexf = log_in(site).get("/einfuhr/ausgabe/netz.gexf")
    assert set(networkx.read_gexf(io.BytesIO(gexf.data)).nodes) == set(graph.nodes)


def test_the_whole_practice_network_makes_the_round_trip(site):
    client = log_in(site)
    exported = client.get("/einfuhr/ausgabe/alles.xlsx").data
    page = client.get(send(client, exported, "alles.xlsx").location)
    assert "Es gibt nichts zu übernehmen" in text_of(page)
    sheet = sheet_of(network(site), "offer")
    assert len(sheet.rows) == len(network(site).all(Offer))


def test_the_command_line_prints_every_message_and_writes_only_when_told(site, tmp_path, capsys):
    store = site.extensions["ikoe"].store
    good, bad = tmp_path / "gut.csv", tmp_path / "schlecht.csv"
    good.write_bytes(GOOD)
    bad.write_bytes(BAD)
    before = network(site).revision
    assert main([str(bad), "--apply"], store) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Fehler: Zeile 3, Spalte „Landkreis“: „Atlantis“ ist kein bekannter Kreis, keine Stadt und "
        "keine Postleitzahl in Thüringen. Bitte prüfen Sie die Schreibweise.",
        "schlecht.csv: 1 neuer Eintrag, 0 geändert, 0 unverändert, 1 Fehler.",
        "So kann die Liste nicht übernommen werden. Es wurde nichts geschrieben.",
    ]
    assert main([str(good)], store) == 0
    assert capsys.readouterr().out.splitlines() == [
        "gut.csv: 2 neue Einträge, 0 geändert, 0 unverändert.",
        "Probelauf: Es wurde nichts geschrieben. Mit ARGS=--apply wird übernommen.",
    ]
    assert network(site).revision == before
    assert main([str(good), "--apply"], store) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Übernommen: 2 Einträge."
    assert main([str(good), "--apply"], store) == 0
    assert capsys.readouterr().out.splitlines() == [
        "gut.csv: 0 neue Einträge, 0 geändert, 2 unverändert.",
        "Übernommen: 0 Einträge.",
    ]
    assert main([str(tmp_path / "fehlt.csv")], store) == 2
