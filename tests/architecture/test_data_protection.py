"""The registry tells of everything that is stored, and of nothing that is not."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from services import operations
from services.embedded import Embedded, build
from services.events.records.event import Event
from services.events.registration.retention import PEOPLE_KEPT, UNCONFIRMED_KEPT
from services.events.stores import tables as events_tables
from services.network.data_protection.erasing import EVIDENCE_YEARS
from services.network.exchange.import_table import KEPT_FOR
from services.network.records.model import KINDS
from services.network.stores import tables as network_tables
from services.notify.config import Settings as NotifySettings
from services.notify.stores import tables as notify_tables
from shared import backups
from shared.accounts.model import Base
from shared.accounts.sessions import DEVICE_KEPT, ENDED_KEPT
from shared.data_protection import tables as deletion_tables
from shared.data_protection import terms
from shared.data_protection.model import Holds
from shared.data_protection.registry import PLACES, place
from shared.data_protection.requests import UNDECIDED_KEPT
from tools.data_protection import FOLDER, documents

METADATA = {
    "events": (events_tables.metadata,),
    "network": (network_tables.metadata,),
    "notify": (notify_tables.metadata,),
    "accounts": (Base.metadata, deletion_tables.metadata),
}
FILES = {
    "files.uploads": "uploads/*",
    "files.reports": "reports/**/*",
    "files.letters": "outbox/*.eml",
    "files.databases": "*.db*",
    "files.secrets": "secrets.json",
}
"""Kinds of files by where they lie below the data folder."""


def texts_of(cls: type, path: str = "") -> Iterator[str]:
    """The texts in a record, by dotted name; codes of an enumeration are none."""
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):
        yield from _texts_in(hints[field.name], path + field.name)


def _texts_in(hint: typing.Any, path: str) -> Iterator[str]:
    if typing.get_origin(hint) in (tuple, typing.Union, types.UnionType):
        for one in typing.get_args(hint):
            if one is not Ellipsis:
                yield from _texts_in(one, path)
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield from texts_of(hint, f"{path}.")
    elif hint is str:
        yield path


def stored_in(metadata: sa.MetaData) -> dict[str, set[str]]:
    """Every table with its columns of text."""
    texts = (sa.String, sa.LargeBinary)
    return {
        table.name: {column.name for column in table.columns if isinstance(column.type, texts)}
        for table in metadata.sorted_tables
    }


def stored() -> dict[str, set[str]]:
    """Every place with a field of text, out of the code that stores it."""
    found: dict[str, set[str]] = {}
    for service, known in METADATA.items():
        for metadata in known:
            for table, columns in stored_in(metadata).items():
                found[f"{service}.{table}"] = columns
    for kind, cls in KINDS.items():
        found[f"network.{kind}"] = set(texts_of(cls)) - set(cls.REFERENCES)
    # The body of an event is JSON of its fields.
    found["events.event"] |= set(texts_of(Event))
    return found


def registered() -> dict[str, set[str]]:
    return {
        one.key: {field.name for field in one.fields}
        for one in PLACES
        if not one.key.startswith("files.")
    }


def test_every_text_that_is_stored_stands_in_the_registry_and_no_other():
    told = registered()
    assert told.keys() == stored().keys()
    assert {key: names - told[key] for key, names in stored().items() if names - told[key]} == {}
    enums = {"kind", "status", "visibility", "cooperation_type"}
    extra = {key: told[key] - names - enums for key, names in stored().items()}
    assert {key: names for key, names in extra.items() if names} == {}


def test_a_field_or_table_that_is_forgotten_is_noticed():
    grown = sa.MetaData()
    columns = [sa.Column(c, sa.String(20)) for c in ("name", "hobby")]
    sa.Table("setting", grown, *columns)
    sa.Table("diary", grown, sa.Column("id", sa.Integer))
    found = {f"events.{table}": names for table, names in stored_in(grown).items()}
    told = registered()
    assert [key for key in found if key not in told] == ["events.diary"]
    assert found["events.setting"] - told["events.setting"] == {"hobby"}


@dataclasses.dataclass
class Part:
    where: str


@dataclasses.dataclass
class Grown:
    id: str
    level: int
    places: tuple[Part, ...]
    pairs: tuple[tuple[str, int], ...]
    note: str | None
    colour: Holds


def test_texts_are_found_within_parts_of_a_record():
    assert list(texts_of(Grown)) == ["id", "places.where", "pairs", "note"]


def test_every_entry_says_why_how_long_and_to_whom():
    keys = [one.key for one in PLACES]
    assert len(keys) == len(set(keys))
    for one in PLACES:
        names = [field.name for field in one.fields]
        assert len(names) == len(set(names)), one.key
        assert set(one.also_in) <= set(keys), one.key
        assert all((one.title, one.whom, one.purpose, one.basis.article, one.retention.text))
        assert one.seen_by, one.key
        for field in one.told():
            assert field.purpose
            assert field.basis
            assert field.retention
            assert set(field.also_in) <= set(keys), (one.key, field.name)
    with pytest.raises(KeyError):
        place("events.diary")


@pytest.fixture
def program(tmp_path: Path) -> Embedded:
    return build(tmp_path / "var", "http://127.0.0.1:8080", data="practice")


def rules_of(program: Embedded) -> set[str]:
    return {
        rule.key for app in program.apps.values() for rule in app.extensions["ikoe"].retention.rules
    }


def test_every_rule_of_deletion_stands_in_the_registry_and_the_other_way_round(program):
    told = {one.retention.rule for one in PLACES}
    told |= {field.retention.rule for one in PLACES for field in one.told() if field.retention}
    # Backups are kept by age where they lie, beside the data.
    assert told - {""} == rules_of(program) | {"backups.age"}


def test_every_file_of_the_program_is_of_a_kind_in_the_registry(program, tmp_path):
    folder = tmp_path / "var"
    known = {file for pattern in FILES.values() for file in folder.glob(pattern)}
    left = {file for file in folder.rglob("*") if file.is_file()} - known
    assert {str(file.relative_to(folder)) for file in left} <= {operations.RUNNING}
    beside = {file.name for file in tmp_path.iterdir()} - {"var"}
    # The copy of the journal, and the mark that tells a copy from the original.
    assert beside <= {"var.deletions", "var.instance", "var.instance.lock"}
    assert {place(key).key for key in FILES} == set(FILES)


def test_the_periods_that_the_registry_names_are_those_of_the_code():
    days = timedelta(days=1)
    for text, number in (
        (terms.REGISTRATIONS.text, f"{PEOPLE_KEPT // days} Tage nach der Veranstaltung"),
        (terms.REGISTRATIONS.text, f"{UNCONFIRMED_KEPT // days} Tage nach Ablauf"),
        (terms.INVITATIONS.text, f"{PEOPLE_KEPT // days} Tage"),
        (terms.LETTER_COUNTS.text, f"{PEOPLE_KEPT // days} Tage"),
        (terms.OUTBOX.text, f"{PEOPLE_KEPT // days} Tage"),
        (terms.UPLOADS.text, f"{KEPT_FOR // timedelta(hours=1)} Stunden"),
        (terms.LOGINS.text, f"Anmeldungen {ENDED_KEPT // days} Tage"),
        (terms.LOGINS.text, f"Geräte {DEVICE_KEPT // days} Tage"),
        (terms.REQUESTS.text, f"{UNDECIDED_KEPT // days} Tage"),
        (terms.EVIDENCE.text, f"{EVIDENCE_YEARS} Jahre"),
        (terms.BACKUPS.text, f"für {backups.DAILY_FOR // days} Tage"),
        (terms.BACKUPS.text, f"für {backups.WEEKLY_FOR // timedelta(weeks=1)} Wochen"),
        (
            terms.LETTERS.text,
            f"{NotifySettings.model_fields['letter_retention_days'].default} Tage",
        ),
    ):
        assert number in text


def test_the_documents_are_those_of_the_registry():
    told = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    assert told == documents(), "python -m tools.data_protection"
