"""Every verb of reports runs without a web frame."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = '''
import sys

class Refused:
    """Whoever imports a web frame fails."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("flask", "werkzeug", "flask_babel", "flask_security"):
            raise ImportError(f"{name} is refused")

sys.meta_path.insert(0, Refused())

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from services.network import datasets
from services.network.findings.live_findings import LiveFindings
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Installation, Report
from services.network.records.network import ChangeSet, Put
from services.network.reports.counted import CountedReports
from services.network.reports.day_findings import DayFindings
from services.network.reports.drafts import Head, create_draft, delete_draft, save_draft
from services.network.reports.files.store import ReportFolder
from services.network.reports.release import release
from services.network.reports.review import comment, open_review, review_token, revoke_review
from services.network.stores.sql_store import SqlStore

folder, today = Path(sys.argv[1]), date(2026, 11, 25)
now = datetime(2026, 11, 25, 9, tzinfo=UTC)
store = SqlStore(f"sqlite:///{folder / 'network.db'}")
live = LiveNetwork(store)
days = DayFindings(live, LiveFindings(live), lambda: today)
parts = SimpleNamespace(
    live=live, clock=lambda: now, datasets=datasets, report_files=ReportFolder(folder / "files"),
    counted_reports=CountedReports(live, days.on, store.history),
)
records = [
    *datasets.vocabularies(), *datasets.practice(today, 2026),
    Installation(id="installation", centre_name="Zentrum"),
]
live.apply(ChangeSet(tuple(Put(record, 0) for record in records)), "Kim", now)

def version(id):
    return live.network().version(Report.KIND, id)

head = Head("Bericht", "annual", today, date(2026, 1, 1), today)
draft = create_draft(parts, head, today, "Kim")
save_draft(
    parts, draft.id, head, {"summary": "Eigener Satz."}, expects=version(draft.id), today=today,
    author="Kim",
)
open_review(
    parts, draft.id, today + timedelta(days=3), expects=version(draft.id), today=today,
    author="Kim",
)
token = review_token(live.network().get(Report, draft.id), "geheim")
comment(parts, token, "geheim", form="f", name="Ada", texts={"summary": "Gut."})
revoke_review(parts, draft.id, expects=version(draft.id), author="Kim")
other = create_draft(parts, head, today, "Kim")
delete_draft(parts, other.id, version(other.id), "Kim")
seen = parts.counted_reports.of(live.network(), live.network().get(Report, draft.id)).digest
release(parts, draft.id, expects=version(draft.id), name="Kim Beispiel", author="Kim", seen=seen)
frozen = LiveNetwork(store).network().get(Report, draft.id)
files = {form: parts.report_files.get(digest) for form, digest in frozen.files}
print(frozen.status, frozen.released_by, sorted(files))
print(files["html"].count("Eigener Satz.".encode()), files["html"][:15].decode())
print(*(files[form][:4] for form in ("docx", "pdf", "xlsx")))
print(sorted(name for name in sys.modules if name in ("flask", "werkzeug")))
'''


def test_a_report_is_written_reviewed_and_released_without_flask(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "released Kim Beispiel ['docx', 'html', 'pdf', 'xlsx']",
        "1 <!doctype html>",
        "b'PK\\x03\\x04' b'%PDF' b'PK\\x03\\x04'",
        "[]",
    ]
