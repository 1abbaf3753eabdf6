#!/usr/bin/env bash
# phonenumbers 9.0.43 (libphonenumber): the German short form of an extension, "App. 12" (Apparat), is
# no extension: its letters are read as those of a vanity number (2-7-7) and the number grows by
# 27712. Two numbers in one cell, "49-2030 / -31", become one. Both are called valid.
# "ext. 12" is understood.
# Expected: an extension 12, or an error.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "phonenumbers==9.0.43"
v/bin/python - <<'PY' | tee seen
import phonenumbers as p

for text in ("03641 492030 ext. 12", "03641 492030 App. 12", "03641 49-2030 / -31"):
    number = p.parse(text, "DE")
    print(text, p.format_number(number, p.PhoneNumberFormat.E164), number.extension, p.is_valid_number(number))
PY
diff seen - <<'WANTED'
03641 492030 ext. 12 +493641492030 12 True
03641 492030 App. 12 +49364149203027712 None True
03641 49-2030 / -31 +49364149203031 None True
WANTED
echo "still so: App. 12 is dialled as 27712"
