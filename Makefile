# `make demo` shows the whole road; `make test` checks everything. Both make their own environment.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
JOBS   ?= 2

.PHONY: demo test lint types unit lit lit-processes clean help

help:
	@echo "make demo    compile a sharded decoder and run it on eight simulated chips"
	@echo "make test    ruff, pyright, pytest and lit"
	@echo "make lint types unit lit    one of these"
	@echo "make clean   remove the environment and all outputs"

demo: $(VENV)/.core
	@$(BIN)/python examples/demo.py

test: lint types unit lit

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/pyright

unit: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(JOBS)

lit: $(VENV)/.dev
	$(BIN)/lit -q -j $(JOBS) tests/lit $(if $(CI),--param processes=1,)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: set PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
	  { echo "Python's venv module is needed: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/.core: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis
