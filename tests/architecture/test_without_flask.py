"""Rules, verbs and stores of every service run where there is no web framework at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BLOCKED = """
import importlib, pkgutil, sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"flask", "werkzeug", "jinja2", "flask_babel", "flask_security"}:
            raise ImportError(f"{name} is not there")

sys.meta_path.insert(0, Refused())

# The wiring may know everything; letters and a report's page are templates, each filled by one
# module of its own (and the store of reports hands that one on).
WIRING = {"app", "wiring", "worker", "import_file", "sentences"}
PAGES = {"web", "reader"}
WRITERS = {
    "services.notify.letters.files.letter_templates",
    "services.network.reports.files.html",
    "services.network.reports.files.store",
}

def modules(service):
    package = importlib.import_module(f"services.{service}")
    for found in pkgutil.walk_packages(package.__path__, f"services.{service}."):
        parts = found.name.split(".")[2:]
        if parts[0] not in WIRING and not PAGES & set(parts) and found.name not in WRITERS:
            yield found.name

def load(service):
    names = list(modules(service))
    for name in names:
        importlib.import_module(name)
    assert len(names) > 20, names
"""

EVENTS = """
load("events")
from tests.events.builders import FixedDirectory, NOW, World, event
from services.events.records.services import Services
from services.events.stores.sql_store import SqlEvents
from shared.sql import Database
import uuid

database = Database(f"sqlite:///{sys.argv[1]}/events.db")
store, directory = SqlEvents(database), FixedDirectory()
services = Services(
    store=store, directory=directory, clock=lambda: NOW, new_id=lambda: str(uuid.uuid4()),
    public_url="https://netz.example", secret="s" * 40, ring=lambda: None,
)
world = World(services=services, store=store, directory=directory, clock=services.clock)
one = world.add(event(capacity=1))
world.joined(one.id, "Anna")
world.edit(world.event(one.id), place="Haus 2")
print(world.states(one.id), world.kinds())
database.close()
"""

NOTIFY = """
load("notify")
from services.notify.delivery.decisions import Result
from services.notify.delivery.deliver import Deliver
from services.notify.intake.intake import Intake
from services.notify.letters.compose import Composer
from services.notify.letters.ports import WrittenLetter
from services.notify.stores.seal import Seal
from services.notify.stores.sql_delivery_log import SqlDeliveryLog, prepare
from shared.sql import Database
from tests.notify.builders import NOW, QuietBell, notice

class Writer:
    def write(self, notice, unsubscribe_url):
        return WrittenLetter("Betreff", "Text", "<p>Text</p>")

class Mailer:
    def send(self, delivery_id, sender, recipient, message, may_start):
        return Result("sent") if may_start() else None

database = Database(f"sqlite:///{sys.argv[1]}/notify.db")
prepare(database)
log, bell = SqlDeliveryLog(database, Seal("s" * 40)), QuietBell()
composer = Composer(Writer(), "https://netz.example", "s" * 40)
intake = Intake(log, bell, lambda: NOW, "s" * 40)
deliver = Deliver(log, log, composer, Mailer(), lambda: NOW)
assert intake.notice(notice())
assert [deliver(due.delivery_id) for due in bell.rung] == [True]
print([outcome.state.value for outcome in intake.outcomes(0, 10).outcomes])
database.close()
"""

NETWORK = """
load("network")
from dataclasses import replace
from pathlib import Path
from services.network.findings.judge import judge_finding
from services.network.findings.live_findings import LiveFindings
from services.network.home import setup
from services.network.measures.save import save_measure
from services.network.records.model import Actor, Judgement, Measure
from services.network.records.save import remove_record, save_record
from tests.builders import DAY, actor, offer
from tests.network.parts import parts_in

parts = parts_in(Path(sys.argv[1]))
setup.prepare(parts, "practice")
save_record(parts, actor("a1"), 0, "Kim")
save_record(parts, actor("alone"), 0, "Kim")
save_record(parts, offer("o", actor_id="alone", topic_ids=("t1",)), 0, "Kim")
save_record(parts, replace(actor("a1"), name="Anders"), 1, "Kim")
remove_record(parts, "actor", "a1", 2, "Kim")
finding = LiveFindings(parts.live).on(parts.live.snapshot(DAY)).all[0]
judge_finding(
    parts, finding_id=finding.id, digest=finding.digest, judgement=Judgement.REAL_GAP,
    reason="weil", author="Kim", expects=0,
)
save_measure(parts, Measure(id="m", title="Vorhaben", begun=DAY), 0, "Kim")
kept = parts.live.network().get(Measure, "m")
print(len(parts.store.history("actor", "a1")), finding.kind, kept.title)
parts.store.close()
"""


@pytest.mark.parametrize(
    ("work", "done"),
    [
        (EVENTS, "{'Anna': 'confirmed'} ['event_changed', 'registration_confirmed', "),
        (NOTIFY, "['sent']"),
        (NETWORK, "3 isolated Vorhaben"),
    ],
    ids=["events", "notify", "network"],
)
def test_verbs_run_without_a_web_framework(work, done, tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", BLOCKED + work, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert ended.stdout.startswith(done)


def test_the_blocked_framework_is_really_away():
    ended = subprocess.run(
        [sys.executable, "-c", BLOCKED + "import services.events.reader.request"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "flask is not there" in ended.stderr
