"""What the events service needs from outside: the directory of the network service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Centre:
    """The installation: who invites and who is asked."""

    name: str = ""
    sender_name: str = ""
    sender_address: str = ""
    contact: str = ""
    gender_form: str = ":"
    origin: str = ""
    dataset: str = ""
    imprint_url: str = ""
    privacy_url: str = ""


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """An entry of a vocabulary or a region, with its place in the tree."""

    id: str
    label: str
    label_en: str = ""
    parent_id: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Topics and regions to choose from; both are trees."""

    topics: tuple[VocabularyTerm, ...] = ()
    regions: tuple[VocabularyTerm, ...] = ()

    def below(self, kind: str, id: str) -> frozenset[str]:
        """The topic or region and everything below it."""
        terms = self.topics if kind == "topic" else self.regions
        children: dict[str, list[str]] = {}
        for term in terms:
            children.setdefault(term.parent_id, []).append(term.id)
        found, todo = set(), [id]
        while todo:
            current = todo.pop()
            if current not in found:
                found.add(current)
                todo.extend(children.get(current, ()))
        return frozenset(found)

    def districts(self) -> tuple[VocabularyTerm, ...]:
        """The districts, by name."""
        return tuple(
            sorted((r for r in self.regions if r.level == "district"), key=lambda r: r.label)
        )


@dataclass(frozen=True, slots=True)
class ActorCard:
    """An actor as far as events needs it; ``email`` only if it may be invited."""

    id: str
    name: str
    email: str = ""
    email_source: str = ""
    reason_code: str = ""
    reason_params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting that findings suggest: who should host and who should come, and why.

    ``finding_id`` is the first of ``finding_ids``; ``measure_id`` is set if the meeting is
    planned for a measure.
    """

    finding_id: str
    kind: str
    title: str
    hosts: tuple[ActorCard, ...] = ()
    invitees: tuple[ActorCard, ...] = ()
    topic_ids: tuple[str, ...] = ()
    region_ids: tuple[str, ...] = ()
    finding_ids: tuple[str, ...] = ()
    measure_id: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """Table groups: ids of actors per table; ``known_pairs`` at one table work together."""

    tables: tuple[tuple[str, ...], ...] = ()
    known_pairs: int = 0


class NetworkDirectory(Protocol):
    """The network service's directory. Reads the last good answer while it is away.

    Raises Unavailable("unavailable.network") if there never was one.
    """

    def centre(self) -> Centre: ...

    def vocabulary(self) -> Vocabulary: ...

    def actors(self, query: str = "", ids: Sequence[str] = ()) -> tuple[ActorCard, ...]: ...

    def everyone(self) -> tuple[ActorCard, ...]:
        """All actors by name, to choose from."""
        ...

    def proposal(self, finding_ids: Sequence[str], measure_id: str = "") -> Proposal:
        """What findings, or the open findings of a measure, suggest.

        Never from memory: it must be today's. Raises NotFound.
        """
        ...

    def tables(self, actor_ids: Sequence[str], size: int) -> Tables:
        """Who sits together: organisations that do not work together yet. Never from memory."""
        ...

    def check(self) -> None:
        """Raise Unavailable if the network service does not answer now."""
        ...
