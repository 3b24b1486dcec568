# The commands of this project. Everything they need beyond python3, python3-venv and make is
# fetched by them: see docs/running.md.

PYTHON ?= python3
START = exec $(PYTHON) -I casemgmt/dev/environment.py

.PHONY: run stop test lint setup lock

run: ## Start everything, with demonstration data when the database is empty; Ctrl-C stops it
	@$(START) run

stop: ## Stop what `make run` started, from another terminal
	@$(START) stop

test: ## Lint, then every test on its own PostgreSQL and Redis; ARGS="..." runs pytest alone
	@$(START) test $(ARGS)

lint: ## Style, types, templates, missing migrations
	@$(START) lint

setup: ## Only make the environment, with the tools of development
	@$(START) setup

# Both files are written for a package index to be named by whoever installs, so no address of one
# and no local folder is in them.
COMPILE = PIP_FIND_LINKS= .venv/bin/pip-compile --quiet --strip-extras --generate-hashes \
	--allow-unsafe --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: setup ## Resolve pyproject.toml anew into the two lock files; add ARGS=--upgrade for newer versions
	@$(COMPILE) $(ARGS) --output-file requirements.lock pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml
