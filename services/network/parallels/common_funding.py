"""Whether the same money pays two sides at the same time (possible double funding)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.network.parallels.sides import Side
from services.network.records.model import Project
from services.network.records.network import Network
from services.network.records.period import Period
from services.network.records.text_folding import fold


@dataclass(frozen=True, slots=True)
class CommonFunding:
    """A funder or programme that both sides name, and for how many days the grants overlap.

    ``programme`` is as the left side writes it, blank if only the funder is common. Grants
    without a period of their own last as long as their project.
    """

    funder_actor_id: str
    programme: str
    common_days: int

    @property
    def overlaps(self) -> bool:
        """Whether both are paid at the same time on at least one day."""
        return self.common_days > 0


def common_funding(network: Network, left: Side, right: Side) -> tuple[CommonFunding, ...]:
    """What both sides' projects have in common in funders and programmes, sorted."""
    return funding_in_common(network, left.project_id, right.project_id)


def funding_in_common(
    network: Network, project_id: str, other_id: str
) -> tuple[CommonFunding, ...]:
    """What two projects have in common in funders and programmes, sorted (blank: no project)."""
    if not project_id or not other_id:
        return ()
    found: dict[tuple[str, str], tuple[str, int]] = {}
    others = tuple(_grants(network, other_id))
    for funder, programme, period in _grants(network, project_id):
        for other_funder, other_programme, other_period in others:
            same_programme = bool(programme) and fold(programme) == fold(other_programme)
            same_funder = bool(funder) and funder == other_funder
            if not same_programme and not same_funder:
                continue
            key = (funder if same_funder else "", fold(programme) if same_programme else "")
            label = programme if same_programme else ""
            known_label, known_days = found.get(key, (label, 0))
            days = period.common_days(other_period)
            found[key] = (min(known_label, label), max(known_days, days))
    return tuple(
        CommonFunding(funder, label, days) for (funder, _), (label, days) in sorted(found.items())
    )


def sources(network: Network, project_id: str) -> frozenset[tuple[str, str]]:
    """The funders and programmes of a project, as far as two can have them in common."""
    grants = tuple(_grants(network, project_id))
    funders = {("funder", funder) for funder, _, _ in grants if funder}
    return frozenset(funders | {("programme", fold(name)) for _, name, _ in grants if name})


def _grants(network: Network, project_id: str) -> Iterator[tuple[str, str, Period]]:
    """(funder, programme, period) of each grant of a project, and of bare funders."""
    project = network.get(Project, project_id)
    if project is None:
        return
    detailed = set()
    for grant in project.fundings:
        stated = grant.period.start is not None or grant.period.end is not None
        detailed.add(grant.funder_actor_id)
        yield grant.funder_actor_id, grant.programme, grant.period if stated else project.period
    for funder in project.funder_actor_ids:
        if funder not in detailed:
            yield funder, "", project.period
