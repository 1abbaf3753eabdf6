"""Sentences for problems of declining invitations."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

SENTENCES: Mapping[str, str] = {
    "unsubscribe.unknown_link": N_(
        "Dieser Link zum Abbestellen ist unvollständig. Bitte kopieren Sie ihn ganz aus "
        "dem Brief, oder schreiben Sie uns."
    ),
}
