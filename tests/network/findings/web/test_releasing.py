"""The list of parallels with its filters, judgements, release for reports, accuracy."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from services.network.findings.findings import findings
from services.network.findings.judge import judge_finding, release_finding, verdict_id
from services.network.records.model import Actor, Judgement, Offer, Verdict
from shared.errors import Conflict, Refused
from tests.builders import period
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import hidden, judge
from tests.network.findings.question_parts import asked, unasked, write
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in, post_form


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


def verdict_of(app, finding):
    return network(app).on(NOW.date()).verdicts.get(finding.id)


def release(client, finding, **fields):
    page = client.get(f"/hinweise/{finding.id}").get_data(as_text=True)
    part = page[page.index('id="freigabe"') :]
    version = hidden(part, "version") if 'name="version"' in part else "0"
    form = {"released": "1", "version": version, **fields}
    return post_form(client, f"/hinweise/{finding.id}/freigabe", form)


# --- release --------------------------------------------------------------------------------


def test_only_what_was_judged_can_be_released(site, client):
    finding, _ = asked(site, client)
    response = release(client, finding)
    assert response.status_code == 409
    assert "nur ein Hinweis mit gültiger Einschätzung" in text(response)
    assert verdict_of(site, finding) is None
    judge(client, finding, judgement="overlap", reason="so")
    assert release(client, finding).status_code == 303
    verdict = verdict_of(site, finding)
    assert (verdict.released, verdict.released_by, verdict.released_at) == (
        True, "Kim Beispiel", NOW,
    )  # fmt: skip
    assert "Freigegeben von Kim Beispiel" in text(client.get(f"/hinweise/{finding.id}"))


def test_nobody_first_reads_about_themselves_in_a_report(site, client):
    finding = unasked(site)
    judge(client, finding, judgement="overlap")
    refused = release(client, finding)
    assert refused.status_code == 422
    assert "dass die Betroffenen davon wissen" in text(refused)
    assert verdict_of(site, finding).released is False
    assert release(client, finding, informed="1").status_code == 303
    assert verdict_of(site, finding).released is True


def test_a_release_can_be_taken_back(site, client):
    finding, _ = asked(site, client)
    judge(client, finding, judgement="overlap")
    release(client, finding)
    assert release(client, finding, released="0").status_code == 303
    verdict = verdict_of(site, finding)
    assert (verdict.released, verdict.released_by, verdict.released_at) == (False, "", None)


def test_when_the_facts_change_the_release_ends_and_the_pair_comes_back(site, client):
    finding, _ = asked(site, client)
    judge(client, finding, judgement="overlap")
    release(client, finding)
    assert finding.id not in client.get("/hinweise?art=parallel").get_data(as_text=True)
    # A word in the description is no fact that the judgement rests on; the period is.
    offer = network(site).get(Offer, finding.left.id)
    write(site, replace(offer, description="Neuer Text"))
    assert finding.id not in client.get("/hinweise?art=parallel").get_data(as_text=True)
    write(site, replace(offer, period=period("2025", "2030"), description="Neuer Text"))
    changed = findings(network(site).on(NOW.date())).by_id[finding.id]
    assert changed.digest != finding.digest
    assert finding.id in client.get("/hinweise?art=parallel").get_data(as_text=True)
    page = text(client.get(f"/hinweise/{finding.id}"))
    assert "Die Freigabe für Berichte gilt nicht mehr." in page
    assert release(client, finding).status_code == 409


def test_a_new_judgement_is_not_released_by_that_of_an_earlier_one(site, client):
    finding, _ = asked(site, client)
    judge(client, finding, judgement="overlap")
    release(client, finding)
    judge(client, finding, judgement="complementary")
    verdict = verdict_of(site, finding)
    assert (verdict.judgement.value, verdict.released) == ("complementary", False)


def test_a_judgement_that_was_changed_meanwhile_is_not_released_unseen(site, client):
    finding, _ = asked(site, client)
    judge(client, finding, judgement="overlap")
    parts = site.extensions["ikoe"]
    with pytest.raises(Conflict):
        release_finding(
            parts,
            finding_id=finding.id,
            digest=finding.digest,
            released=True,
            author="Alex",
            expects=7,
        )
    assert verdict_of(site, finding).released is False


def test_a_judgement_that_is_due_again_cannot_be_released(site, client):
    finding, _ = asked(site, client)
    parts = site.extensions["ikoe"]
    judge_finding(
        parts,
        finding_id=finding.id,
        digest=finding.digest,
        judgement=Judgement.OVERLAP,
        author="Kim",
        expects=0,
        recheck=NOW.date(),
    )
    with pytest.raises(Refused):
        release_finding(
            parts,
            finding_id=finding.id,
            digest=finding.digest,
            released=True,
            author="Kim",
            expects=1,
        )
    assert network(site).get(Verdict, verdict_id(finding.id)).released is False


# --- the list -------------------------------------------------------------------------------


def listed(client, query=""):
    page = client.get(f"/hinweise?art=parallel&stand=alle{query}").get_data(as_text=True)
    return list(dict.fromkeys(re.findall(r'href="/hinweise/(parallel-[0-9a-f]+)"', page)))


def test_parallels_are_filtered_and_sorted(practice, coordinator):
    found = findings(network(practice).on(NOW.date())).parallels
    everything = {p.id for p in found}
    assert set(listed(coordinator)) == everything
    assert set(listed(coordinator, "&eigen=1")) == {p.id for p in found if p.own_house}
    assert set(listed(coordinator, "&doppelt=1")) == {p.id for p in found if p.double_funding}
    actor = found[0].actor_ids[0]
    assert set(listed(coordinator, f"&akteur={actor}")) == {
        p.id for p in found if actor in p.actor_ids
    }
    by_id = {p.id: p for p in found}
    scores = [by_id[id].score for id in listed(coordinator, "&sortierung=aehnlich")]
    days = [by_id[id].common_days or 0 for id in listed(coordinator, "&sortierung=dauer")]
    first = [by_id[id].common_from for id in listed(coordinator, "&sortierung=neu")]
    assert scores == sorted(scores, reverse=True)
    assert days == sorted(days, reverse=True)
    known = [day for day in first if day]
    assert known == sorted(known, reverse=True)
    assert len(scores) == len(days) == len(first) == len(everything)


@pytest.mark.parametrize("query", ["&sortierung=x", "&stand=x", "&akteur=x", "&kreis=x&thema=y"])
def test_an_odd_address_is_no_error(coordinator, query):
    assert coordinator.get(f"/hinweise?art=parallel{query}").status_code == 200
    assert coordinator.get(f"/hinweise/gruppen?{query}").status_code == 200
    assert coordinator.get(f"/hinweise/fragen?{query}").status_code == 200


def test_groups_show_every_entry_of_the_larger_clusters(practice, coordinator):
    net = network(practice)
    found = findings(net.on(NOW.date())).parallels
    page = coordinator.get("/hinweise/gruppen").get_data(as_text=True)
    for cluster in found.clusters:
        for side in cluster.sides:
            path = f'href="/{"angebote" if side.kind == "offer" else "projekte"}/{side.id}"'
            assert (path in page) == (len(cluster.sides) > 2)


def test_double_funding_is_a_list_of_its_own_with_source_and_grants(practice, coordinator):
    net = network(practice)
    found = findings(net.on(NOW.date())).double_funding
    page = coordinator.get("/hinweise/doppelfoerderung").get_data(as_text=True)
    assert set(re.findall(r'href="/hinweise/(parallel-[0-9a-f]+)"', page)) == {p.id for p in found}
    for pair in found:
        for money in pair.common_funding:
            assert net.get(Actor, money.funder_actor_id).name in page


def test_the_list_says_how_often_judgements_agreed(site, client):
    before = re.findall(r"(\d+) von (\d+) Einschätzung", text(client.get("/hinweise?art=parallel")))
    finding = unasked(site)
    judge(client, finding, judgement="data_error")
    after = re.findall(r"(\d+) von (\d+) Einschätzung", text(client.get("/hinweise?art=parallel")))
    ((agreed, judged),) = before
    assert after == [(agreed, str(int(judged) + 1))]


def test_a_finding_about_the_own_house_says_so(practice, coordinator):
    found = findings(network(practice).on(NOW.date())).parallels
    for pair in found:
        page = text(coordinator.get(f"/hinweise/{pair.id}"))
        assert ("Das betrifft Ihr eigenes Haus." in page) == pair.own_house


@pytest.mark.parametrize(
    "path", ["/hinweise/gruppen", "/hinweise/doppelfoerderung", "/hinweise/fragen"]
)
def test_lists_of_findings_are_for_coordinators(site, path):
    assert site.test_client().get(path).status_code in (302, 303)
    assert log_in(site, "member").get(path).status_code == 403
