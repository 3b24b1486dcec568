# The commands of this project. Everything they need beyond python3, python3-venv and make is
# fetched by them: see docs/running.md.

PYTHON ?= python3
START = exec $(PYTHON) -I casemgmt/dev/environment.py

.PHONY: run stop test bench lint setup lock

run: ## Start everything, with demonstration data when the database is empty; Ctrl-C stops it
	@$(START) run

stop: ## Stop what `make run` started, from another terminal
	@$(START) stop

test: ## Lint, then every test on its own PostgreSQL and Redis; ARGS="..." runs pytest alone
	@$(START) test $(ARGS)

OFFENDERS ?= 1000000
NOTES ?= 5000000

bench: ## How fast due dates are, beside SQL; OFFENDERS=100000; ARGS="--only notes" NOTES=200000
	@$(START) bench --offenders $(OFFENDERS) --notes $(NOTES) $(ARGS)

lint: ## Style, types, templates, missing migrations
	@$(START) lint

setup: ## Only make the environment, with the tools of development
	@$(START) setup

# For every Python from 3.11 on, with hashes, and with no address of a package index or local folder.
COMPILE = .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-header

lock: setup ## Bring both lock files up to date with pyproject.toml; ARGS=--upgrade for newer versions
	@$(COMPILE) $(ARGS) --output-file requirements.lock pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml
