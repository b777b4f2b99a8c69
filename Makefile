# Groundswell: every command a developer needs. `make` alone lists them.
# Each prepares what it needs and skips what is there already, so none has to be run before another.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
SIZE ?= school
BIN := .venv/bin
export PYTHON
# Compiled modules are kept: without them every process compiles the house again.
unexport PYTHONDONTWRITEBYTECODE

# The steps build on one another: one at a time, also under `make -j`.
.NOTPARALLEL:

.PHONY: help demo run test check proof bench screenshots dist lock clean
.PHONY: environment dev-environment services assets translations

help: ## list these commands
	@echo "Groundswell. The two to know: make demo, make test"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
		while IFS=$$'\t' read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

demo: environment assets translations ## see it: a whole district on http://127.0.0.1:8000 (SIZE=tiny, school or district)
	@exec $(BIN)/groundswell demo --size $(SIZE)

run: environment assets translations ## start your own, empty district
	@exec $(BIN)/groundswell run

test: dev-environment services assets translations ## everything: lint, types, rules, tests on both databases, a browser
	@$(BIN)/python tools/services.py run $(BIN)/python tools/suite.py test

check: dev-environment assets translations ## the fast half of the tests, under a minute
	@$(BIN)/python tools/suite.py check

proof: dev-environment services assets translations ## the long proofs: full counts, simulations, kill -9
	@$(BIN)/python tools/services.py run $(BIN)/python tools/suite.py proof

bench: dev-environment services assets translations ## ours against the bare engine (ARGS="import --size tiny" to narrow it)
	@$(BIN)/python tools/services.py run $(BIN)/python -m bench $(ARGS)

screenshots: dev-environment services assets translations ## make the pictures in docs/screenshots anew
	@$(BIN)/python tools/services.py run $(BIN)/python tools/screenshots.py

dist: environment assets translations ## build the wheel in dist/, with its templates, assets and translations
	@rm -rf build dist
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .
	@rm -rf build
	@ls dist

lock: ## renew the locks after a change to pyproject.toml or package.json (UPGRADE=1: newest versions)
	@tools/lock.sh

clean: ## remove what make made (not your data)
	@rm -rf .venv node_modules src/groundswell/static/vendor src/groundswell/static_built build dist .mypy_cache .ruff_cache .pytest_cache

environment: # the product's dependencies
	@tools/bootstrap.sh run

dev-environment: # and the tests'
	@tools/bootstrap.sh dev

services: dev-environment # PostgreSQL and Chromium
	@$(BIN)/python tools/services.py install

assets: environment # Bootstrap, icons, fonts, htmx
	@$(BIN)/python tools/assets.py

translations: environment
	@$(BIN)/python tools/translations.py
