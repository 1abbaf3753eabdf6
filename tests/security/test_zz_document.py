"""The document promises no more than what was checked, and is not long out of date.

Comes last: the checks before it have told what they looked at.
"""

from __future__ import annotations

from pathlib import Path

from tests.security import counts

STALE = 0.75
"""Below this share of what is checked the document is out of date."""


def test_the_numbers_of_the_document_are_those_of_this_run(request):
    promised = {
        what: number for (what, by), number in counts.documented().items() if by == counts.SUITE
    }
    seen = {what: number for (what, by), number in counts.SEEN.items() if by == counts.SUITE}
    ran = {item.path for item in request.session.items}
    if request.config.getoption("--update-counts"):
        return
    if ran.issuperset(Path(__file__).parent.glob("test_*.py")):
        assert promised.keys() == seen.keys(), "pytest tests/security --update-counts"
    wrong = {
        what: (promised[what], number)
        for what, number in seen.items()
        if what in promised and not STALE * number <= promised[what] <= number
    }
    assert wrong == {}, "pytest tests/security --update-counts writes docs/security.md anew"


def test_a_number_is_read_from_the_document_as_it_was_written():
    numbers = {("Wege", counts.SUITE): 1743, ("Seiten", counts.CHAOS): 12}
    text = f"davor\n{counts.BEGIN}\n{counts.table(numbers)}\n{counts.END}\ndanach"
    assert counts.documented(text) == numbers


def test_what_the_document_promises_is_never_more_than_was_seen_nor_far_less():
    seen = range(1, 20_000)
    assert [n for n in seen if not STALE * n <= counts.promised(n) <= n * 0.96 + 1] == []
