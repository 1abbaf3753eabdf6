# make help shows what can be done. Works with GNU Make 3.81 (macOS) and newer.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
PY := $(VENV)/bin/python
# Catalogue compiler, translations and assets run inside the environment.
PO := $(wildcard services/*/translations/*/LC_MESSAGES/messages.po shared/web/translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
VENDOR := shared/web/static/vendor/versions.json
# One dependency comes as source only; the old way of building it is going away. A variable, as
# pip ignores one that it no longer knows.
export PIP_USE_PEP517 := 1
PYTEST_ARGS ?=
WORKERS ?= 2

.PHONY: help run import backup restore password test lint fmt chaos bench mutants compose-test catalogues requirements setup clean

help: ## zeigt diese Übersicht
	@echo "IKÖ-Netz – was mit make geht:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'
	@echo "Einstellungen stehen in der README, zum Beispiel: PORT=9000 DATA=example make run"

run: setup ## richtet alles ein, startet das Programm und nennt die Adresse
	@# Few memory pools for many threads: a process of 300 MB stays one (glibc; others ignore it).
	@export DATA="$${DATA-practice}" MALLOC_ARENA_MAX="$${MALLOC_ARENA_MAX-2}"; exec $(PY) -m services.embedded

setup: $(VENV)/.run $(VENDOR) $(MO)

import: setup ## FILE=liste.xlsx – Probelauf einer Liste; mit ARGS=--apply wird sie übernommen, ganz oder gar nicht
	@test -n "$(FILE)" || { echo "So: make import FILE=liste.xlsx" >&2; exit 2; }
	@exec $(PY) -m services.network.import_file "$(FILE)" $(ARGS)

backup: setup ## sichert die Daten von make run, auch während es läuft (BACKUP_DIR, BACKUP_KEY)
	@exec $(PY) -m services.operations backup

restore: setup ## FILE=sicherungen/… – holt eine Sicherung zurück; die Daten von vorher werden beiseitegelegt
	@test -n "$(FILE)" || { echo "So: make restore FILE=sicherungen/ikoe-….tar.gz" >&2; exit 2; }
	@exec $(PY) -m services.operations restore "$(FILE)"

password: setup ## EMAIL=… – gibt einem Konto ein neues Kennwort und zeigt es einmal
	@test -n "$(EMAIL)" || { echo "So: make password EMAIL=name@stelle.example" >&2; exit 2; }
	@exec $(PY) -m shared.accounts.command "$(EMAIL)"

test: $(VENV)/.dev $(VENDOR) $(MO) ## richtet ein, was die Tests brauchen, und prüft alles
	@tools/test-system
	@$(VENV)/bin/pytest -n $(WORKERS) --dist loadgroup -m "not compose and not chaos" $(PYTEST_ARGS)

lint: $(VENV)/.dev ## prüft Stil, Typen und Importregeln
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

fmt: $(VENV)/.dev ## ordnet Importe und formatiert
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

chaos: $(VENV)/.dev $(VENDOR) $(MO) ## tötet Prozesse mitten in der Arbeit und sieht nach, ob etwas verloren ging
	@tools/test-system
	@$(VENV)/bin/pytest -m chaos $(PYTEST_ARGS)

bench: $(VENV)/.dev $(MO) ## misst Rechen- und Antwortzeiten
	@for file in benchmarks/*.py; do case "$$file" in */_*) ;; *) echo "== $$file"; \
	  quick=; test "$$file" = benchmarks/pages.py && quick=--quick; $(PY) "$$file" $$quick || exit 1;; esac; done

mutants: $(VENV)/.dev ## verändert Regeln an einer Stelle und nennt, was kein Test merkt; ARGS="services/….py --sample 40"
	@nice -n 19 $(PY) -m tools.mutants $(ARGS)

compose-test: $(VENV)/.dev $(MO) ## baut die Container, geht den Hauptweg durch das Tor und räumt auf
	@$(VENV)/bin/pytest -m compose -s $(PYTEST_ARGS) tests/compose

catalogues: $(VENV)/.dev ## sammelt übersetzbare Texte und gleicht die Kataloge ab
	@$(PY) tools/catalogues.py

requirements: $(VENV)/.dev ## legt die Versionen der Abhängigkeiten neu fest (mit Prüfsummen)
	@for name in run dev node; do \
	  constraint=""; test $$name = dev && constraint="-c requirements/run.txt"; \
	  $(VENV)/bin/uv pip compile -q $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --custom-compile-command "make requirements" $$constraint requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## entfernt alles Erzeugte außer den Daten in var/
	rm -rf $(VENV) node_modules shared/web/static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find shared services -name '*.mo' -delete

$(PY):
	@tools/make-venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(PY)
	@echo "Richte die Programmbibliotheken ein …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

# The developers' list holds the other one: whoever has it needs no second installation.
$(VENV)/.dev: requirements/dev.txt requirements/run.txt | $(PY)
	@echo "Richte die Programmbibliotheken samt Prüfwerkzeugen ein …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

node_modules/.stamp: package.json package-lock.json .npmrc requirements/node.txt | $(PY)
	@echo "Hole Gestaltung und Kartenprogramm für den Browser …"
	@tools/npm-ci $(VENV)
	@touch $@

$(VENDOR): node_modules/.stamp tools/assets.py
	@$(PY) tools/assets.py
	@touch $@

%.mo: %.po | $(VENV)/.run
	@$(VENV)/bin/pybabel --quiet compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
