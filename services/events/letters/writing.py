"""The letters of events as notices: what notify is asked to send to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from services.events.calendar.files import feed
from services.events.letters import links
from services.events.records.directory import Centre
from services.events.records.event import Event
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration, RegistrationState, email_key
from services.events.records.services import Services
from shared import notices

LETTER_TEXTS = {
    "de": feed.FeedTexts("", "", "Abgesagt", "Online"),
    "en": feed.FeedTexts("", "", "Cancelled", "Online"),
}
"""The two words that calendar parts carry in the recipient's language."""


def sender(services: Services, centre: Centre) -> notices.Sender:
    """Whom letters come from."""
    return notices.Sender(
        name=(centre.sender_name or centre.name or "IKÖ-Netz")[:120],
        address=centre.sender_address or "absender@ikoe.example",
        contact=centre.contact[:400],
        imprint_url=f"{services.public_url}/impressum",
        privacy_url=f"{services.public_url}/datenschutz",
        dataset=centre.dataset,
    )


def event_facts(services: Services, event: Event, *, dial_in: bool) -> notices.EventFacts:
    """What a letter says of an event; the dial-in link only for participants."""
    return notices.EventFacts(
        id=UUID(event.id),
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        place=event.place,
        online_url=event.online_url if dial_in else "",
        dial_in_note=event.dial_in_note if dial_in else "",
        description=event.description,
        hosts=tuple(host.name for host in event.hosts),
        url=links.event_url(services, event),
        contact=event.contact,
    )


def calendar(
    services: Services,
    event: Event,
    registration: Registration,
    from_: notices.Sender,
    method: Literal["REQUEST", "CANCEL"],
    returns: int,
) -> str:
    """The calendar part for one registered person."""
    who = feed.Attendance(
        organizer_name=from_.name,
        organizer_address=from_.address,
        name=registration.name,
        address=registration.email,
        confirmed=method == "REQUEST",
    )
    texts = LETTER_TEXTS[registration.lang]
    return feed.letter_part(event, links.event_url(services, event), texts, who, method, returns)


def returns(registrations: Sequence[Registration]) -> Mapping[str, int]:
    """How often each person has left the event, by the key of the address."""
    left = (r for r in registrations if r.state is RegistrationState.CANCELLED)
    return Counter(email_key(r.email) for r in left)


def _lang(lang: str) -> notices.Lang:
    return "en" if lang == "en" else "de"


def to_registrant(
    services: Services,
    kind: notices.NoticeKind,
    event: Event,
    registration: Registration,
    centre: Centre,
    now: datetime,
    waiting_position: int | None = None,
    returns: int = 0,
) -> notices.Notice:
    """A letter to one registered person about this registration.

    ``returns``: how often the person has left the event before, see ``feed.letter_part``.
    """
    confirmed = kind in (
        notices.NoticeKind.REGISTRATION_CONFIRMED,
        notices.NoticeKind.REGISTRATION_PROMOTED,
    )
    from_ = sender(services, centre)
    opt_in = kind is notices.NoticeKind.REGISTRATION_OPT_IN
    buttons = {
        "event": links.event_url(services, event),
        "cancel": links.registration_link(services, registration, links.LEAVE),
    }
    part = ""
    if opt_in:
        buttons["confirm"] = links.registration_link(services, registration, links.CONFIRM)
    elif confirmed:
        part = calendar(services, event, registration, from_, "REQUEST", returns)
    elif kind is notices.NoticeKind.REGISTRATION_CANCELLED:
        del buttons["cancel"]
        part = calendar(services, event, registration, from_, "CANCEL", returns)
    return notices.Notice(
        id=UUID(services.new_id()),
        kind=kind,
        subject_key=f"registration:{registration.id}",
        subject_version=registration.version,
        sender=from_,
        recipients=(
            notices.Recipient(
                ref=f"registration:{registration.id}",
                address=registration.email,
                # The opt-in letter goes to somebody who may not have asked for it: nothing
                # that the form's sender typed travels in it.
                name="" if opt_in else registration.name,
                lang=_lang(registration.lang),
                links=buttons,
                calendar=part,
            ),
        ),
        event=event_facts(services, event, dial_in=confirmed),
        expires_at=event.ends_at,
        # Without a seat nothing is held: the hour is only that until which the link works.
        hold_until=registration.hold_until if opt_in and registration.held else None,
        seats=registration.seats,
        participant_name="" if opt_in else registration.name,
        waiting_position=waiting_position,
        created_at=now,
    )


def to_participants(
    services: Services,
    kind: notices.NoticeKind,
    event: Event,
    registrations: Sequence[Registration],
    centre: Centre,
    now: datetime,
    changes: Sequence[tuple[str, str, str]] = (),
    returned: Mapping[str, int] = MappingProxyType({}),
) -> notices.Notice | None:
    """One notice about an event to everybody who takes part; None if nobody does.

    ``returned`` is what ``returns`` says of the event.
    """
    if not registrations:
        return None
    from_ = sender(services, centre)
    method: Literal["REQUEST", "CANCEL"] = (
        "CANCEL" if kind is notices.NoticeKind.EVENT_CANCELLED else "REQUEST"
    )
    reminder = kind is notices.NoticeKind.EVENT_REMINDER
    recipients = tuple(
        notices.Recipient(
            ref=f"registration:{r.id}",
            address=r.email,
            name=r.name,
            lang=_lang(r.lang),
            links={
                "event": links.event_url(services, event),
                "cancel": links.registration_link(services, r, links.LEAVE),
            },
            calendar=""
            if reminder or r.state != "confirmed"
            else calendar(services, event, r, from_, method, returned.get(email_key(r.email), 0)),
        )
        for r in registrations
    )
    topic = "reminder" if reminder else "event"
    return notices.Notice(
        id=UUID(services.new_id()),
        kind=kind,
        subject_key=f"{topic}:{event.id}",
        subject_version=event.version,
        sender=from_,
        recipients=recipients,
        event=event_facts(services, event, dial_in=kind is not notices.NoticeKind.EVENT_CANCELLED),
        changes=tuple(
            notices.ChangedFact.model_validate({"field": f, "old": old, "new": new})
            for f, old, new in changes
        ),
        # A reminder after the beginning helps nobody.
        expires_at=event.starts_at if reminder else event.ends_at,
        created_at=now,
    )


def to_invited(
    services: Services, event: Event, invitation: Invitation, centre: Centre, now: datetime
) -> notices.Notice:
    """The letter to one invited organisation: why it, and whence its address."""
    return notices.Notice(
        id=UUID(services.new_id()),
        kind=notices.NoticeKind.EVENT_INVITATION,
        subject_key=f"invitation:{invitation.id}",
        subject_version=event.version,
        sender=sender(services, centre),
        recipients=(
            notices.Recipient(
                ref=f"invitation:{invitation.id}",
                address=invitation.email,
                # Actors' names may be longer than what a letter's head takes.
                name=invitation.name[:120],
                links={
                    "event": links.event_url(services, event),
                    "confirm": f"{links.event_url(services, event)}#anmelden",
                    "cancel": links.invitation_link(services, invitation),
                },
                reason=invitation.reason,
                address_source=invitation.email_source,
            ),
        ),
        event=event_facts(services, event, dial_in=False),
        expires_at=event.starts_at,
        created_at=now,
    )
