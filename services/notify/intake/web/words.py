"""Sentences for problems of taking over notices."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

SENTENCES: Mapping[str, str] = {
    "notice.other_id": N_("Die Nummer in der Adresse und die in der Nachricht sind verschieden."),
}
