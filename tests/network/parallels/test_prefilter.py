"""The rough look rules out what cannot be alike, and nothing else, however many words it takes."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.parallels.columns import Sets
from services.network.parallels.prefilter import WordMasks
from services.network.records.rules import DEFAULT

SIDES = 12
SIZES = ((5, 5, 4), (40, 20, 10), (63, 2, 1), (64, 1, 64), (70, 66, 3), (130, 3, 130))
"""Names of topics, target groups and formats: together in a word, filling one, in several."""


def drawn(pick: Random, size: int, name: str) -> list[tuple[str, ...]]:
    """The names of each side; the first names are common, so that sides meet often."""
    most = min(size, 6)
    few = [f"{name}{n:03}" for n in (*range(min(size, 4)), *range(max(4, size - 3), size))]
    return [
        tuple(sorted(pick.sample(few, min(len(few), pick.randint(0, most))))) for _ in range(SIDES)
    ]


def numbered(sets: list[tuple[str, ...]], size: int, name: str) -> tuple[Sets, np.ndarray]:
    different = sorted(set(sets))
    row = np.array([different.index(one) for one in sets], np.int32)
    return Sets.of(different, {f"{name}{n:03}": n for n in range(size)}), row


def jaccard(one: tuple[str, ...], other: tuple[str, ...]) -> Fraction:
    return Fraction(len({*one} & {*other}), len({*one} | {*other}))


@settings(max_examples=300, derandomize=True)
@given(st.integers(0, 10**9), st.sampled_from(SIZES))
def test_a_pair_passes_when_its_tags_can_reach_the_limit_and_it_meets_at_no_earlier_topic(
    seed, sizes
):
    pick = Random(seed)
    tags = [drawn(pick, size, name) for size, name in zip(sizes, "tgf", strict=True)]
    pairs = [
        (a, b)
        for a in range(SIDES)
        for b in range(SIDES)
        if a < b and {*tags[0][a]} & {*tags[0][b]}
    ]
    if not pairs:
        return
    columns = [
        numbered(one, size, name) for one, size, name in zip(tags, sizes, "tgf", strict=True)
    ]
    regions = Sets.of([("16",)], {"16": 0})
    look = WordMasks.of(
        [regions, *(sets for sets, _ in columns)],
        [np.zeros(SIDES, np.int32), *(row for _, row in columns)],
        DEFAULT,
    )
    # Each side looks for others at one of its topics; earlier ones were looked at before.
    at = [pick.choice(own) if own else "t000" for own in tags[0]]
    one, other = np.array(pairs, np.int64).T
    earlier = look.earlier_topics(np.array([int(name[1:]) for name in at], np.int32))
    found = look.may_be_alike(look.words, earlier, one.astype(np.int32), other)
    expected, sure = [], []
    for a, b in pairs:
        above = weights = Fraction(DEFAULT.region_weight)
        for number, (own, weight) in enumerate(zip(tags, DEFAULT.weights[1:], strict=True)):
            if number == 0 or (own[a] and own[b]):
                above += weight * jaccard(own[a], own[b])
                weights += weight
        beyond = above - DEFAULT.parallel_from * weights
        met = min({*tags[0][a]} & {*tags[0][b]})
        expected.append(beyond >= 0 and met >= at[a])
        sure.append(abs(beyond) > Fraction(1, 500) or beyond == 0)
    assert [f for f, s in zip(found.tolist(), sure, strict=True) if s] == [
        e for e, s in zip(expected, sure, strict=True) if s
    ]


@pytest.mark.parametrize(
    ("sizes", "words"), [((5, 5, 4), 1), ((63, 2, 1), 2), ((64, 64, 64), 3), ((130, 3, 130), 6)]
)
def test_dimensions_share_a_word_while_it_has_room(sizes, words):
    sets = [numbered([()], size, name) for size, name in zip(sizes, "tgf", strict=True)]
    look = WordMasks.of(
        [Sets.of([("16",)], {"16": 0}), *(one for one, _ in sets)],
        [np.zeros(1, np.int32), *(row for _, row in sets)],
        DEFAULT,
    )
    assert len(look.words) == words
