"""Writing, removing and judging single records."""

from __future__ import annotations

import pytest

from services.network.findings.judge import judge_finding, verdict_id
from services.network.meetings.meetings import record_meeting
from services.network.records import change_sets as changes
from services.network.records.model import Judgement, Verdict, Visibility
from services.network.records.network import ChangeSet, Put, Remove, Stored
from services.network.records.save import new_id, register, remove_record, save_record
from shared.errors import Conflict, Invalid, NotFound
from tests.builders import (
    AT,
    DAY,
    actor,
    cooperation,
    meeting,
    network_of,
    new,
    offer,
    tie,
    topic,
)


def problems(error: Invalid) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in error.problems]


def test_a_record_is_written_in_the_version_its_editor_read(parts):
    assert save_record(parts, actor("a1"), 0, "Kim") == Stored(actor("a1"), 1)
    assert save_record(parts, actor("a1", "Neu"), 1, "Kim", "Anruf") == Stored(
        actor("a1", "Neu"), 2
    )
    with pytest.raises(Conflict):
        save_record(parts, actor("a1", "Zu spät"), 1, "Robin")
    history = parts.store.history("actor", "a1")
    assert [(c.version, c.author, c.reason) for c in history] == [
        (1, "Kim", ""),
        (2, "Kim", "Anruf"),
    ]


def test_sending_a_form_twice_changes_nothing(parts):
    save_record(parts, actor("a1"), 0, "Kim")
    assert save_record(parts, actor("a1"), 0, "Kim") == Stored(actor("a1"), 1)
    assert save_record(parts, actor("a1"), 1, "Kim") == Stored(actor("a1"), 1)
    assert parts.live.network().revision == 1


def test_a_new_record_must_be_new_but_may_come_again(parts):
    id = new_id()
    assert register(parts, actor(id), "Kim") == Stored(actor(id), 1)
    assert register(parts, actor(id), "Kim") == Stored(actor(id), 1)
    with pytest.raises(Conflict):
        register(parts, actor(id, "Anders"), "Kim")
    remove_record(parts, "actor", id, 1, "Kim")
    assert register(parts, actor(id), "Kim") == Stored(actor(id), 3)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (actor("a1", name=" "), [("name", "field.required")]),
        (actor("a 1"), [("id", "record.id")]),
        (actor("../x"), [("id", "record.id")]),
        (actor("a1", "x" * 301), [("name", "field.too_long")]),
        (actor("a1", description="x" * 20_001), [("description", "field.too_long")]),
        (actor("a1", "Null\x00"), [("name", "field.control_character")]),
        (actor("a1", aliases=("ok", "\x1b[2J")), [("aliases", "field.control_character")]),
        (actor("a1", email="kein@ort"), [("email", "form.email")]),
        (actor("a1", email="a@b.de\r\nBcc: x@y.de"), [("email", "form.email")]),
        (actor("a1", website="javascript:alert(1)"), [("website", "form.website")]),
        (cooperation("c1", "a1", "a1"), [("partner_ids", "form.two_partners")]),
        (cooperation("c1", "a1", "a2", intensity=4), [("intensity", "field.invalid")]),
        (tie("t1", "a1", "a1"), [("to_actor_id", "tie.itself")]),
        (
            offer("o1", title=" ", website="ftp://x"),
            [("title", "field.required"), ("website", "form.website")],
        ),
    ],
)
def test_what_is_wrong_is_said_field_by_field_and_nothing_is_written(parts, record, expected):
    with pytest.raises(Invalid) as caught:
        save_record(parts, record, 0, "Kim")
    assert problems(caught.value) == expected
    assert parts.live.network().revision == 0


def test_a_line_break_in_a_description_is_text(parts):
    save_record(parts, actor("a1", description="Zeile\r\n\tZeile"), 0, "Kim")


def test_a_reference_to_nothing_is_refused_by_field_and_id(parts):
    record = offer("o1", actor_id="nobody", topic_ids=("t1", "t2"))
    save_record(parts, topic("t1"), 0, "Kim")
    with pytest.raises(Invalid) as caught:
        save_record(parts, record, 0, "Kim")
    found = [(p.field, p.code, p.params["target_id"]) for p in caught.value.problems]
    assert found == [
        ("actor_id", "reference.missing", "nobody"),
        ("topic_ids", "reference.missing", "t2"),
    ]


def test_a_record_that_others_refer_to_stays_and_they_are_named(parts):
    parts.live.apply(
        new(actor("a1"), actor("a2"), offer("o1", actor_id="a1"), cooperation("c1", "a1", "a2")),
        "Test",
        AT,
    )
    with pytest.raises(Invalid) as caught:
        remove_record(parts, "actor", "a1", 1, "Kim")
    found = [(p.code, p.params["by_kind"], p.params["by_id"]) for p in caught.value.problems]
    assert found == [
        ("reference.in_use", "cooperation", "c1"),
        ("reference.in_use", "offer", "o1"),
    ]
    remove_record(parts, "offer", "o1", 1, "Kim")
    remove_record(parts, "cooperation", "c1", 1, "Kim")
    with pytest.raises(Conflict):
        remove_record(parts, "actor", "a1", 7, "Kim")
    remove_record(parts, "actor", "a1", 1, "Kim")
    with pytest.raises(NotFound):
        remove_record(parts, "actor", "a1", 2, "Kim")
    with pytest.raises(NotFound):
        remove_record(parts, "unicorn", "a1", 2, "Kim")


def test_records_of_one_change_set_may_refer_to_each_other():
    network = network_of(actor("a1"), offer("o1", actor_id="a1"))
    both = ChangeSet((Put(offer("o2", actor_id="a2"), 0), Put(actor("a2"), 0)))
    changes.check_references(network, both)
    changes.check_references(
        network, ChangeSet((Remove("actor", "a1", 1), Remove("offer", "o1", 1)))
    )
    with pytest.raises(Invalid) as caught:
        changes.check_references(network, ChangeSet((Remove("actor", "a1", 1),)))
    assert problems(caught.value) == [("actor_id", "reference.in_use")]


def test_differences_leave_out_what_is_there_already():
    network = network_of(actor("a1"), actor("a2"))
    wanted = [actor("a1"), actor("a2", "Neu"), actor("a3"), actor("a3", "Zuletzt")]
    found = changes.differences(network, wanted, "Einfuhr")
    assert found == ChangeSet(
        (Put(actor("a2", "Neu"), 1), Put(actor("a3", "Zuletzt"), 0)), "Einfuhr"
    )
    assert not changes.differences(network, [actor("a1")])


def test_a_verdict_is_one_record_per_finding_with_a_history(parts):
    first = judge_finding(
        parts, finding_id="f:a1", digest="d1", judgement=Judgement.OVERLAP, author="Kim", expects=0
    )
    assert first.version == 1
    again = judge_finding(
        parts,
        finding_id="f:a1",
        digest="d2",
        judgement=Judgement.COMPLEMENTARY,
        author="Robin",
        reason=" abgestimmt ",
        expects=1,
    )
    assert isinstance(again.record, Verdict)
    assert (again.version, again.record.reason, again.record.day) == (2, "abgestimmt", DAY)
    assert again.record.provenance.visibility == Visibility.COORDINATORS
    assert parts.live.snapshot(DAY).verdicts == {"f:a1": again.record}
    with pytest.raises(Conflict):
        judge_finding(
            parts,
            finding_id="f:a1",
            digest="d2",
            judgement=Judgement.OVERLAP,
            author="Kim",
            expects=1,
        )
    assert [c.version for c in parts.store.history("verdict", verdict_id("f:a1"))] == [1, 2]


def test_facts_about_a_meeting_are_kept_and_older_ones_ignored(parts):
    parts.live.apply(new(actor("a1")), "Test", AT)
    newer = meeting("m1", facts_version=2, attended=9, host_actor_ids=("a1",))
    assert record_meeting(parts, newer) is True
    assert record_meeting(parts, newer) is False
    assert record_meeting(parts, meeting("m1", "Alt", facts_version=1)) is False
    assert parts.store.get("meeting", "m1") == Stored(newer, 1)
    assert record_meeting(parts, meeting("m1", facts_version=3, status="removed")) is True
    assert parts.store.get("meeting", "m1") is None
    assert record_meeting(parts, meeting("m2", facts_version=1, status="removed")) is False


def test_facts_that_name_records_that_are_gone_are_kept_without_them(parts):
    parts.live.apply(new(topic("t1")), "Test", AT)
    facts = meeting("m1", facts_version=1, topic_ids=("t9", "t1"), host_actor_ids=("gone",))
    record_meeting(parts, facts)
    kept = parts.store.get("meeting", "m1")
    assert kept == Stored(meeting("m1", facts_version=1, topic_ids=("t1",)), 1)
