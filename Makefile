# Every target sets up its own .venv from nothing; Python 3.11+, git and make are all that is needed.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

.PHONY: setup drill test lint policies flights clean
setup: .venv/ready ## create .venv with everything in it

drill: .venv/ready ## attack an embedded organisation and watch it heal (ARGS="--scenario NAME")
	$(BIN)/c7n-reflex drill $(ARGS)

test: .venv/ready ## run the tests (ARGS="tests/events -k prefix")
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/ready ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

policies: .venv/ready ## lint the policies, and hold them against their cases
	$(BIN)/c7n-reflex lint --fail-level warning
	$(BIN)/c7n-reflex schema --check
	$(BIN)/c7n-reflex library check
	$(BIN)/c7n-reflex permissions --check
	$(BIN)/c7n-reflex test --min-coverage 100 --min-score 80

flights: .venv/ready ## record the placebo flights of the action tests again
	$(BIN)/python -m tests.record_flights

clean: ## remove everything that was set up or built
	rm -rf .venv build dist out *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
