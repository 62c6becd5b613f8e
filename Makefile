# What one does in this repository. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate pyproject.toml

# The rooms that decide have no excuse for an untried branch.
PURE := bot/kernel/*,bot/checklist/*,bot/policy/*,bot/projects/*,$\
	bot/commands/*,bot/nudges/*,bot/progress/*,bot/review/*,bot/summary/*,$\
	bot/intake/payload.py,bot/intake/redelivery.py,bot/intake/routing.py,$\
	bot/intake/signature.py,bot/jobs/retry.py

.DEFAULT_GOAL := help
.PHONY: help demo test check bench pictures fmt lock schema
.SILENT:

help: ## Show what can be done
	awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## Play the story on the sandbox and leave its page open in the browser
	$(BIN)/upstream-coach demo

# The tests of a file share what is costly to set up. In their own order the quick files come last,
# so that no worker waits long for another.
test: $(READY) ## Run all tests; every branch of the rooms that decide must be covered
	mkdir -p .cache
	$(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile --no-loadscope-reorder --cov --cov-report=
	$(BIN)/coverage report --include='$(PURE)' --fail-under=100 > .cache/pure-rooms.txt \
		|| { cat .cache/pure-rooms.txt; echo "A room that decides has an untried branch."; exit 1; }

check: $(READY) ## Check style, types and the direction of imports
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo > $(VENV)/imports.txt || { cat $(VENV)/imports.txt; exit 1; }
	echo "Style, types and imports are in order."

bench: $(READY) ## Measure, beside other bots where they can be had
	$(BIN)/python -m bench

pictures: $(READY) ## Take the pictures of the README and of docs/ anew, in a Chromium
	$(BIN)/python -m tests.pictures
	$(BIN)/python -m tests.summary.pictures

fmt: $(READY) ## Format the code and mend what can be mended mechanically
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .

lock: $(READY) ## Write the lock files anew from pyproject.toml
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --output-file requirements-dev.txt

schema: $(READY) ## Write the schemas of config/ anew from the code
	$(BIN)/python -m tests.policy.policy_schema
	$(BIN)/python -m tests.projects.project_schemas

$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is not it. Name another one:"; \
		echo "  make PYTHON=python3.12"; exit 1; }
	echo "Preparing $(VENV); this takes about a minute, once."
	$(PYTHON) -m venv $(VENV) || { \
		echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PIP) install --require-hashes -r requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@
