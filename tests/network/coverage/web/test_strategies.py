"""Goals typed as lines keep the ids that records refer to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.network.directory.web.strategy_choices import joined, split
from services.network.records.goals import goals_of

lines = st.lists(st.text("abcde", min_size=1, max_size=3), unique=True, max_size=6)


def known(texts):
    return tuple((f"k-{number}", text) for number, text in enumerate(texts, 1))


@given(lines, lines)
def test_every_goal_has_one_id_of_its_own_and_kept_lines_keep_theirs(before, after):
    found = goals_of(after, known(before), "konzept")
    assert [text for _id, text in found] == after
    ids = [id for id, _text in found]
    assert len(set(ids)) == len(ids)
    was = {text: id for id, text in known(before)}
    assert all(id == was[text] for id, text in found if text in was)


@given(lines)
def test_saving_unchanged_lines_changes_nothing(before):
    assert goals_of(before, known(before), "konzept") == known(before)


def test_a_reworded_line_keeps_its_id_while_the_order_stays():
    before = known(["eins", "zwei", "drei"])
    assert goals_of(["eins", "zwo", "drei"], before, "x")[1] == ("k-2", "zwo")


def test_a_new_line_never_takes_an_id_that_was_there_before():
    before = known(["eins", "zwei"])
    ids = [id for id, _text in goals_of(["neu", "eins", "zwei"], before, "x")]
    assert ids[1:] == ["k-1", "k-2"]
    assert ids[0] not in ("k-1", "k-2")


def test_strategy_and_goal_travel_as_one_value():
    assert split(joined("konzept", "k-1")) == ("konzept", "k-1")
    assert split(joined("konzept", "")) == ("konzept", "")
    assert split(joined("", "k-1")) == ("", "")
