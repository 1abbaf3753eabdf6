"""Writes the documents about data protection from the registry.

``python -m tools.data_protection`` rewrites ``docs/datenschutz``; a test looks whether they are up
to date. They are drafts for the controller, who answers for them, and say so.
"""

from __future__ import annotations

from pathlib import Path

from shared.data_protection.model import Place, Retention
from shared.data_protection.notice import concerned
from shared.data_protection.registry import PLACES, place
from shared.data_protection.terms import NONE

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "datenschutz"
_DRAFT = (
    "Aus dem Verzeichnis des Programms erzeugt (`python -m tools.data_protection`), nicht von Hand "
    "zu ändern. Ein Entwurf: Verantwortlich ist die Koordinierungsstelle, die ihn mit ihrer oder "
    "ihrem Datenschutzbeauftragten prüft.\n"
)


def documents() -> dict[str, str]:
    """File name -> text."""
    return {
        "informationen.md": _notice(),
        "verzeichnis.md": _record(),
        "loeschfristen.md": _periods(),
    }


def _notice() -> str:
    lines = ["# Informationen nach Art. 13 und 14 DSGVO", "", _DRAFT]
    lines += [
        "Verantwortlich ist die Koordinierungsstelle, die im Impressum steht. Daten kommen von den "
        "Menschen selbst, aus öffentlichen Seiten ihrer Einrichtung oder aus Listen, die die "
        "Koordinierung einliest; woher ein Eintrag stammt, steht an ihm. Es gibt keine "
        "automatisierten Entscheidungen, keine Empfänger in Drittländern und keine Inhalte von "
        "fremden Servern.",
        "",
    ]
    for group in concerned():
        lines += [f"## {group.whom}", ""]
        lines += [
            "| Was | Wozu | Rechtsgrundlage | Wie lange | Wer es sieht |",
            "|---|---|---|---|---|",
        ]
        for one in group.places:
            lines.append(
                f"| {one.title} | {one.purpose} | {_basis(one)} | {one.retention.text} "
                f"| {_readers(one)} |"
            )
        lines.append("")
    lines += [
        "## Rechte",
        "",
        "Auskunft (Art. 15), Berichtigung (Art. 16), Löschung (Art. 17), Einschränkung (Art. 18), "
        "Übertragung (Art. 20), Widerspruch (Art. 21), Widerruf einer Einwilligung (Art. 7 Abs. 3) "
        "und Beschwerde bei der Aufsicht: Thüringer Landesbeauftragter für den Datenschutz und die "
        "Informationsfreiheit. Eine Löschung auf Wunsch reicht in jeden Speicher, in den Verlauf, "
        "in Briefe und in Sicherungen, wenn sie zurückgeholt werden; Nachweise einer Zuwendung "
        "können sie überdauern, dann sagt die Koordinierung welche und bis wann.",
        "",
    ]
    return "\n".join(lines)


def _record() -> str:
    lines = ["# Verzeichnis von Verarbeitungstätigkeiten (Art. 30 DSGVO)", "", _DRAFT]
    by_purpose: dict[str, list[Place]] = {}
    for one in PLACES:
        if one.basis is not NONE:
            by_purpose.setdefault(one.purpose, []).append(one)
    for purpose, places in by_purpose.items():
        lines += [f"## {purpose}", ""]
        for one in places:
            people = ", ".join(
                f"`{field.name}`" for field in one.fields if field.holds.value != "technical"
            )
            lines += [
                f"**{one.title}** (`{one.key}`)",
                "",
                f"- Betroffene: {one.whom}",
                f"- Daten: {people or 'der Inhalt der Dateien'}",
                f"- Rechtsgrundlage: {_basis(one)}",
                f"- Empfänger: {_readers(one)}",
                f"- Löschfrist: {one.retention.text}",
            ]
            if one.also_in:
                also = "; ".join(place(key).title for key in one.also_in)
                lines.append(f"- Liegt auch in: {also}")
            for field in one.fields:
                if field.purpose or field.retention or field.basis:
                    own = [
                        f"zu {field.purpose}" if field.purpose else "",
                        f"nach {field.basis.article}" if field.basis else "",
                        f"bis {field.retention.text}" if field.retention else "",
                    ]
                    lines.append(
                        f"- `{field.name}` davon: {', '.join(part for part in own if part)}"
                    )
            lines.append("")
    return "\n".join(lines)


def _periods() -> str:
    lines = ["# Löschfristen", "", _DRAFT]
    lines += ["| Was | Wie lange | Regel |", "|---|---|---|"]
    found: dict[Retention, list[str]] = {}
    for one in PLACES:
        found.setdefault(one.retention, []).append(one.title)
    for retention, titles in sorted(found.items(), key=lambda pair: not pair[0].rule):
        rule = f"`{retention.rule}`" if retention.rule else "–"
        lines.append(f"| {', '.join(titles)} | {retention.text} | {rule} |")
    lines += [
        "",
        "Eine Regel läuft stündlich in jedem Dienst, auch in der eingebetteten Fassung. Was jetzt "
        "fällig ist und was zuletzt gelöscht wurde, steht unter Einstellungen, Datenschutz; "
        "denselben Probelauf zeigt `python -m services.embedded loeschvorschau` über einem Ordner.",
        "",
    ]
    return "\n".join(lines)


def _basis(one: Place) -> str:
    return f"{one.basis.article} ({one.basis.meaning})"


def _readers(one: Place) -> str:
    return "; ".join(reader.title for reader in one.seen_by)


def main() -> None:
    """Write the documents."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
