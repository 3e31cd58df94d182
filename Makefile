# `make run` and `make test` work from a clean clone: they make .venv and install what they need.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check browser bench clean

run: .venv/run
	$(BIN)/wenbao serve --open

test: .venv/test
	$(BIN)/python -m pytest

check: .venv/check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py

bench: .venv/test
	for script in fit_retrieval newspaper pdf damage evaluation_speed; do $(BIN)/python -m benchmarks.$$script || exit 1; done

clean:
	rm -rf .venv build *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

.venv/test: .venv/run
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .[test]
	touch $@

.venv/check: .venv/test
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .[test,check]
	touch $@
