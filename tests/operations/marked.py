"""A marked person, written into everything that the program stores, and looked for everywhere."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from pypdf import PdfReader

from services.embedded import Embedded, build
from services.events.records.event import ProgrammeItem
from services.events.records.invitation import Invitation, InvitationState
from services.events.registration import registering
from services.events.registration.rules import Application
from services.network.records.model import (
    KINDS,
    Offer,
    OutgoingNotice,
    Person,
    Record,
    Report,
)
from services.network.records.network import ChangeSet, Put, Remove
from services.network.reports import release
from services.network.stores.codec import decode, encode
from services.notify.stores.tables import deliveries
from shared.data_protection.model import Holds
from shared.data_protection.registry import place
from tests.builders import period
from tests.notify.builders import notice
from tests.notify.builders import recipient as one_recipient

NAME = "Kanaria Vogelsang-Prüfstein"
ADDRESS = "kanaria.vogelsang@pruefstein.example"
NUMBER = "0361 9988776"
TRACES = ("Kanaria", "Vogelsang", "kanaria.vogelsang", "9988776")
"""Pieces that nothing but the person leaves."""

PASSWORD = "ein langes Kennwort"


def program(folder: Path) -> Embedded:
    """The program over a data folder, its loops not started."""
    return build(folder, "http://127.0.0.1:8080", data="practice", admin_password=PASSWORD)


def parts(house: Embedded, service: str) -> Any:
    return house.apps[service].extensions["ikoe"]


def turn(house: Embedded, *names: str) -> None:
    """One round of these loops."""
    for loop in house.loops:
        if loop.name in names or not names:
            loop.run_once()


def marked(record: Record) -> Record:
    """The record with the person in every field in which she can stand."""
    values = json.loads(encode(record))
    where = place(f"network.{record.KIND}")
    names = {
        Holds.NAME: NAME,
        Holds.ADDRESS: ADDRESS,
        Holds.CONTACT: NUMBER,
        Holds.TEXT: f"Fragen an {NAME}, {ADDRESS}, Tel. {NUMBER}.",
    }

    def put(value: Any, path: str) -> Any:
        if isinstance(value, dict):
            return {k: put(one, f"{path}.{k}" if path else k) for k, one in value.items()}
        if isinstance(value, list):
            if value and all(isinstance(one, list) for one in value):
                # Pairs: the key stays, the text is hers.
                return [[one[0], put(one[1], path)] for one in value]
            return [put(one, path) for one in value]
        if not isinstance(value, str):
            return value
        try:
            return names.get(where.field(path).holds, value)
        except KeyError:
            return value

    return decode(record.KIND, json.dumps(put(values, "")))


def write_everywhere(house: Embedded) -> dict[str, str]:
    """Put the person into every store; returns ids that the proof comes back to."""
    network = parts(house, "network")
    turn(house, "events-data-set")
    ids = {"offer": _records(network), **_reports(network)}
    ids |= _events(house)
    _letters(house)
    network.uploads.keep(
        "kim", f"{NAME}.csv", f"Name;E-Mail\n{NAME};{ADDRESS}\n".encode(), _now() + timedelta(1)
    )
    network.accounts.create(ADDRESS, NAME, "member", "ein anderes langes Kennwort")
    return ids


def _now() -> datetime:
    return datetime.now(UTC)


def _records(network: Any) -> str:
    live = network.live
    first = live.network()
    extra: list[Record] = [Person(id="p-marked", name=NAME, role="Leitung", email=ADDRESS)]
    known = {kind for kind, of_kind in first.records.items() if of_kind}
    # What the practice network has none of is made here.
    extra += [cls(**_least(cls)) for kind, cls in KINDS.items() if kind not in known | {"person"}]
    live.apply(ChangeSet(tuple(Put(one, 0) for one in extra)), NAME, _now(), f"für {NAME}")
    current = live.network()
    changes = []
    for kind in KINDS:
        if kind in ("installation", "notice"):
            continue
        record = current.records[kind][min(current.records[kind])]
        if kind == "report":
            record = next(r for r in current.all(Report).values() if r.status == "draft")
            record = replace(record, chapters=(("summary", "x"),))
        changes.append(current.put(marked(record)))
    live.apply(ChangeSet(tuple(changes)), NAME, _now(), f"für {NAME}")
    # And once more without her, so that only the history tells.
    gone = Offer(id="o-gone", title=f"Angebot von {NAME}")
    live.apply(ChangeSet((Put(gone, 0),)), NAME, _now())
    live.apply(ChangeSet((Remove("offer", "o-gone", 1),)), NAME, _now())
    live.apply(
        ChangeSet(
            (
                Put(
                    OutgoingNotice(
                        id=str(uuid4()),
                        target="notify",
                        path="/api/notify/notices/x",
                        payload=notice(
                            recipients=(one_recipient(ADDRESS, name=NAME),)
                        ).model_dump_json(),
                        due_at=_now() + timedelta(days=9),
                        last_error=f"{ADDRESS} refused",
                    ),
                    0,
                ),
            )
        ),
        NAME,
        _now(),
    )
    return gone.id


def _least(cls: type[Record]) -> dict[str, Any]:
    """Values for a record of a class, as few as it takes."""
    by_type: dict[str, Any] = {
        "str": "x",
        "date": date(2026, 1, 2),
        "datetime": _now(),
        "int": 1,
        "float": 1.0,
    }
    values: dict[str, Any] = {"id": f"{cls.KIND}-least"}
    for field in dataclasses.fields(cls):
        needed = field.default is dataclasses.MISSING
        if needed and field.default_factory is dataclasses.MISSING and field.name != "id":
            values[field.name] = by_type.get(str(field.type), ())
    return values


def _reports(network: Any) -> dict[str, str]:
    """Two released reports that name her: one without a grant, one that proves a grant."""
    made = {}
    current = network.live.network()
    draft = next(r for r in current.all(Report).values() if r.status == "draft")
    for name in ("plain", "proof"):
        grant = period("2025", "2026") if name == "proof" else period()
        one = replace(
            draft,
            id=f"r-{name}",
            title=f"Bericht {name}",
            grant_period=grant,
            chapters=tuple((key, f"Mit {NAME} ({ADDRESS}).") for key, _ in draft.chapters),
            review_version=0,
        )
        network.live.apply(ChangeSet((Put(one, 0),)), "Kim", _now())
        made[name] = one.id
    return made


def release_reports(network: Any, ids: dict[str, str]) -> None:
    for name in ("plain", "proof"):
        release.release(network, ids[name], expects=1, name="Kim", author="Kim")


def _events(house: Embedded) -> dict[str, str]:
    services = parts(house, "events").services
    now = services.clock()
    with services.store.read() as transaction:
        coming = next(
            e
            for e in transaction.events.find(ends_after=now, statuses=["published"])
            if e.takes_registrations(now) and e.visibility == "public" and e.waiting_list
        )
    with services.store.write() as transaction:
        event = transaction.events.get(coming.id)
        told = replace(
            event,
            programme=(ProgrammeItem(title="Begrüßung", starts_at="14:00", people=NAME),),
            description=f"Es begrüßt Sie {NAME}.",
            contact=f"{NAME}, {NUMBER}",
            version=event.version + 1,
            updated_at=now,
        )
        transaction.events.put(told, NAME, expects=event.version)
        transaction.invitations.put(
            Invitation(
                id=str(uuid4()),
                event_id=event.id,
                actor_id="a-x",
                name=NAME,
                email=ADDRESS,
                email_source=f"Visitenkarte von {NAME}",
                reason=f"{NAME} arbeitet dazu.",
                state=InvitationState.PROPOSED,
                created_at=now,
                updated_at=now,
            ),
            new=True,
        )
    registering.enter_by_hand(
        services,
        event.id,
        Application(name=NAME, email=ADDRESS, organisation="Verein"),
        "Kim",
        "f1",
    )
    registering.enter_by_hand(
        services,
        event.id,
        Application(
            name="Andere Person",
            email="andere@verein.example",
            organisation=f"Verein von {NAME}",
            booked_by=NAME,
        ),
        "Kim",
        "f2",
    )
    return {"event": event.id}


def _letters(house: Embedded) -> None:
    """Letters to her and letters that name her: sent, waiting in the outbox, waiting in notify."""
    turn(house, "events-relay")
    notify = parts(house, "notify")
    for person, name in ((ADDRESS, NAME), ("andere@verein.example", f"Team {NAME}")):
        notify.intake.notice(
            notice(
                id=uuid4(),
                subject_key=f"e:{uuid4()}",
                recipients=(one_recipient(person, name=name, ref=str(uuid4())),),
            )
        )
    deliver = notify.deliver
    with notify.database.read() as connection:
        ids = [row.id for row in connection.execute(deliveries.select())]
    for id in ids[: len(ids) // 2]:
        deliver(id)


# --- looking ---------------------------------------------------------------------------------


def traces_in_folder(folder: Path, house: Embedded | None) -> Iterator[str]:
    """Where a trace of the person lies in files: their bytes, and what is packed or sealed."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            for text in _texts(file.read_bytes()):
                for trace in TRACES:
                    if trace in text:
                        yield f"{file.relative_to(folder)}: {trace}"
    if house is not None:
        notify = parts(house, "notify")
        people = notify.erasure.eraser._people
        for letter in people.letters("", 100_000):
            inside = [letter.facts, *(_texts(letter.letter) if letter.letter else ())]
            for trace in TRACES:
                if any(trace in text for text in inside):
                    yield f"letter {letter.id}: {trace}"


def _texts(content: bytes) -> Iterator[str]:
    for encoding in ("utf-8", "utf-16-le"):
        yield content.decode(encoding, "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield packed.read(name).decode("utf-8", "replace")
    elif content.startswith(b"%PDF"):
        for page in PdfReader(io.BytesIO(content)).pages:
            yield page.extract_text()
    elif b"\nMIME-Version:" in content or content.startswith((b"From:", b"Date:", b"Subject:")):
        mail = email.message_from_bytes(content, policy=email.policy.default)
        yield from (str(value) for value in mail.values())
        for part in mail.walk():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                text = body.decode("utf-8", "replace")
                yield text
                yield text.replace("\r\n ", "")
