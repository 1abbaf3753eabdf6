"""The practice network ("Übungsnetz"): invented, seeded, the same on every machine.

Made for learning and for showing: 22 real districts with invented places and organisations,
and every kind of finding among them. The same day and seed give the same records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from services.network.datasets.practice_actors import OPERATOR, World, people_the
from services.network.datasets.practice_links import link
from services.network.datasets.practice_measures import act, close_gaps
from services.network.datasets.practice_names import PLACES
from services.network.datasets.practice_plan import expect, plan
from services.network.datasets.practice_questions import ask
from services.network.datasets.practice_report import report_on
from services.network.datasets.practice_supply import stock
from services.network.datasets.vocabulary_set import vocabularies
from services.network.findings.findings import Findings, findings
from services.network.records.model import Judgement, Record, Topic, Verdict, Visibility
from services.network.records.network import Network

PRACTICE_CENTRE = "Übungszentrum für Interkulturelle Öffnung"
PRACTICE_OPERATOR = OPERATOR
SEED = 7
ALONE = 10
"""Organisations that work without any known link."""


def practice(day: date, seed: int = SEED) -> tuple[Record, ...]:
    """All records of the practice network around ``day``; they refer to the vocabularies."""
    # A seeded generator is the point here: nothing of it protects anything.
    world = World(day, Random(seed))
    people_the(world)
    _leave_alone(world)
    fates = plan(world)
    expect(world, fates)
    shop = stock(world, fates)
    link(world, shop)
    topics = _topics()
    closed = close_gaps(world, _found(world), topics)
    act(world, closed, _found(world), topics)
    _judge(world)
    report_on(world)
    return tuple(world.records)


def _found(world: World) -> Findings:
    return findings(network_of((*vocabularies(), *world.records)).on(world.day))


def _topics() -> dict[str, Topic]:
    return {record.id: record for record in vocabularies() if isinstance(record, Topic)}


def _leave_alone(world: World) -> None:
    """Choose organisations, one per district, that nobody is known to work with."""
    districts = world.pick.sample(sorted(PLACES), ALONE)
    for district in sorted(districts):
        single = [a for a in world.by_district[district] if a.org_type_id in ("verein", "mo")]
        if single:
            world.alone.add(world.pick.choice(single).id)


def _judge(world: World) -> None:
    """A few verdicts, so that the pages show what a judged finding looks like."""
    found = _found(world)
    judged = (
        (
            found.parallels[-1:],
            Judgement.COMPLEMENTARY,
            "Andere Altersgruppe; das ist abgesprochen.",
        ),
        (found.parallels[-2:-1], Judgement.OVERLAP, "Beide Träger wollen sich zusammensetzen."),
        (found.gaps[:1], Judgement.REAL_GAP, "Die Verwaltung vor Ort bestätigt den Bedarf."),
        (found.gaps[-1:], Judgement.NO_NEED, "Ein Anbieter genügt nach Auskunft der Verwaltung."),
        (found.isolated[-1:], Judgement.INTENDED, "Arbeitet auf eigenen Wunsch allein."),
    )
    number = 0
    for some, judgement, reason in judged:
        for finding in some:
            number += 1
            world.add(
                Verdict(
                    id=f"uebung-einschaetzung-{number}",
                    finding_id=finding.id,
                    digest=finding.digest,
                    judgement=judgement,
                    reason=reason,
                    author="Koordination (Übung)",
                    day=world.day - timedelta(days=14 * number),
                    recheck=world.day + timedelta(days=180),
                    released=judgement is Judgement.REAL_GAP,
                    provenance=world.since(14 * number, Visibility.COORDINATORS),
                )
            )
    ask(world, found)


def network_of(records: Sequence[Record]) -> Network:
    """Records as a network of revision 1, to compute on before anything is stored."""
    kinds: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in records:
        kinds[record.KIND][record.id] = record
    return Network(1, kinds)
