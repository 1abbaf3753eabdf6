"""Set the installation up, load a data set to begin with, and remove it again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from services.network.records.change_sets import check_references, differences
from services.network.records.kinds.record import RecordKey
from services.network.records.model import Installation, Provenance, Record, Visibility
from services.network.records.network import ChangeSet, Network, Put, Remove
from services.network.records.references import referrers, without_references
from services.network.records.services import DataSets, Services
from services.network.records.validity import problems_of
from shared.clock import berlin_day
from shared.errors import Conflict, Invalid, Problem, Refused

ID = "installation"
SEED = 7
"""The practice network is drawn with this seed: the same for everybody who learns with it."""

DATA_SETS = ("empty", "example", "practice")
AUTHOR = "Einrichtung"

_PRACTICE_NOTE = "Dies ist ein Übungsnetz. Alle Namen und Angaben sind erfunden."
_EXAMPLE_NOTE = "Beispielnetz aus öffentlich zugänglichen Angaben vom Herbst 2021."


def defaults(datasets: DataSets, data: str) -> Installation:
    """Sensible settings to begin with a data set; the pages offer them too."""
    match data:
        case "practice":
            return Installation(
                id=ID,
                centre_name=datasets.PRACTICE_CENTRE,
                sender_name=datasets.PRACTICE_CENTRE,
                sender_address="uebungszentrum@ikoe.example",
                contact="Team des Übungszentrums (erfunden)",
                imprint=_PRACTICE_NOTE,
                privacy=f"{_PRACTICE_NOTE} Es werden keine echten Personendaten verarbeitet.",
                operator_actor_id=datasets.PRACTICE_OPERATOR,
            )
        case "example":
            return Installation(
                id=ID,
                centre_name=datasets.EXAMPLE_CENTRE,
                sender_name=datasets.EXAMPLE_CENTRE,
                sender_address="koordinierung@ikoe.example",
                imprint=_EXAMPLE_NOTE,
                privacy=f"{_EXAMPLE_NOTE} Es enthält keine Angaben über Privatpersonen.",
                operator_actor_id=datasets.EXAMPLE_OPERATOR,
            )
        case _:
            return Installation(
                id=ID,
                centre_name="Unsere Koordinierungsstelle",
                sender_name="Unsere Koordinierungsstelle",
                sender_address="koordinierung@ikoe.example",
            )


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing the loaded data set does: ``removed`` belong to the set, ``blanked`` and
    ``lost`` are the centre's own records that refer to it. Blanked ones lose a reference;
    lost ones (a tie without its other side ...) make no sense without it and go too."""

    change_set: ChangeSet
    removed: tuple[Record, ...]
    blanked: tuple[Record, ...]
    lost: tuple[Record, ...]


def set_up(parts: Services, installation: Installation, data: str, author: str) -> int:
    """Keep the settings of a new installation and load the data to begin with, in one change
    set; returns the revision.

    ``data`` is ``empty``, ``example`` or ``practice``. The vocabularies and regions come with
    each of them.

    Raises Refused (``install.done``) if there is an installation, Invalid, Unavailable.
    """
    network = parts.live.network()
    if network.installation is not None:
        raise Refused("install.done")
    if data not in DATA_SETS:
        raise Invalid(Problem("form.data_set", "data"))
    dataset = "" if data == "empty" else data
    settled = dataclasses.replace(
        installation,
        id=ID,
        provenance=Provenance(visibility=Visibility.PUBLIC),
        dataset=dataset,
        operator_actor_id=installation.operator_actor_id or _operator(parts, dataset),
        set_up_at=parts.clock(),
    )
    problems = problems_of(settled)
    if problems:
        raise Invalid(problems)
    wanted = [*parts.datasets.vocabularies(), *_records(parts, dataset), settled]
    change_set = differences(network, wanted, "Einrichtung")
    check_references(network, change_set)
    try:
        return parts.live.apply(change_set, author, parts.clock())
    except Conflict:
        raise Refused("install.done") from None


def prepare(parts: Services, data: str, settings: Installation | None = None) -> bool:
    """Begin with a data set and sensible settings, so that a first look needs no form.

    Does nothing (and returns False) if the installation is set up already. ``settings``
    replace those that suit the data set.
    """
    if data not in DATA_SETS:
        raise Invalid(Problem("form.data_set", "data"))
    # The one record is asked for, not the whole network: most starts end here.
    if parts.live.store.get(Installation.KIND, "installation") is not None:
        return False
    try:
        set_up(parts, settings or defaults(parts.datasets, data), data, AUTHOR)
    except Refused:
        return False
    return True


def load_dataset(parts: Services, data: str, author: str) -> int:
    """Load the example or practice network into an installation that has none loaded.

    Raises Refused (``install.dataset_loaded``, ``install.not_done``), Invalid, Conflict,
    Unavailable.
    """
    network = parts.live.network()
    if network.installation is None:
        raise Refused("install.not_done")
    if network.installation.dataset:
        raise Refused("install.dataset_loaded")
    if data not in DATA_SETS or data == "empty":
        raise Invalid(Problem("form.data_set", "data"))
    operator = network.installation.operator_actor_id or _operator(parts, data)
    marked = dataclasses.replace(network.installation, dataset=data, operator_actor_id=operator)
    wanted = [*parts.datasets.vocabularies(), *_records(parts, data), marked]
    change_set = differences(network, wanted, "Datensatz geladen")
    check_references(network, change_set)
    return parts.live.apply(change_set, author, parts.clock())


def removal(network: Network) -> Removal:
    """What removing the loaded data set would do, to be shown before it is done.

    Raises Refused (``install.no_dataset``) if none is loaded.
    """
    installation = network.installation
    if installation is None or not installation.dataset:
        raise Refused("install.no_dataset")
    gone: dict[RecordKey, Record] = {
        (kind, id): record
        for kind, records in network.records.items()
        for id, record in records.items()
        if record.provenance.origin == installation.dataset
    }
    own: dict[RecordKey, Record] = {}
    lost: dict[RecordKey, Record] = {}
    # A record that is lost may be referred to as well: on until nothing refers to anything gone.
    edge: Iterable[RecordKey] = gone.keys()
    while edge:
        touched = {
            (referrer.kind, referrer.id)
            for found in referrers(network, set(edge), leaving_out=gone.keys()).values()
            for referrer in found
        }
        edge = []
        for key in sorted(touched - lost.keys()):
            record = own.get(key) or network.records[key[0]][key[1]]
            blanked = without_references(record, gone.keys() | lost.keys())
            if problems_of(blanked) and not problems_of(record):
                lost[key] = network.records[key[0]][key[1]]
                own.pop(key, None)
                edge.append(key)
            else:
                own[key] = blanked
    settings = own.pop((Installation.KIND, ID), installation)
    assert isinstance(settings, Installation)
    settings = dataclasses.replace(settings, dataset="")
    changes: list[Put | Remove] = [
        *(network.remove(record) for record in (*gone.values(), *lost.values())),
        *(network.put(record) for record in (*own.values(), settings)),
    ]
    return Removal(
        ChangeSet(tuple(changes), "Datensatz entfernt"),
        tuple(gone.values()),
        tuple(own.values()),
        tuple(lost.values()),
    )


def remove_dataset(parts: Services, author: str) -> Removal:
    """Remove the loaded data set in one change set; nothing refers to anything gone after it.

    Raises Refused (``install.no_dataset``), Conflict, Unavailable.
    """
    done = removal(parts.live.network())
    parts.live.apply(done.change_set, author, parts.clock())
    return done


def _records(parts: Services, dataset: str) -> tuple[Record, ...]:
    match dataset:
        case "practice":
            return parts.datasets.practice(berlin_day(parts.clock()), SEED)
        case "example":
            return parts.datasets.example()
        case _:
            return ()


def _operator(parts: Services, dataset: str) -> str:
    operators = {
        "practice": parts.datasets.PRACTICE_OPERATOR,
        "example": parts.datasets.EXAMPLE_OPERATOR,
    }
    return operators.get(dataset, "")
