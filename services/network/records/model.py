"""The records of the network: frozen values with the field's standard terms.

Every record has an ``id``, a provenance and typed references to other records.
``REFERENCES`` names them per class: field -> (kind referred to, relationship
type). The stores use it for integrity and, in Neo4j, for typed relationships;
imports use it to say which name was not found. A new kind of record is a new
class here and an entry in ``KINDS``: no store method changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.network.records.kinds.actors import Actor, Person
from services.network.records.kinds.cooperations import Cooperation, Process, SteeringGroup, Tie
from services.network.records.kinds.expectations import Expectation, Strategy, Survey
from services.network.records.kinds.installation import Installation, OutgoingNotice, RuleSettings
from services.network.records.kinds.measures import Measure
from services.network.records.kinds.offers import Delivery, Funding, Offer, Project
from services.network.records.kinds.questions import Question
from services.network.records.kinds.record import (
    Judgement,
    Provenance,
    Reach,
    Record,
    References,
    TieKind,
    Visibility,
)
from services.network.records.kinds.reports import Meeting, Report
from services.network.records.kinds.sources import Comment, Evidence, Indicator, Reading
from services.network.records.kinds.terms import Format, OrgType, Region, TargetGroup, Term, Topic
from services.network.records.kinds.verdicts import Verdict

__all__ = [
    "KINDS",
    "Visibility",
    "Reach",
    "TieKind",
    "Judgement",
    "Provenance",
    "Record",
    "Term",
    "Topic",
    "TargetGroup",
    "Format",
    "OrgType",
    "Region",
    "References",
    "Actor",
    "Person",
    "Funding",
    "Project",
    "Offer",
    "Delivery",
    "Cooperation",
    "Tie",
    "Process",
    "SteeringGroup",
    "Strategy",
    "Expectation",
    "Survey",
    "Verdict",
    "Question",
    "Measure",
    "Evidence",
    "Indicator",
    "Reading",
    "Comment",
    "Meeting",
    "Report",
    "Installation",
    "RuleSettings",
    "OutgoingNotice",
    "references_of",
]

KINDS: Mapping[str, type[Record]] = {
    cls.KIND: cls
    for cls in (
        Topic,
        TargetGroup,
        Format,
        OrgType,
        Region,
        Actor,
        Person,
        Project,
        Offer,
        Delivery,
        Cooperation,
        Tie,
        Process,
        SteeringGroup,
        Strategy,
        Expectation,
        Survey,
        Verdict,
        Meeting,
        Question,
        Evidence,
        Measure,
        Indicator,
        Report,
        Comment,
        Installation,
        RuleSettings,
        OutgoingNotice,
    )
}
"""Every kind of record by its name, referred-to kinds first."""


def references_of(record: Record) -> tuple[tuple[str, str, str], ...]:
    """All references that a record makes: (field, kind, id), blanks left out."""
    found: list[tuple[str, str, str]] = []
    for name, (kind, _) in type(record).REFERENCES.items():
        value = getattr(record, name)
        for target in (value,) if isinstance(value, str) else value:
            if target:
                found.append((name, kind, target))
    return tuple(found)
