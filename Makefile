# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/bash

HOST ?= 127.0.0.1
PORT ?= 8000
# Each worker of the tests runs beside a browser and a database server: more than four only wait for each other.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n < 2 ? 2 : n > 4 ? 4 : n )))
PYTEST_ARGS ?=

BIN := .venv/bin
SETUP := tools/setup.sh tools/frontend.py tools/trim_css.py pyproject.toml package.json package-lock.json requirements/uv.txt
CATALOGS := $(wildcard translations/*/LC_MESSAGES/*.po)

##@ Start
.PHONY: run
run: .venv/.ready-run .venv/.catalogs ## Set up, migrate, load the demo, serve on http://$HOST:$PORT until Ctrl-C
	@$(BIN)/participation migrate
	@$(BIN)/participation demo
	@PARTICIPATION_BASE_URL="$${PARTICIPATION_BASE_URL:-http://$(HOST):$(PORT)}" \
		exec $(BIN)/participation serve --host "$(HOST)" --port "$(PORT)"

.PHONY: install
install: .venv/.ready-dev .venv/.catalogs ## Set up everything, development tools included
	@echo "ready: $(BIN)/participation"

##@ Work
.PHONY: test
test: install ## Run every test, on real databases and in a real browser
	@$(BIN)/pytest -n $(WORKERS) $(PYTEST_ARGS)

.PHONY: check
check: install ## Linters, types, import contracts, templates, catalogs, licences
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet participation
	$(BIN)/python tools/catalogs.py check
	$(BIN)/reuse lint --quiet

.PHONY: bench
bench: install ## Measure: one JSON object a line
	@$(BIN)/python -m benchmarks

.PHONY: endure
endure: install ## Kill the server twenty times while 10,000 contributions come in, on both databases
	@ENDURE_POSTS=10000 ENDURE_KILLS=20 ENDURE_TARGETS=200 $(BIN)/pytest tests/contributions/test_kills.py -v

.PHONY: defences
defences: install ## Take each defence out in turn and see its test fail
	@$(BIN)/python tools/defences.py

.PHONY: catalogs
catalogs: install ## Collect messages anew and bring them into every catalog
	$(BIN)/python tools/catalogs.py extract
	$(BIN)/python tools/catalogs.py update
	$(BIN)/python tools/catalogs.py compile

##@ Care
.PHONY: lock
lock: .venv/.ready-dev ## Renew the locks of Python and front-end packages
	tools/lock.sh

.PHONY: clean
clean: ## Remove what was made, except the data in instance/
	rm -rf .venv .cache node_modules participation/static/vendor build dist test-results \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name .git -prune -o \( -name '*.mo' -o -name '*.pyc' \) -type f -exec rm -f {} +

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.ready-dev: $(SETUP) requirements/dev.txt
	@tools/setup.sh dev

# Who has the development tools keeps them: serving needs nothing beside them.
.venv/.ready-run: $(SETUP) requirements/run.txt
	@if [ -e .venv/.ready-dev ]; then tools/setup.sh dev; else tools/setup.sh run; fi

.venv/.catalogs: $(CATALOGS) tools/catalogs.py | .venv/.ready-run
	@$(BIN)/python tools/catalogs.py compile
	@touch $@
