#!/usr/bin/env bash
# dateparser 1.5.0, told that the text is German: an hour beside a weekday is taken for the day of
# the month. "Mi 14 Uhr" (Wednesday, 2 p.m.) is the 14th at midnight, whatever weekday that is;
# "So 10-12" (Sunday, ten to twelve) is the 10th of December. "Mi 14:00 Uhr" is understood.
# Expected: the next or last Wednesday at 14:00, or nothing.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "dateparser==1.5.0"
v/bin/python -W ignore - <<'PY' | tee seen
from datetime import datetime
import dateparser

said = {"RELATIVE_BASE": datetime(2026, 12, 1, 9), "PREFER_DATES_FROM": "future"}
for text in ("Mi 14 Uhr", "Mi 14:00 Uhr", "So 10-12"):
    found = dateparser.parse(text, languages=["de"], settings=said)
    print(text, "=", found and found.strftime("%a %d.%m.%Y %H:%M"))
PY
diff seen - <<'WANTED'
Mi 14 Uhr = Mon 14.12.2026 00:00
Mi 14:00 Uhr = Wed 02.12.2026 14:00
So 10-12 = Thu 10.12.2026 00:00
WANTED
echo "still so: the hour of a German weekday is a day of the month"
