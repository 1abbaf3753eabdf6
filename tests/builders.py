"""Short builders for records and networks: what a test does not care about has a value already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from services.network.records.model import (
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Format,
    Installation,
    Meeting,
    Offer,
    OrgType,
    OutgoingNotice,
    Person,
    Project,
    Provenance,
    Record,
    Region,
    SteeringGroup,
    Survey,
    TargetGroup,
    Tie,
    TieKind,
    Topic,
    Visibility,
)
from services.network.records.network import Change, ChangeSet, Network, Put
from services.network.records.period import PartialDate, Period

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 4)


def period(start: str = "", end: str = "") -> Period:
    """A period from texts as people write them; blank means unstated."""
    return Period(
        PartialDate.parse(start) if start else None, PartialDate.parse(end) if end else None
    )


def provenance(
    *,
    confirmed: date | None = DAY,
    visibility: Visibility = Visibility.PUBLIC,
    source: str = "Umfrage",
    origin: str = "",
) -> Provenance:
    """Confirmed today and public, unless said otherwise."""
    return Provenance(source=source, confirmed=confirmed, visibility=visibility, origin=origin)


def _with(values: dict[str, Any]) -> dict[str, Any]:
    values.setdefault("provenance", provenance())
    return values


def topic(id: str = "t1", label: str = "", **values: Any) -> Topic:
    return Topic(id=id, label=label or f"Thema {id}", **_with(values))


def target_group(id: str = "g1", label: str = "", **values: Any) -> TargetGroup:
    return TargetGroup(id=id, label=label or f"Zielgruppe {id}", **_with(values))


def format_(id: str = "f1", label: str = "", **values: Any) -> Format:
    return Format(id=id, label=label or f"Format {id}", **_with(values))


def org_type(id: str = "o1", label: str = "", **values: Any) -> OrgType:
    return OrgType(id=id, label=label or f"Art {id}", **_with(values))


def land(id: str = "16", name: str = "Thüringen", **values: Any) -> Region:
    return Region(id=id, name=name, level="land", **_with(values))


def district(id: str = "16051", name: str = "", **values: Any) -> Region:
    values.setdefault("parent_id", "16")
    values.setdefault("population", 100_000)
    return Region(id=id, name=name or f"Kreis {id}", level="district", **_with(values))


def actor(id: str = "a1", name: str = "", **values: Any) -> Actor:
    return Actor(id=id, name=name or f"Akteur {id}", **_with(values))


def person(id: str = "p1", name: str = "", **values: Any) -> Person:
    return Person(id=id, name=name or f"Person {id}", **_with(values))


def project(id: str = "pr1", title: str = "", **values: Any) -> Project:
    return Project(id=id, title=title or f"Projekt {id}", **_with(values))


def offer(id: str = "of1", title: str = "", **values: Any) -> Offer:
    return Offer(id=id, title=title or f"Angebot {id}", **_with(values))


def delivery(id: str = "d1", region_id: str = "16051", day: date = DAY, **values: Any) -> Delivery:
    values.setdefault("title", f"Durchführung {id}")
    return Delivery(id=id, region_id=region_id, day=day, **_with(values))


def cooperation(id: str = "c1", *partner_ids: str, **values: Any) -> Cooperation:
    return Cooperation(id=id, partner_ids=partner_ids, **_with(values))


def tie(
    id: str, from_actor_id: str, to_actor_id: str, kind: TieKind = TieKind.FUNDS, **values: Any
) -> Tie:
    return Tie(
        id=id, kind=kind, from_actor_id=from_actor_id, to_actor_id=to_actor_id, **_with(values)
    )


def steering_group(id: str, *member_actor_ids: str, **values: Any) -> SteeringGroup:
    values.setdefault("name", f"Steuerungsgruppe {id}")
    return SteeringGroup(id=id, member_actor_ids=member_actor_ids, **_with(values))


def expectation(
    id: str = "e1", region_ids: tuple[str, ...] = ("16051",), topic_id: str = "t1", **values: Any
) -> Expectation:
    return Expectation(id=id, region_ids=region_ids, topic_id=topic_id, **_with(values))


def survey(id: str = "s1", region_id: str = "16051", as_of: date = DAY, **values: Any) -> Survey:
    return Survey(id=id, region_id=region_id, as_of=as_of, **_with(values))


def meeting(id: str = "m1", title: str = "Vernetzungstreffen", **values: Any) -> Meeting:
    values.setdefault("starts_at", AT)
    values.setdefault("ends_at", AT)
    return Meeting(id=id, title=title, **_with(values))


def installation(**values: Any) -> Installation:
    values.setdefault("centre_name", "Koordinierungsstelle Test")
    values.setdefault("sender_name", "Koordinierungsstelle Test")
    values.setdefault("sender_address", "stelle@ikoe.example")
    return Installation(id="installation", **_with(values))


def notice(id: str = "n1", due_at: datetime = AT, **values: Any) -> OutgoingNotice:
    values.setdefault("target", "notify")
    values.setdefault("path", f"/api/notify/notices/{id}")
    values.setdefault("payload", '{"an":"jemand@ikoe.example"}')
    return OutgoingNotice(id=id, due_at=due_at, **_with(values))


def network_of(*records: Record) -> Network:
    """A network that holds these records, each in version 1, at revision 1 (0 if none)."""
    return Network().with_changes(
        Change(1, record.KIND, record.id, 1, None, record, "Test", AT) for record in records
    )


def new(*records: Record, reason: str = "") -> ChangeSet:
    """A change set that writes records which must be new."""
    return ChangeSet(tuple(Put(record, 0) for record in records), reason)


def ids(records: Iterable[Record]) -> list[str]:
    """Ids in order."""
    return [record.id for record in records]
