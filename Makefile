# What a stranger needs: `make demo` and `make test`. Both make .venv first, with pinned packages.
#
# A script may stand on standard input and JSON on standard output, so set-up touches neither.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo test torture lint format picture clean

# The first Python that is new enough; `make PYTHON=/path/to/python demo` takes another.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
    "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
    </dev/null 2>/dev/null && echo "$$name" && break; done)
# Tests run side by side; more than four at once only wait for each other's databases.
JOBS ?= $(shell $(PYTHON) -c 'import os; print(min(4, os.cpu_count() or 1))' 2>/dev/null || echo 1)
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet

help:
	@echo "make demo   try the bot in this terminal, without a token or a network"
	@echo "make test   run every test, on SQLite and PostgreSQL"
	@echo "make torture  kill, stop and cut off senders and planners for half an hour"
	@echo "make lint   check style, types and import contracts"
	@echo "make clean  remove what the others made"
	@echo 'Options are handed on: make demo ARGS="--json --script FILE"'

demo: .venv/ready-to-run
	@.venv/bin/dragoman demo $(ARGS)

test: .venv/ready-to-test
	@.venv/bin/python -m pytest -n $(JOBS) $(ARGS)

torture: .venv/ready-to-test
	@TORTURE=long .venv/bin/python -m pytest -s tests/torture $(ARGS)

lint: .venv/ready-to-test
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

format: .venv/ready-to-test
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

picture: .venv/ready-to-run
	@TERM=xterm-256color .venv/bin/dragoman demo --script docs/picture.txt --picture docs/demo.svg >/dev/null

clean:
	@rm -rf .venv build *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Dragoman needs Python 3.11, 3.12 or 3.13; none was found." >&2; exit 1; }
	@echo "Making .venv with $(PYTHON) ..." >&2
	@$(PYTHON) -m venv .venv </dev/null >&2

.venv/ready-to-run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what Dragoman needs into .venv (once) ..." >&2
	@$(PIP) install --no-deps --require-hashes -r requirements.lock </dev/null >&2
	@$(PIP) install --no-deps --editable . </dev/null >&2
	@touch $@

.venv/ready-to-test: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the tests need into .venv (once) ..." >&2
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock </dev/null >&2
	@$(PIP) install --no-deps --editable . </dev/null >&2
	@touch $@ .venv/ready-to-run
