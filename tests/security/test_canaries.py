"""Stored text never becomes markup, and what a reader may not see never comes through.

A house whose every text field holds a canary is crawled by HTTP: every page that a link leads to.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree  # type: ignore[import-untyped]

from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Evidence,
    Offer,
    Project,
    Strategy,
    Survey,
    Tie,
    Visibility,
)
from services.network.records.network import ChangeSet
from services.network.records.references import missing_references
from tests.security import canaries
from tests.security.canaries import SEEN, SHOT, Canaries
from tests.security.house import NOW, copy_of, open_house

READERS = {"anonymous": "public", "viewer": "members", "member": "members", "editor": "members"}
"""Callers who do not coordinate, and which audience they are."""


@pytest.mark.parametrize("caller", ["anonymous", "member", "coordinator"])
def test_stored_text_is_escaped_on_every_page(cage, checked, caller):
    found, wrong = cage.pages(caller), {}
    shown = 0
    for path, answer in found.pages.items():
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        if answer.mimetype in ("text/html", "image/svg+xml", "application/xml"):
            text = answer.get_data(as_text=True)
            shown += len(SEEN.findall(text))
            if complaint := unescaped(text):
                wrong[path] = complaint
        elif answer.mimetype.endswith("+xml") and answer.data:
            etree.fromstring(answer.data)
    assert wrong == {}
    assert {p: a.status for p, a in found.pages.items() if a.status_code >= 500} == {}
    checked("Seiten, auf denen gespeicherter Text nur als Text erscheint", len(found.pages))
    checked("Kanarienvögel, die auf diesen Seiten als Text erschienen", shown)


def unescaped(text: str) -> str:
    """Where a canary is more than text: as an element, out of its attribute, or computed."""
    for sign in (SHOT, "k4n()>49", "k4n()&gt;49"):
        if sign in text:
            return text[max(0, text.index(sign) - 120) :][:200]
    broken = re.search(r"k4n\d+[pmcx][\"']", text)
    return text[max(0, broken.start() - 120) :][:200] if broken else ""


def test_a_canary_that_gets_out_is_seen():
    """A check that sees nothing would let everything pass."""
    bird = Canaries().of("actor.name", "p")
    assert unescaped(f"<p>{bird}</p>") != ""
    assert unescaped(f'<a title="{bird.replace(">", "&gt;").replace("<", "&lt;")}">') != ""
    assert unescaped("<p>k4n1p&#34;&#39;&gt;&lt;svg onload=k4n()&gt;49</p>") != ""
    assert unescaped("<p>k4n1p&#34;&#39;&gt;&lt;svg onload=k4n()&gt;{{7*7}}</p>") == ""


def test_coordinators_come_across_most_fields(cage, checked):
    """A crawl that finds no canaries would prove nothing."""
    seen = {
        int(number)
        for answer in cage.pages("coordinator").pages.values()
        if answer.mimetype.startswith("text/")
        for number, _letter in SEEN.findall(answer.get_data(as_text=True))
    }
    assert len(seen) >= 100
    checked("Textfelder mit Kanarienvogel", len(cage.canaries.numbers))
    checked("Textfelder, deren Kanarienvogel auf Seiten erschien", len(seen))


@pytest.mark.parametrize("caller", list(READERS))
def test_no_text_of_a_hidden_field_or_record_comes_through(cage, checked, caller):
    audience = READERS[caller]
    hidden = canaries.hidden_numbers(cage.house, cage.canaries, audience)
    names, letters = cage.canaries.names(), "pm" if audience == "members" else "p"
    leaks, looked = {}, 0
    for path, answer in cage.pages(caller).pages.items():
        text = answer.get_data(as_text=True)
        found = SEEN.findall(text)
        looked += len(found)
        if out := {names[int(n)] for n, le in found if int(n) in hidden or le not in letters}:
            leaks[path] = out
        if "nur-fuer-koordination" in text:
            leaks[path] = {"amount"}
    assert leaks == {}
    assert looked > 200
    checked("Antworten, in denen nichts Verborgenes durchkam", len(cage.pages(caller).pages))


def addresses_of(record) -> list[str]:
    """The pages and API answers about one record."""
    name = {
        "actor": "akteure", "offer": "angebote", "project": "projekte",
        "cooperation": "akteure/kooperationen", "expectation": "abdeckung/soll",
    }.get(record.KIND)  # fmt: skip
    found = [f"/{name}/{record.id}"] if name else []
    if record.KIND in ("actor", "offer", "project", "cooperation"):
        found.append(f"/api/network/records/{record.KIND}s/{record.id}")
    return found


@pytest.mark.parametrize("caller", list(READERS))
def test_a_hidden_record_is_missing_at_its_own_addresses(cage, checked, caller):
    network = cage.house.parts("network").live.network()
    may = {"public"} if READERS[caller] == "public" else {"public", "members"}
    wrong, asked = {}, 0
    for cls in (Actor, Offer, Project, Cooperation):
        for record in network.all(cls).values():
            if record.provenance.visibility.value not in may:
                for path in addresses_of(record):
                    asked += 1
                    answer = cage.house.ask(caller, path)
                    nobody = cage.house.ask(caller, path.replace(record.id, "gibt-es-nicht"))
                    if answer.status_code != 404 or same(answer.text) != same(nobody.text).replace(
                        "gibt-es-nicht", record.id
                    ):
                        wrong[path] = answer.status
    assert wrong == {}
    checked("Adressen verborgener Einträge, die wie unbekannte antworten", asked)


def same(text: str) -> str:
    """A page without what differs at every look: nonces, form keys, numbers of forms."""
    text = re.sub(r'nonce="[^"]+"', "", text)
    return re.sub(r'name="(form_key|form_number|id)"\s+value="[^"]*"', "", text)


@pytest.mark.parametrize("caller", ["anonymous", "member"])
def test_every_page_is_the_same_without_the_hidden_records(cage, tmp_path, checked, caller):
    """Two copies of the house after one change each: in one something that concerns no reader
    has changed, in the other the hidden records are gone. Every answer is the same, with its
    headers, but for the numbers of the coverage that are said to count everything."""
    # The page of the own account names the address that this very login was made with.
    own = ("/konto/",)
    paths = [p for p in cage.pages(caller).pages if not counted(p) and not p.startswith(own)]
    answers = []
    for number, change in enumerate((nothing, without_hidden)):
        folder = tmp_path / str(number)
        folder.mkdir()
        copy_of(cage.house, folder)
        copy = open_house(folder, "")
        live = copy.parts("network").live
        live.apply(change(live.network(), READERS[caller]), "Test", NOW)
        answers.append({path: copy.ask(caller, path) for path in paths})
        copy.close()
    there, gone = answers
    differing = {
        path: [there[path].status, gone[path].status]
        for path in paths
        if shown(there[path]) != shown(gone[path])
    }
    assert differing == {}
    checked("Antworten, die ohne die verborgenen Einträge dieselben sind", len(paths))


def counted(path: str) -> bool:
    """Pages whose numbers count hidden supply on purpose, as docs/security.md says."""
    return path.partition("?")[0] == "/abdeckung" or path.startswith("/abdeckung/")


def shown(answer) -> tuple[int, str, str, str]:
    tag = answer.headers.get("ETag", "")
    return answer.status_code, tag, answer.headers.get("Last-Modified", ""), same(answer.text)


def nothing(network, audience: str) -> ChangeSet:
    """A change that no reader learns of."""
    one = min(network.all(Evidence).values(), key=lambda e: e.id)
    return ChangeSet((network.put(replace(one, note="anders")),))


def without_hidden(network, audience: str) -> ChangeSet:
    """Everything out that is hidden from this audience and that nothing else stands on."""
    may = {Visibility.PUBLIC, Visibility.MEMBERS} if audience == "members" else {Visibility.PUBLIC}
    gone = [
        record
        for cls in (Tie, Survey, Delivery, Cooperation, Offer, Project, Strategy, Actor)
        for record in network.all(cls).values()
        if record.provenance.visibility not in may
    ]
    while True:
        changes = ChangeSet(tuple(network.remove(record) for record in gone))
        used = {
            (p.params["kind"], p.params["id"])
            for p in missing_references(network, changes)
            if p.code == "reference.in_use"
        }
        kept = [record for record in gone if (record.KIND, record.id) not in used]
        if len(kept) == len(gone):
            assert len(gone) > 40
            return changes
        gone = kept
