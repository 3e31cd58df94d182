# `make run` and `make test` work from a clean clone: they make .venv and install what they need.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench clean

run: .venv/run
	$(BIN)/wenbao serve --open

# Two workers, each with whole files, and one thread of calculation in each: on two cores more threads wait for each other.
# Compiled code is kept, also where the environment says otherwise: tests start some hundred processes.
test: .venv/test
	PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not browser" -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py

# DATA holds a folder for each set, with corpus.jsonl and questions.jsonl: make bench DATA=folder. benchmarks/README.md says
# what each measures and how long it takes.
bench: .venv/bench
	@test -d "$(DATA)" || { echo "name the folder of the sets: make bench DATA=folder"; exit 2; }
	$(BIN)/python -m benchmarks.fit_retrieval $(DATA)
	$(BIN)/python -m benchmarks.product build/libraries $(dir $(wildcard $(DATA)/*/questions.jsonl))
	$(BIN)/python -m benchmarks.conflicts $(DATA)
	$(BIN)/python -m benchmarks.typos $(DATA)
	$(BIN)/python -m benchmarks.dialogues
	$(BIN)/python -m benchmarks.duplicates $(DATA)/news-sample $(DATA)/rgb-refine
	$(BIN)/python -m benchmarks.fit_newspaper $(DATA)
	$(BIN)/python -m benchmarks.newspaper $(DATA)/news-sample/corpus.jsonl
	$(BIN)/python -m benchmarks.pdf $(DATA)/news-sample/corpus.jsonl
	$(BIN)/python -m benchmarks.damage --minutes 8
	$(BIN)/python -m benchmarks.crash
	$(BIN)/python -m benchmarks.concurrency
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.speed adding $(DATA)/news-sample/corpus.jsonl

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

.venv/bench: .venv/test
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .[test,bench,ocr]
	touch $@
