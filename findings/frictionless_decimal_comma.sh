#!/usr/bin/env bash
# frictionless 5.21.0: a column of German numbers with one decimal comma ("1,5") in a table parted
# by ";" is described as "geopoint", a place on the earth, and read as the pair [1.0, 5.0]; a column
# of postcodes loses its leading zeros ("07743" becomes 7743). No row is called wrong.
# Expected: text, as long as nobody says what the column is, or numbers with a decimal comma.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "frictionless==5.21.0"
printf 'Ort;PLZ;Stunden\nJena;07743;1,5\nAltenburg;04600;12,25\n' > offers.csv
v/bin/python - <<'PY' | tee seen
from frictionless import Resource, validate

with Resource("offers.csv") as table:
    print([(field.name, field.type) for field in table.schema.fields])
    for row in table.row_stream:
        print(row["PLZ"], row["Stunden"])
print(validate("offers.csv").valid)
PY
diff seen - <<'WANTED'
[('Ort', 'string'), ('PLZ', 'integer'), ('Stunden', 'geopoint')]
7743 [1.0, 5.0]
4600 [12.0, 25.0]
True
WANTED
echo "still so: hours with a decimal comma are places"
