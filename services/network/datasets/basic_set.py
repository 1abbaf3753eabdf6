"""The proposal of basic expectations: short on purpose, every one with its reason."""

from __future__ import annotations

from services.network.datasets.tables import rows
from services.network.datasets.vocabulary_set import GUIDELINE, HOME
from services.network.records.model import Expectation, Provenance, Reach


def basics() -> tuple[Expectation, ...]:
    """What every district should have, as the product proposes it; nobody has decided it."""
    return tuple(
        Expectation(
            id=f"grundausstattung-{row['topic_id']}",
            region_ids=(HOME,),
            topic_id=row["topic_id"],
            target_group_id=row["target_group_id"],
            minimum=int(row["minimum"]),
            reach=Reach(row["reach"]),
            weight=float(row["weight"]),
            reason=row["reason"],
            strategy_id=GUIDELINE,
            strategy_goal=row["goal"],
            provenance=Provenance(source="Vorschlag des Programms"),
        )
        for row in rows("soll_vorschlag.csv")
    )
