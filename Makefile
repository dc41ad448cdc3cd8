# Two commands to remember: `make demo` (see it) and `make test` (check it). Both set up what is
# missing first, and are quick when nothing changed. Needed before: Python 3.11, Node 20, git, make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/.stamps
PIP := $(PY) -m pip install --disable-pip-version-check
SAY := @printf '\n\033[1m== %s\033[0m\n'

.DEFAULT_GOAL := help
.PHONY: help demo up test lint format-check types imports templates migrations unit e2e resilience \
	audit set-up set-up-tests weights samples debian debian-tests pages lock messages clean

help:
	@echo "make demo        set up, then run HireApp with the demo company on http://localhost:8000"
	@echo "make up          the same without the demo company"
	@echo "make test        everything that must pass: style, types, directions, all tests"
	@echo "make lint        only what takes seconds: style, types, directions, templates"
	@echo "make messages    collect translatable texts (needs gettext)"
	@echo "make lock        resolve the dependencies of pyproject.toml anew"
	@echo "make clean       forget the virtual environment and everything under var/"

# --- Running ------------------------------------------------------------------------------------
demo: set-up samples
	$(SAY) "Starting HireApp with the demo company"
	@exec $(PY) manage.py up --demo

up: set-up
	@exec $(PY) manage.py up

# --- Setting up ---------------------------------------------------------------------------------
set-up: $(STAMPS)/base debian pages weights

set-up-tests: $(STAMPS)/test debian-tests pages weights samples

$(VENV)/bin/python:
	$(SAY) "Making a virtual environment with $(PYTHON)"
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; v == (3, 11) or sys.exit(f"HireApp needs Python 3.11, this is {v[0]}.{v[1]}: make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV)

# torch first and alone: its pin is exact, and which build it is differs from machine to machine.
$(STAMPS)/base: requirements/base.txt | $(VENV)/bin/python
	$(SAY) "Installing what HireApp needs (about 700 MB; a few minutes the first time)"
	@mkdir -p $(STAMPS)
	@$(PIP) --constraint requirements/base.txt $$(grep '^torch==' requirements/base.txt)
	@$(PIP) -r requirements/base.txt
	@$(PY) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "hireapp.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
	@touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/base
	$(SAY) "Installing what the tests need"
	@$(PIP) -r requirements/test.txt
	@touch $@

debian:
	@requirements/debian.sh run

debian-tests:
	@requirements/debian.sh run test

pages: $(STAMPS)/base
	@$(PY) manage.py vendor

weights: $(STAMPS)/base
	@$(PY) -m analysis.weights install

samples: $(STAMPS)/base
	@$(PY) -m analysis.weights install --samples

# --- Checking -----------------------------------------------------------------------------------
# Style first: it takes seconds. Kills and browsers last and alone: they need the machine.
test: set-up-tests
	@$(MAKE) --no-print-directory lint unit e2e resilience
	$(SAY) "Everything passed"

lint: $(STAMPS)/test
	$(SAY) "Style"
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	$(SAY) "Types"
	@$(VENV)/bin/mypy
	$(SAY) "Directions"
	@$(VENV)/bin/lint-imports
	$(SAY) "Templates"
	@$(VENV)/bin/djlint --quiet --lint templates
	$(SAY) "Migrations"
	@$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run --skip-checks

unit:
	$(SAY) "Tests"
	@$(PY) -m pytest -n 2 --dist loadfile -m "not e2e and not resilience"

# A browser, a camera and a worker share two cores here: a test that ran out of patience once gets a
# second try, which the last line counts ("1 rerun"). Nothing else is ever tried again.
e2e:
	$(SAY) "Tests in a real browser"
	@$(PY) -m pytest -n 2 --dist loadfile -m "e2e and not whole_machine" --reruns 1 -rR
	$(SAY) "Tests in real browsers that need the whole machine"
	@$(PY) -m pytest -m "e2e and whole_machine" --reruns 1 -rR

resilience:
	$(SAY) "Tests that kill processes"
	@$(PY) -m pytest -m resilience

# --- Now and then -------------------------------------------------------------------------------
lock: | $(VENV)/bin/python
	@$(PY) requirements/lock.py

messages:
	@$(PY) manage.py makemessages --locale ko --no-obsolete --no-wrap --no-location --ignore .venv --ignore node_modules --ignore var --ignore static/vendor --ignore tests

clean:
	rm -rf $(VENV) node_modules static/vendor var
