# make run   set up and serve the page on http://127.0.0.1:8501
# make test  set up and run every check and test (PYTEST=... for options)
# make docs  write what README.md, ARCHITECTURE.md and QUERY.md show of the program anew
# make bench  measure speed, memory, load and growth; one table, and build/bench.json (BENCH=... for options)
# make bench-pages  measure the page: 50 readers over real connections (BENCH=... for options)
# make bench-tasks  count the clicks and seconds of three tasks in a real browser
# make bench-peers  measure plancite beside its peers, which get an environment of their own
# make bench-retrieval  print how often the right measure is found, part by part
# make yardstick  print every answer that is another than the saved one, and whether it is better or worse
# make hashes write requirements/*.txt anew from constraints.txt: the digests of what is installed
# make train  fit the learned weights (pairing, parts of questions, series meant, cells of tables, numbers asked for) and print how they do on texts left out
# make clean remove the virtual environment, the built index and what the tools left; added documents stay
#
# Both set up the same virtual environment; a stamp in it says what was installed from which files,
# so the second time nothing is installed. The index is built when it is missing or stale.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# What is fetched must have a digest that is named, but for torch: see README.md, "Security".
HASHED = $(PIP) install $(COMPILED) --no-deps --require-hashes --requirement
INSTALL = $(PIP) install $(COMPILED) --constraint constraints.txt --no-build-isolation --editable
PINS := pyproject.toml constraints.txt requirements/run.txt requirements/test.txt
MAKEFLAGS += --no-print-directory
export PYTHONUTF8 := 1

.PHONY: run test docs bench bench-pages bench-tasks bench-peers bench-retrieval yardstick hashes train clean

run: $(VENV)/run.stamp
	@$(BIN)/plancite serve --port $(PORT)

# Types are checked beside the tests: the first time, that takes most of a minute.
test: $(VENV)/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy & types=$$!; $(BIN)/python -m pytest $(PYTEST); tests=$$?; wait $$types && exit $$tests

docs: $(VENV)/test.stamp
	@PYTHONPATH=. $(BIN)/python tests/pages.py

bench: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench $(BENCH)

bench-pages: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench.pages $(BENCH)

bench-tasks: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench.tasks

bench-peers: $(VENV)/test.stamp $(PEERS)/peers.stamp
	@$(BIN)/python -m tests.bench.peers $(PEERS)/bin/python $(BENCH)

bench-retrieval: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench.retrieval

yardstick: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench.yardstick $(YARDSTICK)

hashes: $(VENV)/test.stamp
	@$(PIP) install --quiet 'uv>=0.13,<0.14'
	@$(BIN)/python tests/pins.py $(BIN)/uv

train: $(VENV)/test.stamp
	@OMP_NUM_THREADS=1 $(BIN)/python -m ingest.entries.train tests/cases corpus
	@OMP_NUM_THREADS=1 $(BIN)/python -m ingest.pairing.train tests/cases corpus
	@OMP_NUM_THREADS=1 $(BIN)/python -m qa.understanding.train
	@OMP_NUM_THREADS=1 $(BIN)/python -m qa.understanding.train_states
	@OMP_NUM_THREADS=1 $(BIN)/python -m qa.finding.train
	@OMP_NUM_THREADS=1 $(BIN)/python -m qa.finding.train_cells
	@OMP_NUM_THREADS=1 $(BIN)/python -m qa.finding.train_numbers

$(VENV)/run.stamp: $(PINS)
	@$(MAKE) $(VENV)/python.stamp
	@echo "make: installing plancite into $(VENV); the first time this takes some minutes"
	@$(HASHED) requirements/run.txt
	@$(INSTALL) .
	@echo "make: plancite is installed; call it as $(BIN)/plancite, or put it on the PATH: . $(BIN)/activate"
	@touch $@

# The test extra holds all that running needs, so this one stamp stands for both. Of its libraries the tests import a
# part, which Python compiles then; to compile all takes as long as to fetch them.
$(VENV)/test.stamp: COMPILED := --no-compile
$(VENV)/test.stamp: $(PINS)
	@$(MAKE) $(VENV)/python.stamp
	@echo "make: installing plancite and its tests into $(VENV); the first time this takes some minutes"
	@$(HASHED) requirements/test.txt
	@$(INSTALL) '.[test]'
	@touch $(VENV)/run.stamp $@

$(PEERS)/peers.stamp: tests/bench/peers/requirements.txt
	@$(MAKE) $(VENV)/python.stamp
	@echo "make: installing the peers into $(PEERS); the first time this takes some minutes"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet --requirement $<
	@touch $@

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "make: expected Python 3.11 or later, found %d.%d; name one with PYTHON=..." % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "make: expected a Python that can make environments, found one without; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) .plancite/index-* .plancite/current* build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
