#!/usr/bin/env bash
# opening_hours 3.15.0 (npm), which reads German and mends what it reads: "Di 14-16 Uhr und nach
# Vereinbarung" (Tuesdays 2 to 4 p.m. and by appointment) becomes `Tu 14:00-16:00, "Nach Vereinbarung"`
# and means: unknown, around the clock. On Tuesday at 3 p.m. it is not open any more, as the added
# rule covers the first one; with `||` instead of `,` the hours stay. Needs node.
# Expected: open on Tuesday, unknown otherwise.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init -y > /dev/null; npm install --silent --ignore-scripts opening_hours@3.15.0 > /dev/null
cat > look.js <<'JS'
const Hours = require('opening_hours');
for (const text of ['Di 14-16 Uhr', 'Di 14-16 Uhr und nach Vereinbarung', 'Tu 14:00-16:00 || "nach Vereinbarung"']) {
  const hours = new Hours(text, null, { locale: 'de' });
  const tuesday = new Date('2026-12-01T15:00');
  console.log(text, '→', hours.prettifyValue(), '| open', hours.getState(tuesday), '| unknown', hours.getUnknown(tuesday));
}
JS
TZ=Europe/Berlin node look.js | tee seen
diff seen - <<'WANTED'
Di 14-16 Uhr → Tu 14:00-16:00 | open true | unknown false
Di 14-16 Uhr und nach Vereinbarung → Tu 14:00-16:00, "Nach Vereinbarung" | open false | unknown true
Tu 14:00-16:00 || "nach Vereinbarung" → Tu 14:00-16:00 || "nach Vereinbarung" | open true | unknown false
WANTED
echo "still so: by appointment closes the fixed hours"
