"""Findings are added to a measure that exists, and taken out of it again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from services.network.records.model import Expectation, Measure
from services.network.records.network import ChangeSet
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import hidden
from tests.network.home.web.test_reading_pages import network, text
from tests.network.measures.web.test_pages import closing_offer, gaps, html, make
from tests.shared.helpers import log_in, post_form


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


def stored(site, id):
    return network(site).get(Measure, id)


def test_several_findings_are_added_to_a_running_measure_and_taken_out_again(site, client):
    one, two, three = gaps(site)[:3]
    id = make(client, findings=[one.id])
    asked = client.get(f"/vorhaben/zuordnen?hinweis={one.id}&hinweis={two.id}&hinweis={three.id}")
    assert "davon 1 der ausgewählten" in text(asked)
    sent = {
        "hinweis": [one.id, two.id, three.id],
        "wohin": id,
        f"fassung-{id}": hidden(html(asked), f"fassung-{id}"),
    }
    answer = post_form(client, "/vorhaben/zuordnen", sent)
    assert answer.headers["Location"] == f"/vorhaben/{id}?aufgenommen=2"
    measure = stored(site, id)
    assert measure.findings == tuple((f.id, f.digest) for f in (one, two, three))
    assert {id for id, _about in measure.about} == {one.id, two.id, three.id}
    assert set(measure.region_ids) >= {*two.region_ids, *three.region_ids}
    page = text(client.get(answer.headers["Location"]))
    assert "Hinweise aufgenommen." in page
    assert "3 Hinweise" in page
    # The same form once more: they are there already, and nothing is written.
    again = post_form(client, "/vorhaben/zuordnen", sent)
    assert again.headers["Location"] == f"/vorhaben/{id}?aufgenommen=0"

    path = f"/vorhaben/{id}/hinweise/{two.id}/herausnehmen"
    asked = client.get(path)
    assert "Der Hinweis selbst bleibt bestehen." in text(asked)
    assert len(stored(site, id).findings) == 3
    stale = post_form(client, path, {"version": "1"})
    assert stale.status_code == 409
    answer = post_form(client, path, {"version": hidden(html(asked), "version")})
    assert answer.headers["Location"] == f"/vorhaben/{id}?herausgenommen=1"
    assert [f for f, _digest in stored(site, id).findings] == [one.id, three.id]
    assert "Hinweise" in text(client.get(f"/vorhaben/{id}/verlauf"))
    assert client.get(f"/hinweise/{two.id}").status_code == 200
    assert client.get(path).status_code == 404


def test_a_finding_that_joins_later_is_a_step_of_its_own_and_counts_from_that_day(site, client):
    one, two = gaps(site)[:2]
    id = make(client, findings=[one.id], begun="2026-11-01")
    asked = client.get(f"/vorhaben/zuordnen?hinweis={two.id}")
    sent = {"hinweis": [two.id], "wohin": id, f"fassung-{id}": hidden(html(asked), f"fassung-{id}")}
    assert post_form(client, "/vorhaben/zuordnen", sent).status_code == 303
    offer = closing_offer(two)
    wide = replace(
        offer, on_site_region_ids=(one.cell.region_id, two.cell.region_id),
        topic_ids=(one.cell.topic_id, two.cell.topic_id),
    )  # fmt: skip
    parts = site.extensions["ikoe"]
    parts.live.apply(ChangeSet((network(site).put(wide),)), "Kim", NOW)
    page = text(client.get(f"/vorhaben/{id}"))
    title = f"{place_of(site, two)}:"
    assert "1. November 2026 Vorhaben begonnen 1 Hinweis" in page
    assert f"25. November 2026 Hinweis aufgenommen {title}" in page
    assert "24 Tage nach Beginn des Vorhabens, durch Neue Lotsinnen" in page
    assert "0 Tage nach Aufnahme in das Vorhaben, durch Neue Lotsinnen" in page


def place_of(site, gap):
    return network(site).find("region", gap.cell.region_id).name


def test_the_title_of_a_gap_with_a_format_has_one_colon_after_the_place(site, client):
    gap = gaps(site)[0]
    expectation = network(site).get(Expectation, gap.cell.expectation_id)
    format_, group = (min(network(site).records[k].values(), key=lambda r: r.id)
                      for k in ("format", "target_group"))  # fmt: skip
    changed = replace(expectation, format_id=format_.id, target_group_id=group.id)
    site.extensions["ikoe"].live.apply(ChangeSet((network(site).put(changed),)), "Kim", NOW)
    title = re.search(r"<h1[^>]*>(.*?)</h1>", html(client.get(f"/hinweise/{gap.id}")), re.DOTALL)
    assert title
    topic = network(site).find("topic", gap.cell.topic_id).label
    assert title[1].strip() == f"{place_of(site, gap)}: {topic} ({format_.label}, {group.label})"


def test_findings_go_on_to_the_form_of_a_new_measure(site, client):
    one, two = gaps(site)[:2]
    sent = {"hinweis": [one.id, two.id], "wohin": "neu"}
    answer = post_form(client, "/vorhaben/zuordnen", sent)
    assert answer.headers["Location"] == f"/vorhaben/neu?hinweis={one.id}&hinweis={two.id}"


def test_what_is_missing_or_changed_meanwhile_is_said_and_writes_nothing(site, client):
    one, two = gaps(site)[:2]
    id = make(client, findings=[one.id])
    revision = network(site).revision
    for sent, status, words in (
        ({"wohin": id}, 422, "Bitte mindestens einen Hinweis auswählen."),
        ({"hinweis": [two.id]}, 422, "Bitte wählen Sie, wohin die Hinweise sollen."),
        ({"hinweis": [two.id], "wohin": "fort"}, 422, "wohin die Hinweise sollen"),
        ({"hinweis": [two.id], "wohin": id, f"fassung-{id}": "7"}, 409, "inzwischen geändert"),
    ):
        answer = post_form(client, "/vorhaben/zuordnen", sent)
        assert answer.status_code == status
        assert words in text(answer)
    assert network(site).revision == revision
    assert "Kein Hinweis gewählt." in text(client.get("/vorhaben/zuordnen"))


def test_list_and_page_of_findings_lead_there_and_only_coordinators_get_in(site, client):
    one = gaps(site)[0]
    assert 'formaction="/vorhaben/zuordnen"' in html(client.get("/hinweise"))
    assert f"/vorhaben/zuordnen?hinweis={one.id}" in html(client.get(f"/hinweise/{one.id}"))
    member = log_in(site, "member", "Mika Mitglied")
    assert member.get(f"/vorhaben/zuordnen?hinweis={one.id}").status_code == 403
