"""Import a list from the command line: ``python -m services.network.import_file FILE``.

A dry run that prints every message; ``--apply`` writes, everything or nothing. The store is
the one that the environment names, otherwise that of ``make run``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.network import datasets
from services.network.directory.postcodes import districts
from services.network.exchange.columns import FORMS
from services.network.exchange.files import tables
from services.network.exchange.import_table import apply_import, dry_run
from services.network.exchange.plan import ImportPlan, Options, RowState
from services.network.exchange.web.words import message_words, outcome_words, place_words
from services.network.records.live_network import LiveNetwork
from services.network.records.network import Network
from services.network.records.services import DataSets
from services.network.search.index import SearchIndex
from services.network.sentences import SENTENCES as OWN
from services.network.wiring import open_store
from shared.clock import Clock, berlin_day, utc_now
from shared.errors import IkoeError, Invalid
from shared.web import problems
from shared.web.problems import problem_text, text_of, together

if TYPE_CHECKING:
    from services.network.records.store_port import NetworkStore

SENTENCES = together(problems.SENTENCES, OWN)
AUTHOR = "Einfuhr (Befehlszeile)"


@dataclass(frozen=True)
class _Parts:
    live: LiveNetwork
    clock: Clock = utc_now
    datasets: DataSets = datasets

    def search_index_on(self, network: Network) -> SearchIndex:
        """An index of its own: the command makes one plan, or two."""
        return SearchIndex(network)


def main(arguments: Sequence[str] | None = None, store: NetworkStore | None = None) -> int:
    """Returns 0 if the list can be (or was) imported, 1 if not, 2 for a wrong call."""
    parser = argparse.ArgumentParser(
        prog="make import FILE=", description="Liest eine Liste (XLSX oder CSV) ein."
    )
    parser.add_argument("file", type=Path, help="Datei, höchstens 5 MB")
    parser.add_argument("--apply", action="store_true", help="übernehmen, nicht nur prüfen")
    parser.add_argument(
        "--same",
        choices=("keep", "update", "new"),
        default="keep",
        help="Gleichnamige Einträge: keep = Zeile überspringen, update = aktualisieren, "
        "new = zweiten Eintrag anlegen",
    )
    parser.add_argument("--kind", choices=tuple(FORMS), default="", help="Art der Liste (CSV)")
    given = parser.parse_args(arguments)
    try:
        content = given.file.read_bytes()
    except OSError as error:
        print(f"{given.file} lässt sich nicht lesen: {error.strerror}", file=sys.stderr)
        return 2
    options = Options(
        same=given.same,
        kind=given.kind,
        as_of=berlin_day(utc_now()),
        file_name=given.file.name,
        today=berlin_day(utc_now()),
    )
    opened = store
    try:
        opened = opened or open_store(_store_url())
        return _run(_Parts(LiveNetwork(opened)), content, options, apply=given.apply)
    except Invalid as error:
        for problem in error.problems:
            place = f"Zeile {problem.row}: " if problem.row else ""
            print(place + problem_text(problem, SENTENCES), file=sys.stderr)
        return 1
    except IkoeError as error:
        print(text_of(error.code, error.params, SENTENCES), file=sys.stderr)
        return 1
    finally:
        if store is None and opened is not None:
            opened.close()


def _run(parts: _Parts, content: bytes, options: Options, *, apply: bool) -> int:
    plan = dry_run(parts, tables, content, options, districts)
    for message in plan.messages:
        word = "Fehler" if message.level == "error" else "Hinweis"
        print(f"{word}: {place_words(message)}: {message_words(message, SENTENCES)}")
    print(f"{options.file_name}: {outcome_words(plan)}.")
    if plan.errors:
        print("So kann die Liste nicht übernommen werden. Es wurde nichts geschrieben.")
        return 1
    if not apply:
        print("Probelauf: Es wurde nichts geschrieben. Mit ARGS=--apply wird übernommen.")
        return 0
    done = apply_import(parts, tables, content, options, districts, seen=plan.digest, author=AUTHOR)
    print(f"Übernommen: {_written(done)} Einträge.")
    return 0


def _written(plan: ImportPlan) -> int:
    return plan.count(RowState.NEW) + plan.count(RowState.CHANGED)


def _store_url() -> str:
    """The store of the environment, else the file that ``make run`` uses."""
    data_dir = Path(os.environ.get("DATA_DIR") or "var")
    return os.environ.get("NETWORK_STORE_URL") or f"sqlite:///{data_dir / 'network.db'}"


if __name__ == "__main__":
    sys.exit(main())
