"""Letters: complete in every kind and language, safe in every header, the same every time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.policy import SMTP, compat32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.notify.letters import wording
from services.notify.letters.compose import Composer
from services.notify.letters.files.letter_templates import PARTS, TEMPLATES, LetterTemplates
from services.notify.letters.letter import Letter, Mailbox, calendar_method
from services.notify.letters.ports import LetterUnwritable
from services.notify.records.addresses import MAX_NAME, address_hash, header_text
from shared.notices import MeasureFacts, NoticeKind, QuestionFacts
from tests.notify.builders import CALENDAR, NOW, SECRET, event, notice, recipient

LANGS = ("de", "en")
COMPOSER = Composer(LetterTemplates(), "http://127.0.0.1:8080", SECRET)
HASH = address_hash(SECRET, "olga@verein.example")


def compose(one):
    return COMPOSER.letter("0b7e", one.model_dump_json(), HASH, NOW)


def parse(octets):
    return message_from_bytes(octets, policy=SMTP)


def test_every_kind_has_every_part_in_every_language_and_nothing_else():
    wanted = {
        f"{kind.value}/{lang}/{part}" for kind in NoticeKind for lang in LANGS for part in PARTS
    }
    found = {
        str(file.relative_to(TEMPLATES))
        for file in TEMPLATES.rglob("*")
        if file.is_file() and file.parts[len(TEMPLATES.parts)] not in ("_letter", "notify")
    }
    assert found == wanted


BARE = {
    "place": "",
    "online_url": "",
    "dial_in_note": "",
    "description": "",
    "hosts": (),
    "url": "",
    "contact": "",
}


SAYS = {
    NoticeKind.FINDING_QUESTION: ("Lotsinnen für Ämter", "2026"),
    NoticeKind.QUESTION_REMINDER: ("Lotsinnen für Ämter", "2026"),
    NoticeKind.MEASURE_REMINDER: ("Lotsinnen auch für Jena", "2026"),
}
"""What subject and text name of what a letter is about; letters about an event if not here."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("full", [True, False])
def test_every_letter_can_be_written_with_all_facts_and_with_hardly_any(kind, lang, full):
    if full:
        one = notice(
            kind,
            recipients=(recipient(lang=lang),),
            seats=3,
            participant_name="Kim Beispiel",
            waiting_position=4,
        )
    else:
        links = dict.fromkeys(("confirm", "answer", "measure"), "https://ikoe.example/anmeldung/x")
        bare = recipient(lang=lang, name="", links=links, reason="", address_source="", calendar="")
        asked = QuestionFacts(own_title="Lotsinnen für Ämter", answer_until=NOW)
        one = notice(
            kind,
            recipients=(bare,),
            event=event(**BARE),
            question=asked,
            measure=MeasureFacts(title="Lotsinnen auch für Jena gewinnen", due=NOW.date()),
            changes=(),
            hold_until=None,
        )
    letter = compose(one)
    about, when = SAYS.get(kind, ("Vernetzungstreffen für Jena", "10:00"))
    assert letter.subject == " ".join(letter.subject.split())
    assert about in letter.subject
    for text in (letter.text, letter.html):
        assert about in text
        assert when in text
        assert "None" not in text
        assert "{{" not in text
        assert "Koordinierungsstelle Interkulturelle Öffnung" in text
    assert "\n\n\n" not in letter.text
    assert not letter.text.endswith("--")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_html_loads_nothing_and_says_what_the_text_says(kind, lang):
    letter = compose(notice(kind, recipients=(recipient(lang=lang),)))
    assert (
        re.findall(r"(?i)<(?:img|script|link|iframe|style|form|object)\b|\bsrc=|url\(", letter.html)
        == []
    )
    links = lambda text: set(re.findall(r"https?://[^\s<>\"')]+", text))  # noqa: E731
    assert links(letter.html) == links(letter.text)
    assert f'<html lang="{lang}">' in letter.html


@pytest.mark.parametrize("lang", LANGS)
def test_an_invitation_says_why_whence_and_how_to_get_no_more(lang):
    letter = compose(notice(NoticeKind.EVENT_INVITATION, recipients=(recipient(lang=lang),)))
    assert "Ihr Verein arbeitet in Jena zum selben Thema." in letter.text
    assert "Webseite des Vereins" in letter.text
    assert f"http://127.0.0.1:8080/abbestellen/{HASH}/" in letter.text
    message = parse(letter.to_bytes())
    assert message["List-Unsubscribe"] == f"<{letter.unsubscribe_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    if lang == "de":
        assert "Interkulturelle Öffnung" in letter.text


@pytest.mark.parametrize("kind", [k for k in NoticeKind if k is not NoticeKind.EVENT_INVITATION])
def test_only_invitations_can_be_declined(kind):
    message = parse(compose(notice(kind)).to_bytes())
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)


@pytest.mark.parametrize("lang", LANGS)
def test_an_opt_in_letter_carries_nothing_that_its_requester_typed(lang):
    spam = "Kaufen Sie http://spam.example"
    person = recipient(lang=lang, name=spam, reason=spam, address_source=spam)
    one = notice(NoticeKind.REGISTRATION_OPT_IN, recipients=(person,), participant_name=spam)
    octets = compose(one).to_bytes()
    message = parse(octets)
    assert str(message["To"]) == "olga@verein.example"
    assert "spam" not in message.get_body(("plain",)).get_content()
    assert "spam" not in message.get_body(("html",)).get_content()
    text = message.get_body(("plain",)).get_content()
    assert "11:00" in text
    assert re.findall(r"/anmeldung/\w+", text) == ["/anmeldung/confirm"]


def test_an_opt_in_letter_without_its_link_is_not_written():
    with pytest.raises(LetterUnwritable):
        compose(notice(NoticeKind.REGISTRATION_OPT_IN, recipients=(recipient(links={}),)))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_a_link_that_is_no_web_address_is_not_written(url):
    with pytest.raises(LetterUnwritable):
        compose(notice(recipients=(recipient(links={"event": url}),)))
    letter = compose(notice(event=event(online_url=url)))
    assert f'href="{url}"' not in letter.html


def test_a_confirmation_names_the_link_and_the_contact_before_everything_else():
    text = compose(notice(NoticeKind.REGISTRATION_CONFIRMED)).text
    top = "\n".join(text.splitlines()[:12])
    assert "https://treffen.example/abc" in top
    assert "Kim Beispiel, 0361 000" in top


def test_who_takes_part_is_named_only_if_it_is_somebody_else():
    for name, named in [("Kim Beispiel", True), ("Olga Müller", False), ("", False)]:
        text = compose(notice(participant_name=name)).text
        assert ("Teilnehmen wird" in text) is named


def test_a_change_shows_old_and_new_in_berlin_time():
    text = compose(notice(NoticeKind.EVENT_CHANGED)).text
    assert "bisher: Dienstag, 19. Januar 2027, 11:00 Uhr" in text
    assert "neu: Mittwoch, 20. Januar 2027, 10:00 Uhr" in text


def test_text_from_others_is_escaped_in_html_and_left_alone_in_text():
    one = notice(event=event(title="<b>Tee & Talk</b>"), recipients=(recipient(name="<i>"),))
    letter = compose(one)
    assert "<b>Tee & Talk</b>" in letter.text
    assert "&lt;b&gt;Tee &amp; Talk&lt;/b&gt;" in letter.html
    assert "<b>" not in letter.html


def test_the_parts_of_a_letter_with_a_calendar_are_laid_out_as_mail_programmes_expect():
    message = parse(compose(notice()).to_bytes())
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, attachment = list(message.walk())[4:]
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert calendar.get_payload(decode=True) == CALENDAR.encode()
    assert attachment.get_payload(decode=True) == CALENDAR.encode()
    assert attachment.get_filename() == "einladung.ics"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<0b7e@ikoe.example>"
    assert message["Reply-To"] == message["From"]


def test_without_a_calendar_a_letter_is_text_and_html():
    message = parse(compose(notice(recipients=(recipient(calendar=""),))).to_bytes())
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (CALENDAR, "REQUEST"),
        (CALENDAR.replace("METHOD:REQUEST", "METHOD:CANCEL"), "CANCEL"),
        (CALENDAR.replace("METHOD:REQUEST\r\n", ""), ""),
        (CALENDAR.replace("METHOD:REQUEST\r\n", "").replace("UID", "METHOD:CANCEL\r\nUID"), ""),
    ],
)
def test_the_method_is_that_of_the_calendar_itself(text, method):
    assert calendar_method(text) == method


def test_the_same_letter_is_the_same_octets():
    one = notice()
    assert compose(one).to_bytes() == compose(one).to_bytes()


def read_as_sent(octets, name):
    """A header's text: unfolded, encoded words decoded, nothing else interpreted."""
    raw = message_from_bytes(octets, policy=compat32)[name]
    return "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part
        for part, charset in decode_header(raw)
    )


FIXED = [
    "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type",
]  # fmt: skip
# Surrogates do not come through JSON, everything else does.
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(name=ANY, subject=ANY, sender=ANY, text=ANY)
@example(name="Max\r\nBcc: x@y.example", subject="a\r\n\r\nb", sender='"', text="\r\n.\r\n")
@example(name='a" <b@c.example>, "d', subject="\u2028", sender=", ; <>", text="\n.\n")
@example(name="ü" * 300, subject="ß " * 100, sender="(Kommentar) @", text="\0")
@example(name="\u202eevil", subject="=?utf-8?q?x?=", sender="=?utf-8?q?=0D=0ABcc:x?=", text=".")
def test_no_text_can_add_a_header_or_a_recipient(name, subject, sender, text):
    letter = Letter(
        "0b7e",
        NOW,
        Mailbox(sender, "netz@ikoe.example"),
        Mailbox(name, "olga@verein.example"),
        subject,
        text,
        "<p>x</p>",
    )
    octets = letter.to_bytes()
    message = parse(octets)
    assert message.keys() == FIXED
    assert read_as_sent(octets, "Subject") == header_text(subject, 200)
    shown = header_text(name, MAX_NAME)
    to = read_as_sent(octets, "To")
    assert to.endswith("olga@verein.example" + (">" if shown else ""))
    if shown and not shown.isascii():
        # decode_header() swallows the space before the address.
        assert "".join(to.split()) == "".join(f"{shown}<olga@verein.example>".split())
    head = octets.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 300
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert max(len(line) for line in octets.split(b"\r\n")) <= 998


def test_days_and_times():
    starts = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert wording.span(starts, datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "de") == (
        "Sonntag, 28. März 2027, 01:30 bis 03:30 Uhr"
    )
    assert wording.span(starts, datetime(2027, 3, 28, 22, 30, tzinfo=UTC), "en") == (
        "Sunday, 28 March 2027, 01:30 (Berlin time) to Monday, 29 March 2027, 00:30 (Berlin time)"
    )
    assert wording.value("starts_at", "2027-01-20T10:00", "de", old=True) == (
        "Mittwoch, 20. Januar 2027, 10:00 Uhr"
    )
