#!/usr/bin/env bash
# csvkit 2.2.0 with agate 1.14.2: told that the table is German (--locale de_DE), in2csv reads the
# decimal comma right, but takes the points of a German date for those of thousands: 01.02.2024
# becomes the number 1022024, without a word. Without the locale the dates stay, and 1,5 becomes 15.
# Expected: with the German locale both columns keep their meaning.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "csvkit==2.2.0" "agate==1.14.2"
printf 'Ort;Seit;Stunden\nJena;01.02.2024;1,5\nErfurt;31.12.2023;12,25\n' > offers.csv
{ v/bin/in2csv -d ';' --locale de_DE offers.csv; v/bin/in2csv -d ';' offers.csv; } | tee seen
diff seen - <<'WANTED'
Ort,Seit,Stunden
Jena,1022024,1.5
Erfurt,31122023,12.25
Ort,Seit,Stunden
Jena,01.02.2024,15
Erfurt,31.12.2023,1225
WANTED
echo "still so: either the dates or the numbers of a German table are lost"
