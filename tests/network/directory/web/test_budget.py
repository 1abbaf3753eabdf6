"""What the directory costs after an edit, in counts: what an edit has not touched is not looked
at again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.network.records.model import Offer
from services.network.records.network import ChangeSet
from services.network.records.text_folding import fold
from services.network.search import index as module
from tests.builders import AT
from tests.shared.helpers import log_in

PAGES = ("/akteure", "/angebote", "/projekte", "/akteure?q=verein", "/angebote?q=sprache+erfurt")


@pytest.fixture
def folds(monkeypatch) -> list[str]:
    """Every text that the search index folds, a query's own words included."""
    seen: list[str] = []

    def spy(text: str) -> str:
        seen.append(text)
        return fold(text)

    monkeypatch.setattr(module, "fold", spy)
    return seen


def test_after_an_edit_of_an_offer_only_its_own_texts_are_folded(site, folds):
    parts = site.extensions["ikoe"]
    client = log_in(site, "coordinator")
    for path in PAGES:
        client.get(path)
    network = parts.live.network()
    offer = min(network.all(Offer).values(), key=lambda o: o.id)
    changed = replace(offer, title="Ganz anders", description="")
    parts.live.apply(ChangeSet((network.put(changed),)), "Test", AT)
    folds.clear()
    for path in PAGES:
        assert client.get(path).status_code == 200
    # Of each page its query, and of the offer its name, its text and whom it is for.
    assert sorted(folds) == sorted(
        ["", "", "", "verein", "sprache erfurt", "Ganz anders", "", offer.target_group_text]
    )
