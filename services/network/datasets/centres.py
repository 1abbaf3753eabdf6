"""The centres that run the networks to begin with: names, and the ids of their records."""

from __future__ import annotations

EXAMPLE_CENTRE = "Thüringer Zentrum für Interkulturelle Öffnung (Beispiel)"
EXAMPLE_OPERATOR = "beispiel-thuezikoe"
PRACTICE_CENTRE = "Übungszentrum für Interkulturelle Öffnung"
PRACTICE_OPERATOR = "uebung-zentrum"
