# 回声 Huisheng. Needs Python 3.11 or newer; everything else is fetched into .venv from pinned, hashed lists.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && { command -v "$$name"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
STEP = ./.ci/step

# Rooms are tested side by side, whole houses beside the walk through all pages, what people do in browsers two at a
# time, and what is killed on purpose alone.
ROOMS = tests/outsider tests/simulation huisheng tests/architecture tests/journeys
WALK = tests/browser/test_pages.py
HOUSES = tests/project
SCREENS = tests/browser
KILLED = tests/crash tests/mail
SHARED = --dist loadscope --no-loadscope-reorder # in the order given: what takes longest begins first

.PHONY: help run test check bench crash month messages assets lock wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/runtime assets messages ## start the house on http://localhost:8000 (PORT, HUISHENG_HOME, DATABASE_URL, DEMO=0)
	@exec $(BIN)/python -m huisheng serve

test: $(VENV)/dev assets messages ## everything that must hold: format, types, floors, migrations, tests
	@$(STEP) "format"     $(BIN)/ruff format --check --quiet .
	@$(STEP) "lint"       $(BIN)/ruff check --quiet .
	@$(STEP) "floors"     $(BIN)/lint-imports --no-cache
	@$(STEP) "types"      $(BIN)/mypy huisheng tests conftest.py
	@$(STEP) "migrations" $(BIN)/python manage.py makemigrations --check --dry-run
	@$(STEP) "texts"      $(BIN)/python -m huisheng.project.messages check
ifdef ARGS
	@$(STEP) "tests"      $(BIN)/python -m pytest $(ARGS)
else
	@$(STEP) "tests"      $(BIN)/python -m pytest -n auto --maxprocesses 4 $(SHARED) $(ROOMS)
	@$(STEP) "tests"      $(BIN)/python -m pytest -n 2 $(SHARED) $(WALK) $(HOUSES)
	@$(STEP) "tests"      $(BIN)/python -m pytest -n 2 $(SHARED) $(SCREENS) --ignore $(WALK)
	@$(STEP) "tests"      $(BIN)/python -m pytest $(KILLED)
endif

check: $(VENV)/dev messages ## the quick part of `make test`: no tests
	@$(STEP) "format"     $(BIN)/ruff format --check --quiet .
	@$(STEP) "lint"       $(BIN)/ruff check --quiet .
	@$(STEP) "floors"     $(BIN)/lint-imports --no-cache
	@$(STEP) "types"      $(BIN)/mypy huisheng tests conftest.py
	@$(STEP) "migrations" $(BIN)/python manage.py makemigrations --check --dry-run
	@$(STEP) "budget"     $(BIN)/python -m tests.budget

bench: $(VENV)/dev assets messages ## measure throughput and pages, write docs/performance.md
	@$(BIN)/python -m benchmarks

crash: $(VENV)/dev assets messages ## kill web, worker and database 200 times under load (ARGS="--kills 20 --seed 3")
	@$(BIN)/python -m tests.crash $(ARGS)

month: $(VENV)/dev messages ## play a month of 10,000 tickets under virtual time, two halves at once
	@for half in 1 2; do HUISHENG_MONTH=5000 HUISHENG_SEED=$$half HUISHENG_TEST_DB=test_month_$$half \
		$(BIN)/python -m pytest -q tests/simulation $(ARGS) & halves="$$halves $$!"; done; \
		for half in $$halves; do wait $$half || exit 1; done

messages: $(VENV)/runtime ## compile the Chinese texts
	@$(BIN)/python -m huisheng.project.messages compile

assets: $(VENV)/runtime ## fetch the front-end files (package-lock.json)
	@$(BIN)/python huisheng/project/assets.py

lock: ## write requirements/*.lock and package-lock.json anew (needs uv and npm)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet requirements/dev.in -o requirements/dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet -c requirements/dev.lock requirements/runtime.in -o requirements/runtime.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet requirements/node.in -o requirements/node.lock
	npm install --package-lock-only

wheel: $(VENV)/dev ## build dist/huisheng-*.whl
	@$(BIN)/python -m build --wheel --no-isolation

clean: ## remove what can be made again (not the data in .huisheng)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist huisheng/static/vendor
	find huisheng tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/runtime: requirements/runtime.lock
	@./.ci/venv "$(PYTHON)" $(VENV) requirements/runtime.lock
	@touch $@

$(VENV)/dev: requirements/dev.lock
	@./.ci/venv "$(PYTHON)" $(VENV) requirements/dev.lock
	@touch $@ $(VENV)/runtime
