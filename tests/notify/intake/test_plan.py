"""One letter per address, the same in every repetition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.notify.intake.plan import Addressee, plan
from tests.notify.builders import notice


@given(st.lists(st.tuples(st.sampled_from("abcAB"), st.integers(0, 3)), max_size=20))
def test_planning_twice_gives_the_same_letters_one_per_address(people):
    id = notice().id
    addressees = [Addressee(f"{n}", f"{letter}@x.example") for letter, n in people]
    planned = plan(id, addressees)
    assert planned == plan(id, addressees)
    assert len({one.id for one in planned}) == len(planned) == len({p[0].lower() for p in people})
    assert {ref for one in planned for ref in one.refs} == {a.ref for a in addressees}
