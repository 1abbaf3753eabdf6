"""A person who is to be deleted, in everything that the network service stores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.network.data_protection.erasing import (
    erased_outgoing,
    erased_record,
    erased_text,
    evidence_until,
    is_person,
)
from services.network.records.live_network import LiveNetwork
from services.network.records.model import OutgoingNotice, Person, Record, Report
from services.network.records.network import ChangeSet, Put, Remove
from services.network.records.paths import path_of
from services.network.records.store_port import HistoryStore, HistoryText
from shared.clock import Clock, berlin_day
from shared.data_protection.finds import Fate, Find
from shared.data_protection.marks import Marks
from shared.errors import Conflict

BATCH = 500
TRIES = 5
"""How often records are erased anew because somebody saved one of them meanwhile."""

_NAMES = ("title", "name", "label")
_DAYS = ("asked_on", "as_of", "day", "since", "written_at")


@dataclass(frozen=True)
class NetworkEraser:
    """Implements ``shared.data_protection.erasure.Eraser``.

    ``report_text`` is the text of a frozen file by its digest, ``drop_report`` deletes it;
    ``uploads`` are the texts of files that wait for their import, ``drop_upload`` deletes one.
    ``kept`` names the reports that are evidence on a day.
    """

    live: LiveNetwork
    history: HistoryStore
    clock: Clock
    report_text: Callable[[str], str]
    drop_report: Callable[[str], None]
    uploads: Callable[[], Iterator[tuple[str, str]]]
    drop_upload: Callable[[str], None]
    kept: Callable[[date], Collection[str]]

    def upto(self) -> int:
        """See the port."""
        return self.history.erased_upto()

    def set_upto(self, seq: int) -> None:
        """See the port."""
        self.history.set_erased_upto(seq)

    def find(self, marks: Marks) -> Sequence[Find]:
        """See the port."""
        finds = [self._find(record, fate, marks) for record, fate in self._records(marks)]
        network = self.live.network()
        for text in self._history(marks):
            there = network.find(text.kind, text.id)
            label = label_of(there, marks) if there is not None else ""
            path = path_of(text.kind, text.id) if there is not None else ""
            finds.append(Find("network.change", text.id, label, path))
        finds += [
            Find(
                "network.notice",
                before.id,
                "",
                fate=Fate.BLANKED if after.payload else Fate.REMOVED,
            )
            for before, after in self._notices(marks)
        ]
        finds += [Find("files.uploads", key, "", fate=Fate.REMOVED) for key in self._uploads(marks)]
        return finds

    def addresses(self, marks: Marks) -> Iterable[str]:
        """See the port."""
        people = self.live.network().all(Person).values()
        return [one.email for one in people if marks.is_name(one.name)]

    def erase(self, marks: Marks) -> int:
        """See the port."""
        done = self._erase_records(marks)
        for before, after in list(self._notices(marks)):
            # Past the history, which knows nothing of notices' states.
            self.live.store.accepted_notices([after], self.clock())
            done += before != after
        # After the records: their erasing wrote history that still told of the person.
        batch: list[HistoryText] = []
        for text in self._history(marks):
            batch.append(text)
            if len(batch) == BATCH:
                self.history.write_history_texts(batch)
                done, batch = done + len(batch), []
        self.history.write_history_texts(batch)
        for key in list(self._uploads(marks)):
            self.drop_upload(key)
            done += 1
        return done + len(batch)

    # --- inside -----------------------------------------------------------------------------

    def _find(self, record: Record, fate: Fate, marks: Marks) -> Find:
        return Find(
            f"network.{record.KIND}",
            record.id,
            label_of(record, marks),
            path_of(record.KIND, record.id),
            fate,
            evidence_until(record) if isinstance(record, Report) else None,
        )

    def _records(self, marks: Marks) -> Iterator[tuple[Record, Fate]]:
        """Records in which the person stands, and what becomes of each; no evidence."""
        kept = self.kept(berlin_day(self.clock()))
        for of_kind in self.live.network().records.values():
            for record in of_kind.values():
                if is_person(record, marks):
                    yield record, Fate.REMOVED
                elif isinstance(record, Report) and record.id in kept:
                    continue
                elif erased_record(record, marks) is not record or (
                    isinstance(record, Report) and self._in_files(record, marks)
                ):
                    yield record, Fate.BLANKED

    def _in_files(self, report: Report, marks: Marks) -> bool:
        # All formats tell the same; of a PDF no text can be read here.
        return any(
            marks.found_in(self.report_text(digest))
            for form, digest in report.files
            if form != "pdf"
        )

    def _erase_records(self, marks: Marks) -> int:
        for attempt in range(TRIES):
            network = self.live.network()
            found = list(self._records(marks))
            changes: list[Put | Remove] = []
            files: set[str] = set()
            for record, fate in found:
                version = network.version(record.KIND, record.id)
                if fate is Fate.REMOVED:
                    changes.append(Remove(record.KIND, record.id, version))
                    continue
                erased = erased_record(record, marks)
                if isinstance(record, Report) and self._in_files(record, marks):
                    files |= {digest for _, digest in record.files}
                    assert isinstance(erased, Report)
                    erased = replace(erased, files=())
                changes.append(Put(erased, version))
            try:
                self.live.apply(ChangeSet(tuple(changes)), "", self.clock())
            except Conflict:
                if attempt == TRIES - 1:
                    raise
                continue
            self._drop_files(files)
            return len(found)
        return 0

    def _drop_files(self, digests: set[str]) -> None:
        reports = self.live.network().all(Report).values()
        used = {digest for report in reports for _, digest in report.files}
        for digest in digests - used:
            self.drop_report(digest)

    def _history(self, marks: Marks) -> Iterator[HistoryText]:
        """Changes that told of the person, as they are afterwards; no evidence's."""
        kept = self.kept(berlin_day(self.clock()))
        after = 0, -1
        while texts := self.history.history_texts(after, BATCH):
            for text in texts:
                if text.kind == Report.KIND and text.id in kept:
                    continue
                erased = erased_text(text, marks)
                if erased is not text:
                    yield erased
            after = texts[-1].revision, texts[-1].seq

    def _notices(self, marks: Marks) -> Iterator[tuple[OutgoingNotice, OutgoingNotice]]:
        after = ""
        while notices := self.history.notices(after, BATCH):
            for notice in notices:
                erased = erased_outgoing(notice, marks)
                if erased is not notice:
                    yield notice, erased
            after = notices[-1].id

    def _uploads(self, marks: Marks) -> Iterator[str]:
        for key, text in self.uploads():
            if marks.found_in(text):
                yield key


def label_of(record: Record, marks: Marks) -> str:
    """What people call a record, without the person: its title, or what it is about and its day;
    "" for a record that has neither."""
    title = next((str(v) for name in _NAMES if (v := getattr(record, name, ""))), "")
    day = next((v for name in _DAYS if isinstance(v := getattr(record, name, None), date)), None)
    return marks.erased(title or (f"vom {day:%d.%m.%Y}" if day else ""))[:160]
