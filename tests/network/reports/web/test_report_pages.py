"""From an empty list of reports to a frozen one."""

from __future__ import annotations

import errno
import hashlib
import io
import re

from services.network.datasets.practice_report import DRAFT as PRACTICE_DRAFT
from services.network.records.model import Actor, Question, Report
from tests.network.exchange.web.test_import_pages import text_of
from tests.shared.helpers import log_in, post_form

HEAD = {
    "title": "Lückenanalyse 2026",
    "report_type": "gap_analysis",
    "first": "2026-01-01",
    "last": "2026-11-25",
    "day": "2026-11-25",
    "purpose": "Nachweis",
}


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.get_data(as_text=True))
    assert found
    return found[1]


def draft(client) -> str:
    made = post_form(client, "/berichte/neu", HEAD)
    assert made.status_code == 303
    return made.location


def report(site) -> Report:
    reports: dict[str, Report] = site.extensions["ikoe"].live.network().all(Report)
    (found,) = (r for id, r in reports.items() if id != PRACTICE_DRAFT)
    return found


def test_from_draft_to_frozen(site):
    client = log_in(site)
    path = draft(client)
    page = client.get(path)
    version = hidden(page, "version")
    saved = post_form(
        client,
        path,
        {**HEAD, "version": version, "text_summary": "Mein Satz.\n\n- <b>Punkt</b>"},
    )
    assert saved.location == f"{path}?gespeichert=1"
    shown = client.get(f"{path}/vorschau")
    assert "Mein Satz. <b>Punkt</b>" in text_of(shown)
    assert "Entwurf" in text_of(shown)
    assert client.get(f"{path}/entwurf.pdf").data.startswith(b"%PDF-1.7")
    asked = client.get(f"{path}/freigeben")
    fields = {"version": hidden(asked, "version"), "stand": hidden(asked, "stand")}
    nameless = post_form(client, f"{path}/freigeben", {**fields, "name": " "})
    assert nameless.status_code == 422
    done = post_form(client, f"{path}/freigeben", {**fields, "name": "Kim Beispiel"})
    assert done.location == f"{path}?freigegeben=1"
    frozen = report(site)
    assert (frozen.status, frozen.released_by) == ("released", "Kim Beispiel")
    files = dict(frozen.files)
    assert set(files) == {"html", "pdf", "docx", "xlsx"}
    for form in files:
        answer = client.get(f"{path}/bericht.{form}")
        assert hashlib.sha256(answer.data).hexdigest() == files[form]
    assert "Freigegeben am 25.11.2026 von Kim Beispiel" in text_of(
        client.get(f"{path}/bericht.html")
    )
    # Nothing changes it any more.
    assert post_form(client, path, {**HEAD, "version": "2"}).status_code == 409
    assert post_form(client, f"{path}/loeschen", {"version": "2"}).location == path
    assert client.get(f"{path}/vorschau").location == path
    assert client.get(f"{path}/entwurf.pdf").status_code == 404
    assert report(site) == frozen


def test_the_frozen_page_is_one_file_without_scripts(site):
    client = log_in(site)
    path = draft(client)
    asked = client.get(f"{path}/freigeben")
    fields = {"version": hidden(asked, "version"), "stand": hidden(asked, "stand")}
    post_form(client, f"{path}/freigeben", {**fields, "name": "Kim"})
    answer = client.get(f"{path}/bericht.html")
    text = answer.get_data(as_text=True)
    assert re.findall(r"<(?:script|link|img|iframe)\b|\bsrc=|\bhref=|\bon\w+=", text) == []
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_wrong_heads_are_told_field_by_field(site):
    client = log_in(site)
    wrong = {**HEAD, "title": "", "first": "2026-12-01", "last": "2026-01-01", "day": "2027-01-01"}
    answer = post_form(client, "/berichte/neu", wrong)
    assert answer.status_code == 422
    for words in (
        "Das Ende des Zeitraums liegt vor seinem Beginn.",
        "Der Stichtag liegt in der Zukunft.",
        "Diese Angabe fehlt.",
    ):
        assert words in text_of(answer)
    assert post_form(client, "/berichte/neu", {**HEAD, "day": "gestern"}).status_code == 422
    assert post_form(client, "/berichte/neu", {}).status_code == 422


def test_two_at_one_draft_lose_nothing(site):
    client = log_in(site)
    path = draft(client)
    version = hidden(client.get(path), "version")
    post_form(client, path, {**HEAD, "version": version, "text_method": "eins"})
    second = post_form(client, path, {**HEAD, "version": version, "text_method": "zwei"})
    assert second.status_code == 409
    assert "zwei" in text_of(second)
    assert dict(report(site).chapters) == {"method": "eins"}


def test_data_that_changed_since_the_page_stop_the_release(site):
    client = log_in(site)
    path = draft(client)
    version = hidden(client.get(f"{path}/freigeben"), "version")
    answer = post_form(
        client, f"{path}/freigeben", {"version": version, "stand": "alt", "name": "Kim"}
    )
    assert answer.status_code == 409
    assert "haben sich Angaben geändert" in text_of(answer)
    assert report(site).status == "draft"


def test_a_draft_can_be_deleted(site):
    client = log_in(site)
    path = draft(client)
    version = hidden(client.get(path), "version")
    answer = post_form(client, f"{path}/loeschen", {"version": version})
    assert answer.location == "/berichte?geloescht=1"
    assert client.get(path).status_code == 404


def test_unknown_reports_are_not_found(site):
    client = log_in(site)
    for path in ("/berichte/x", "/berichte/x/vorschau", "/berichte/x/bericht.pdf"):
        assert client.get(path).status_code == 404


def test_a_double_click_makes_one_draft(site):
    client = log_in(site)
    fields = {**HEAD, "id": hidden(client.get("/berichte/neu"), "id")}
    first, second = (post_form(client, "/berichte/neu", fields) for _ in range(2))
    assert first.location == second.location == f"/berichte/{fields['id']}"
    assert report(site).id == fields["id"]
    assert hidden(client.get("/berichte/neu"), "id") != fields["id"]


def test_a_form_sent_again_with_other_words_keeps_them_beside_the_draft(site):
    client = log_in(site)
    fields = {**HEAD, "id": hidden(client.get("/berichte/neu"), "id")}
    post_form(client, "/berichte/neu", fields)
    again = post_form(client, "/berichte/neu", {**fields, "title": "Anders benannt"})
    assert again.status_code == 409
    assert 'value="Anders benannt"' in again.get_data(as_text=True)
    assert report(site).title == HEAD["title"]


def test_a_statement_says_about_which_entry_a_side_spoke(site):
    network = site.extensions["ikoe"].live.network()
    asked = network.get(Question, "uebung-frage-4b")
    entry = network.find(asked.entry_kind, asked.entry_id)
    page = text_of(log_in(site).get(f"/berichte/{PRACTICE_DRAFT}/vorschau"))
    who = f"{network.get(Actor, asked.actor_id).name} (zu „{entry.title}“)"
    assert f"{who} plant nach eigener Auskunft" in page
    assert asked.answered_by not in page


def test_a_release_without_room_on_the_disk_says_so_and_freezes_nothing(site, monkeypatch):
    client = log_in(site)
    path = draft(client)
    asked = client.get(f"{path}/freigeben")
    fields = {"version": hidden(asked, "version"), "stand": hidden(asked, "stand")}

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("shared.files.os.fsync", full)
        refused = post_form(client, f"{path}/freigeben", {**fields, "name": "Kim"})
        assert refused.status_code == 503
        assert "Der Speicherplatz ist voll oder lässt sich nicht beschreiben." in text_of(refused)
        assert client.get("/health/ready").get_json()["checks"]["disk"] == "failed"
        upload = {"datei": (io.BytesIO(b"Name;Landkreis\nVerein;Erfurt\n"), "liste.csv")}
        unread = post_form(client, "/einfuhr", upload, content_type="multipart/form-data")
        assert unread.status_code == 503
        assert "Der Speicherplatz ist voll" in text_of(unread)
    folder = site.extensions["ikoe"].settings.data_dir
    assert [
        f for name in ("reports", "uploads") for f in (folder / name).rglob("*") if f.is_file()
    ] == []
    assert report(site).status == "draft"
    # With room again the same form goes through.
    assert post_form(client, f"{path}/freigeben", {**fields, "name": "Kim"}).status_code == 303


def test_a_name_that_cannot_be_saved_leaves_no_files_behind(site):
    client = log_in(site)
    path = draft(client)
    asked = client.get(f"{path}/freigeben")
    fields = {"version": hidden(asked, "version"), "stand": hidden(asked, "stand")}
    refused = post_form(client, f"{path}/freigeben", {**fields, "name": "K" * 500})
    assert refused.status_code == 422
    folder = site.extensions["ikoe"].settings.data_dir / "reports"
    assert [file for file in folder.rglob("*") if file.is_file()] == []
    assert report(site).status == "draft"


def test_a_damaged_file_of_a_released_report_is_named_and_the_others_are_given_out(site):
    client = log_in(site)
    path = draft(client)
    asked = client.get(f"{path}/freigeben")
    fields = {"version": hidden(asked, "version"), "stand": hidden(asked, "stand")}
    post_form(client, f"{path}/freigeben", {**fields, "name": "Kim"})
    digest = dict(report(site).files)["pdf"]
    file = site.extensions["ikoe"].settings.data_dir / "reports" / digest[:2] / digest
    file.chmod(0o600)
    file.write_bytes(b"anders")
    answer = client.get(f"{path}/bericht.pdf")
    assert answer.status_code == 503
    assert f"holt sie aus der Sicherung zurück: reports/{digest[:2]}/{digest}" in text_of(answer)
    assert client.get(f"{path}/bericht.html").status_code == 200
