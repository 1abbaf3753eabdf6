"""A mapping with changes on top is the dictionary that was changed so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.records import layered_map as overlay
from services.network.records.layered_map import GONE, Overlay, changed, differing

CHANGES = st.lists(
    st.dictionaries(st.integers(0, 30), st.integers(0, 5) | st.just(GONE), max_size=6), max_size=8
)


@pytest.fixture(autouse=True)
def layers_at_once(monkeypatch):
    monkeypatch.setattr(overlay, "SMALL", 5)
    monkeypatch.setattr(overlay, "LAYERED", 8)


@settings(max_examples=500, derandomize=True)
@given(st.dictionaries(st.integers(0, 20), st.integers(0, 5), max_size=20), CHANGES)
def test_changes_one_after_another_are_those_of_a_dictionary(base, steps):
    plain, layered, seen = dict(base), base, []
    for step in steps:
        seen.append((layered, dict(plain)))
        layered = changed(layered, step)
        for key, value in step.items():
            plain.pop(key, None)
            if value is not GONE:
                plain[key] = value
        assert layered == plain
        assert (len(layered), set(layered), bool(layered)) == (len(plain), set(plain), bool(plain))
        assert sorted(layered.items()) == sorted(plain.items())
        assert sorted(layered.values()) == sorted(plain.values())
        assert list(zip(layered, layered.values(), strict=True)) == list(layered.items())
        for key in range(31):
            assert layered.get(key, "no") == plain.get(key, "no")
            assert (key in layered) == (key in plain)
            assert (key in layered.keys()) == (key in plain)  # noqa: SIM118
            if key not in plain:
                with pytest.raises(KeyError):
                    layered[key]
    assert all(value == then for value, then in seen)
    for before, then in seen:
        keys = {key for key in {*then, *plain} if then.get(key) is not plain.get(key)}
        assert differing(before, layered) == differing(layered, before) == keys


def test_a_large_mapping_is_shared_until_there_are_many_changes():
    base = {number: number for number in range(9)}
    one = changed(base, {1: 0})
    assert isinstance(one, Overlay)
    assert one.base is base
    assert changed(one, dict.fromkeys(range(8), 1)) == dict.fromkeys(range(8), 1) | {8: 8}
    assert isinstance(changed(one, dict.fromkeys(range(9), 1)), dict)
