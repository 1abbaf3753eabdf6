"""Say what should exist, and record who looked where."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from services.network.coverage.expectation_edits import change_cell
from services.network.records.change_sets import check_references, differences
from services.network.records.model import Expectation, Survey
from services.network.records.network import ChangeSet
from services.network.records.services import Services
from services.network.records.validity import problems_of
from shared.clock import berlin_day
from shared.errors import Invalid, NotFound

_CELLS = uuid.UUID("0f7e6a5e-6f0b-4c55-9a53-5a2f2f5f9c11")


def take_basics(parts: Services, author: str) -> int:
    """Write the proposed basic expectations if there is no expectation yet; returns how many.

    Doing it twice changes nothing, and somebody's own expectations are never mixed with the
    proposal. Raises Unavailable.
    """
    network = parts.live.network()
    if network.all(Expectation):
        return 0
    day = berlin_day(parts.clock())
    wanted = [replace(e, since=day) for e in parts.datasets.basics() if _fits(parts, e)]
    change_set = differences(network, wanted, "Grundausstattung")
    if change_set:
        check_references(network, change_set)
        parts.live.apply(change_set, author, parts.clock())
    return len(change_set.changes)


def _fits(parts: Services, expectation: Expectation) -> bool:
    """Whether the installation's vocabularies still know what the proposal names."""
    network = parts.live.network()
    return network.find("topic", expectation.topic_id) is not None and all(
        network.find("region", id) is not None for id in expectation.region_ids
    )


def set_cell(
    parts: Services,
    expectation_id: str,
    district_id: str,
    expects: int,
    changed: Expectation | None,
    author: str,
) -> bool:
    """Give one district of an expectation's group another expectation, or none.

    ``changed`` carries the new minimum, reach, weight and reason; None takes the district out.
    Returns whether something changed.

    Raises Invalid, NotFound (the expectation is gone), Conflict (somebody changed it since
    version ``expects``), Unavailable.
    """
    network = parts.live.network()
    expectation = network.get(Expectation, expectation_id)
    if expectation is None:
        raise NotFound("not_found.deleted_meanwhile")
    if changed is not None and (problems := problems_of(changed)):
        raise Invalid(problems)
    snapshot = network.on(berlin_day(parts.clock()))
    new_id = str(uuid.uuid5(_CELLS, f"{expectation_id}|{district_id}|{expects}"))
    change_set = change_cell(snapshot, expectation, expects, district_id, new_id, changed)
    if change_set:
        check_references(network, change_set)
        parts.live.apply(change_set, author, parts.clock())
    return bool(change_set)


def record_surveys(parts: Services, surveys: Sequence[Survey], author: str) -> int:
    """Write surveys of several regions together or not at all; returns how many are new.

    Each has an id of its own that comes from the form, so that sending it twice writes once.
    Raises Invalid (every problem, with its field), Unavailable.
    """
    problems = [problem for survey in surveys for problem in problems_of(survey)]
    if problems:
        raise Invalid(list({(p.field, p.code): p for p in problems}.values()))
    network = parts.live.network()
    fresh = [s for s in surveys if network.version(Survey.KIND, s.id) == 0]
    change_set = ChangeSet(tuple(network.put(survey) for survey in fresh), "Erhebung")
    if change_set:
        check_references(network, change_set)
        parts.live.apply(change_set, author, parts.clock())
    return len(fresh)


def per_region(base: Survey, form_id: str, region_ids: Sequence[str]) -> tuple[Survey, ...]:
    """The surveys that one form means: the same for each region, each with an id of its own.

    The ids come from the form's id, so that sending the form twice means the same surveys.
    """
    return tuple(
        replace(base, id=str(uuid.uuid5(_CELLS, f"survey|{form_id}|{id}")), region_id=id)
        for id in region_ids
    )
