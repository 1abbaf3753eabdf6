#!/usr/bin/env bash
# vdirsyncer 0.21.0 subscribing to a feed (storage type http): the UID of every event is replaced by
# a digest of its content. When a date is moved (same UID, SEQUENCE 1), the copy is not changed: the
# old event is deleted and a new one made, so notes and alarms of the subscriber go, and the event
# does not match an invitation by mail with the same UID.
# Expected: the UID of the feed, and one event that changes.
set -euo pipefail
work=$(mktemp -d); server=; trap 'test -z "$server" || kill "$server"; rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "vdirsyncer==0.21.0"
mkdir web cal
feed() {
  printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//a//b//DE BEGIN:VEVENT UID:11111111-1111-4111-8111-111111111111 \
    DTSTAMP:20261101T080000Z "DTSTART:$1" "SEQUENCE:$2" SUMMARY:Netzwerktreffen END:VEVENT END:VCALENDAR > web/feed.ics
}
cat > serve.py <<'PY'
import functools, http.server
server = http.server.HTTPServer(("127.0.0.1", 0), functools.partial(http.server.SimpleHTTPRequestHandler, directory="web"))
open("port", "w").write(str(server.server_port))
server.serve_forever()
PY
feed 20270301T170000Z 0
python3 serve.py 2> log & server=$!
for _ in $(seq 100); do test -s port && break; sleep 0.1; done
cat > config <<CONFIG
[general]
status_path = "$work/status/"
[pair p]
a = "web"
b = "local"
collections = null
[storage web]
type = "http"
url = "http://127.0.0.1:$(cat port)/feed.ics"
[storage local]
type = "filesystem"
path = "$work/cal/"
fileext = ".ics"
CONFIG
sync() { v/bin/vdirsyncer -c config sync > said 2>&1; grep -h ^UID cal/*.ics | tr -d '\r' | sed 's/UID:[0-9a-f]\{64\}$/UID:(64 hexadecimal digits)/'; }
(yes || true) | v/bin/vdirsyncer -c config discover > /dev/null 2>&1
{ sync; ls cal > before; feed 20270302T170000Z 1; sync; ls cal > after
  grep -c '^Copying' said; grep -c '^Deleting' said; cmp -s before after && echo same || echo another; } | tee seen
diff seen - <<'WANTED'
UID:(64 hexadecimal digits)
UID:(64 hexadecimal digits)
1
1
another
WANTED
echo "still so: a moved date is another event for who subscribes with vdirsyncer"
