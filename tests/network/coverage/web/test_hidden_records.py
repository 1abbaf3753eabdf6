"""What visitors read of an expectation whose strategy, or which itself, is not for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.network.records.model import Expectation, Strategy, Visibility
from services.network.records.network import ChangeSet
from tests.network.conftest import NOW
from tests.shared.helpers import log_in

TITLE = "Konzept nur für Mitglieder"
GOAL = "Ziel nur für Mitglieder"


def apply(site, *records) -> None:
    live = site.extensions["ikoe"].live
    live.apply(ChangeSet(tuple(live.network().put(r) for r in records)), "Test", NOW)


def hidden(record):
    return replace(record, provenance=replace(record.provenance, visibility=Visibility.MEMBERS))


@pytest.fixture
def wanted(site) -> Expectation:
    """An expectation that rests on a strategy for members."""
    found = site.extensions["ikoe"].live.network().all(Expectation)
    strategy = hidden(Strategy(id="nur-mitglieder", title=TITLE, goals=(("z", GOAL),)))
    one: Expectation = replace(
        min(found.values(), key=lambda e: e.id), strategy_id=strategy.id, strategy_goal="z"
    )
    apply(site, strategy, one)
    return one


def pages(site, wanted) -> list[str]:
    snapshot = site.extensions["ikoe"].live.network().on(NOW.date())
    place = next(d.id for d in snapshot.districts if snapshot.means(wanted, d.id))
    return [
        "/abdeckung/soll",
        f"/abdeckung/soll/{wanted.id}",
        f"/abdeckung/{place}/{wanted.id}",
        f"/abdeckung/{place}",
    ]


def test_the_strategy_of_an_expectation_is_named_to_members_only(site, wanted):
    told = pages(site, wanted)
    visitor, member = site.test_client(), log_in(site, "member")
    shown = {page: visitor.get(page).text for page in told}
    assert [page for page, text in shown.items() if TITLE in text or GOAL in text] == []
    named = [page for page in told if TITLE in member.get(page).text]
    assert named == told[:3]


def test_the_matrix_neither_names_nor_counts_an_expectation_that_is_hidden(site, wanted):
    visitor = site.test_client()
    rows = ["soll", "kreis", "thema", "oberthema", "region", "zielgruppe", "format"]
    addresses = [f"/abdeckung/matrix?zeilen={axis}&spalten=kreis" for axis in rows]
    apply(site, hidden(wanted))
    assert [a for a in addresses if wanted.id in visitor.get(a).text] == []
    shown = [_counts(visitor.get(a).text) for a in addresses]
    opened = visitor.get(f"/abdeckung/matrix/zelle?zeilen=soll&spalten=kreis&zeile={wanted.id}")
    assert opened.status_code == 404
    live = site.extensions["ikoe"].live
    live.apply(ChangeSet((live.network().remove(wanted),)), "Test", NOW)
    assert [_counts(visitor.get(a).text) for a in addresses] == shown


def _counts(page: str) -> str:
    start = page.index("<main")
    return page[start : page.index("</main>")]
