# Every target sets up what it needs. `make` alone shows them.

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
PINS := pyproject.toml constraints.txt
# The files of tests are dealt out to all cores, each file to one: what it sets up is set up once.
PYTEST := $(BIN)/pytest --numprocesses auto --dist loadfile
# Every test that starts `lotse` would compile all of it anew where a machine forbids Python to keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test quick check format docs pictures bench wheel clean

help:
	@echo 'make demo      sets up Lotse and runs it on the demo office (folder Lotse-Demo)'
	@echo 'make test      runs every check that CI runs: style, types, documents, tests, the built wheel'
	@echo 'make quick     what a change is tried with: style, types, the tests of units and rules'
	@echo 'make check     style and types alone'
	@echo 'make format    puts the code into shape'
	@echo 'make docs      writes the generated pages in docs/ anew'
	@echo 'make pictures  draws the pictures of the README anew (needs LibreOffice and poppler-utils)'
	@echo 'make bench     measures, one line for each figure'
	@echo 'make wheel     builds the package that offices install (folder dist)'
	@echo 'make clean     removes what these commands made'

demo: $(RUNTIME)
	@rm -rf Lotse-Demo
	@$(BIN)/lotse demo

test: check
	@.ci/prepare office
	@$(BIN)/python docs/make_docs.py --check
	@$(PYTEST)

quick: check
	@$(PYTEST) -q tests/unit tests/rules

check: $(DEVELOPMENT)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(DEVELOPMENT)
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

docs: $(DEVELOPMENT)
	@$(BIN)/python docs/make_docs.py

pictures: $(DEVELOPMENT)
	@.ci/prepare office
	@$(BIN)/python docs/make_pictures.py

bench: $(DEVELOPMENT)
	@$(BIN)/pytest -m bench -s tests/bench

wheel: $(DEVELOPMENT)
	@$(BIN)/python -m hatchling build -t wheel -d dist

clean:
	rm -rf $(VENV) dist build Lotse-Demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

# An environment is complete when its mark is there; a failed set-up leaves none and is made anew.
$(BIN)/python:
	@rm -rf $(VENV)
	@"$$(.ci/prepare python)" -m venv $(VENV)

$(RUNTIME): $(PINS) | $(BIN)/python
	@echo 'Setting up Lotse in $(VENV) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEVELOPMENT): $(PINS) | $(BIN)/python
	@echo 'Setting up the tools for tests in $(VENV) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(RUNTIME) $@
