"""The search index finds what folding every text anew finds, and follows the network."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.records import live_network
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Actor, Offer, Project, Record, Region, Visibility
from services.network.records.network import ChangeSet, Network
from services.network.records.visibility import visible_part
from services.network.records.visible_network import VisibleNetwork
from services.network.search import index as module
from services.network.search.directory import DirectorySearch, SearchQuery
from services.network.search.index import LiveSearch, SearchIndex
from services.network.stores.sql_store import SqlStore
from tests.builders import (
    AT,
    DAY,
    actor,
    district,
    format_,
    network_of,
    offer,
    org_type,
    project,
    provenance,
    target_group,
    topic,
)
from tests.network.conftest import NOW
from tests.network.search import reference_search as reference

CLASSES = (Actor, Project, Offer)
HIDDEN = provenance(visibility=Visibility.COORDINATORS)


@pytest.fixture
def folded(monkeypatch) -> list[str]:
    """The ids of the records whose names are folded, in order."""
    seen: list[str] = []

    def spy(record: Record) -> tuple[str, ...]:
        seen.append(record.id)
        return names(record)

    names = module.folded_names
    monkeypatch.setattr(module, "folded_names", spy)
    return seen


def found(network: Network, cls: type[Record], query: str) -> list[str]:
    return list(SearchIndex(network).found(cls.KIND, query, network))


# --- what is found ------------------------------------------------------------------------


def test_words_are_found_by_their_beginning_however_they_are_written():
    network = network_of(
        actor("a1", "Übersetzerinnen Köln e. V.", city="Weimar"),
        actor("a2", "Akteur:innen-Netz", short_name="KÖLN"),
        actor("a3", "Anderes", description="Beratung in Koeln"),
        offer("o1", "Sprachmittlung"),
    )
    assert found(network, Actor, "köln") == ["a2", "a3", "a1"]
    assert found(network, Actor, "koeln uber") == ["a1"]
    assert found(network, Actor, "Akteurinnen") == ["a2"]
    assert found(network, Offer, "sprach") == ["o1"]
    assert found(network, Offer, "mittlung") == []


def test_pages_find_a_record_by_the_labels_of_what_it_names_and_programs_do_not():
    network = network_of(
        topic("t", "Sprache", label_en="Language", synonyms=("Deutschkurs",)),
        format_("f", "Seminar"),
        target_group("g", "Jugendliche"),
        district("16051", "Erfurt"),
        org_type("o", "Verein"),
        actor("a", "Brücke", org_type_id="o", region_id="16051"),
        offer(
            "x",
            "Kurs",
            actor_id="a",
            topic_ids=("t",),
            format_ids=("f",),
            target_group_ids=("g",),
            on_site_region_ids=("16051",),
        ),
    )
    for query in ("brucke", "sprache", "language", "deutsch", "seminar", "jugend erfurt"):
        assert found(network, Offer, query) == ["x"], query
        assert SearchIndex(network).search("offer", query, network) == [], query
    assert found(network, Actor, "verein erfurt") == ["a"]


def test_programs_find_an_offer_by_whom_it_is_for_and_pages_do_not():
    network = network_of(offer("x", "Kurs", target_group_text="Eltern"))
    assert SearchIndex(network).search("offer", "eltern kurs", network) == ["x"]
    assert found(network, Offer, "eltern") == []


def test_a_query_without_words_lists_everything_and_programs_nothing():
    network = network_of(actor("a1", "Bad"), actor("a2", "Ädel"))
    for query in ("", "  ", "-", "*", "e.V."):
        assert found(network, Actor, query) == ["a2", "a1"]
        assert SearchIndex(network).search("actor", query, network) == []


def test_programs_find_no_more_than_a_limit(monkeypatch):
    monkeypatch.setattr(module, "MOST_HITS", 2)
    network = network_of(*(actor(f"a{n}", "Köln") for n in range(3)))
    assert SearchIndex(network).search("actor", "köln", network) == ["a0", "a1"]


def test_names_are_looked_up_whole_in_any_spelling():
    network = network_of(
        district("1", "Weimar"),
        district("2", "Weimarer Land", aliases=("Apolda", "Kreis Weimar")),
        district("3", "Köln", provenance=HIDDEN),
    )
    index = SearchIndex(network)
    assert index.named(Region.KIND, "WEIMAR", network) == ["1"]
    assert index.named(Region.KIND, "apolda", network) == ["2"]
    assert index.named(Region.KIND, "", network) == []
    assert index.named(Region.KIND, "koeln", network) == ["3"]
    assert index.named(Region.KIND, "koeln", visible_part(network, "public")) == []


# --- who may find what --------------------------------------------------------------------


def test_what_a_reader_may_not_see_is_never_found_nor_finds_anything():
    network = network_of(
        actor("a1", "Geheimer Träger", provenance=HIDDEN),
        actor("a2", "Offener Träger"),
        topic("t1", "Geheimes Thema", provenance=HIDDEN),
        project("p1", "Projekt", lead_actor_id="a1", topic_ids=("t1",)),
        offer("o1", "Geheimes", actor_id="a2", provenance=HIDDEN),
        offer("o2", "Angebot", actor_id="a1"),
        offer("o3", "Angebot", actor_id="a2", topic_ids=("t1",), note="geheim"),
    )
    index = SearchIndex(network)

    def hits(audience: str, query: str) -> list[list[str]]:
        part = visible_part(network, audience)  # type: ignore[arg-type]
        return [
            *(list(index.found(cls.KIND, query, part)) for cls in CLASSES),
            *(index.search(cls.KIND, query, part) for cls in CLASSES),
        ]

    everything = [["a1"], ["p1"], ["o2", "o3", "o1"], ["a1"], [], ["o1"]]
    assert hits("coordinators", "geheim") == everything
    assert hits("members", "geheim") == [[], [], [], [], [], []]
    assert hits("public", "geheim") == [[], [], [], [], [], []]
    assert hits("public", "trager") == [["a2"], [], ["o3"], ["a2"], [], []]
    assert hits("public", "") == [["a2"], ["p1"], ["o3"], [], [], []]


# --- as the plain way finds ---------------------------------------------------------------

QUERIES = (
    *("", "  ", "-", "*", "e.V.", '"', "a OR b*", "name:Köln", "köln~2", "\\", "(", "\x00köln"),
    *("verein", "Beratung", "beratung erfurt", "sprache jena", "JUGEND", "uebung", "übung netz"),
    *("Akteur:innen", "akteurinnen", "Migrantinnen", "e", "s", "in", "a b", "ikö", "language"),
    *("training", "kita", "landesweit", "thüringen", "stadt", "16051", "quatschwort", "tra"),
    *("gemeinnützige GmbH", "Kreis Gotha", "Dachverband Migranten", "projekt", "fort bildung"),
)


@pytest.mark.parametrize("audience", ["public", "members", "coordinators"])
def test_the_practice_network_is_searched_as_by_folding_everything_anew(practice, audience):
    network = practice.extensions["ikoe"].live.network()
    index = SearchIndex(network)
    visible = VisibleNetwork(visible_part(network, audience).on(NOW.date()))
    for query in QUERIES:
        for cls in CLASSES:
            ids = list(index.found(cls.KIND, query, visible.network))
            assert ids == reference.found(visible, cls, query), (cls, query)
            ids = index.search(cls.KIND, query, visible.network)
            assert ids == reference.searched(visible.network, cls, query), (cls, query)


WORDS = st.text(alphabet="aeouäÖéßIn:*.-/ ev0ﬁ℡İ" + string.ascii_lowercase[:4], max_size=14)
IDS = st.sampled_from("abcd")


@st.composite
def records(draw: st.DrawFn) -> tuple[Record, ...]:
    return (
        *(actor(id, draw(WORDS)) for id in sorted(draw(st.sets(IDS)))),
        *(format_(id, draw(WORDS)) for id in sorted(draw(st.sets(IDS)))),
        *(
            offer(id, draw(WORDS), actor_id=draw(IDS), format_ids=(draw(IDS),))
            for id in sorted(draw(st.sets(IDS)))
        ),
    )


@settings(max_examples=60)
@given(before=records(), after=records(), asked=WORDS, other=WORDS)
def test_an_index_that_followed_edits_finds_what_a_new_one_finds(before, after, asked, other):
    first, second = network_of(*before), network_of(*after)
    index = SearchIndex(first)
    for cls in CLASSES:
        index.found(cls.KIND, asked or "a", first)
    everything = {(r.KIND, r.id) for r in (*before, *after)}
    for changed in (None, everything):
        followed, anew = index.after(second, changed), SearchIndex(second)
        for query in (asked, other, "a", ""):
            for cls in CLASSES:
                expected = anew.found(cls.KIND, query, second)
                assert followed.found(cls.KIND, query, second) == expected
                expected = anew.search(cls.KIND, query, second)
                assert followed.search(cls.KIND, query, second) == expected


# --- following the live network -----------------------------------------------------------


@pytest.fixture
def live(tmp_path) -> LiveNetwork:
    return LiveNetwork(SqlStore(f"sqlite:///{tmp_path / 'network.db'}"))


def write(live: LiveNetwork, *records: Record) -> Network:
    live.apply(ChangeSet(tuple(live.network().put(r) for r in records)), "Test", AT)
    return live.network()


def test_after_an_edit_only_what_changed_is_folded(live, folded):
    search = LiveSearch(live)
    network = write(live, *(actor(f"a{n}", f"Haus {n}") for n in range(5)), offer("o", "Kurs"))
    assert search.on(network).found("actor", "haus", network) == [f"a{n}" for n in range(5)]
    # Offers were not asked for.
    assert folded == [f"a{n}" for n in range(5)]
    folded.clear()
    network = write(live, actor("a3", "Anderes"), offer("o", "Kurse"))
    assert search.on(network).found("actor", "", network) == ["a3", "a0", "a1", "a2", "a4"]
    assert search.on(network).found("actor", "haus", network) == ["a0", "a1", "a2", "a4"]
    assert folded == ["a3"]
    assert search.on(network) is search.on(network)


def test_more_changes_than_are_remembered_are_followed_too(live, folded, monkeypatch):
    monkeypatch.setattr(live_network, "REMEMBERED", 2)
    live = LiveNetwork(live.store)
    live._changed = type(live._changed)(maxlen=2)
    search = LiveSearch(live)
    network = write(live, *(actor(f"a{n}", f"Haus {n}") for n in range(5)))
    search.on(network).found("actor", "", network)
    folded.clear()
    for n in range(3):
        write(live, actor(f"a{n}", f"Amt {n}"))
    network = live.network()
    assert search.on(network).found("actor", "amt", network) == ["a0", "a1", "a2"]
    assert sorted(folded) == ["a0", "a1", "a2"]


def test_an_older_network_is_still_searched_as_it_was(live):
    search = LiveSearch(live)
    old = write(live, actor("a", "Haus"))
    search.on(old).found("actor", "haus", old)
    now = write(live, actor("a", "Amt"))
    assert search.on(now).found("actor", "amt", now) == ["a"]
    assert search.on(old).found("actor", "amt", old) == []
    assert search.on(old).found("actor", "haus", old) == ["a"]


def test_a_deleted_record_is_found_no_more(live):
    search = LiveSearch(live)
    network = write(live, actor("a", "Haus"), actor("b", "Haus"))
    search.on(network).found("actor", "haus", network)
    live.apply(ChangeSet((network.remove(actor("a")),)), "Test", AT)
    network = live.network()
    assert search.on(network).found("actor", "haus", network) == ["b"]


# --- the directory ------------------------------------------------------------------------


def test_the_directory_filters_by_all_that_is_asked_and_pages_what_is_left():
    base = offer(
        "o0",
        "Kurs 00",
        topic_ids=("t2",),
        format_ids=("f",),
        target_group_ids=("g",),
        reachable_region_ids=("16051",),
    )
    others = (
        replace(base, id="x1", topic_ids=("t3",)),
        replace(base, id="x2", format_ids=()),
        replace(base, id="x3", target_group_ids=()),
        replace(base, id="x4", reachable_region_ids=("16052",)),
        replace(base, id="x5", title="Anderes"),
        replace(base, id="x6", provenance=provenance(confirmed=None)),
    )
    offers = [replace(base, id=f"o{n:02}", title=f"Kurs {n:02}") for n in range(30)]
    network = network_of(
        topic("t1"), topic("t2", parent_id="t1"), topic("t3"), format_("f"), target_group("g"),
        district("16051"), district("16052"), *others, *offers,
    )  # fmt: skip
    visible = VisibleNetwork(network.on(DAY))
    wanted = SearchQuery("kurs", "16051", "t1", "", "f", "g", "running", 2)
    found = DirectorySearch(visible, SearchIndex(network)).offers(wanted)
    assert [o.id for o in found.records] == [f"o{n:02}" for n in range(25, 30)]
    assert (found.count, found.page, found.pages) == (30, 2, 2)


def test_a_page_beyond_the_last_is_the_last():
    network = network_of(project("p1"), project("p2"))
    visible = VisibleNetwork(network.on(DAY))
    found = DirectorySearch(visible, SearchIndex(network)).projects(SearchQuery(page=9))
    assert ([p.id for p in found.records], found.count, found.page) == (["p1", "p2"], 2, 1)
