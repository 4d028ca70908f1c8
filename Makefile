# Everything is installed into .venv, by pip and npm, from their registries. A stamp there says what is installed.
SHELL := /bin/bash
BIN := .venv/bin
PYTHON = $(firstword $(foreach p,python3.13 python3.12 python3.11 python3,\
	$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
export NODE_USE_SYSTEM_CA := 1

.PHONY: run dev test check bench audit migration
.DELETE_ON_ERROR:

run: .venv/run.stamp
	@exec $(BIN)/python -m chatapp

dev: .venv/run.stamp
	@exec $(BIN)/reflex run --env preview

test: .venv/dev.stamp .venv/browser.stamp
	@$(BIN)/python -m chatapp.llm.download || echo "Its tests are skipped."
	@exec $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_settings_documented.py tests/i18n

bench: .venv/dev.stamp
	@missed=0; for part in benchmarks benchmarks.provider "benchmarks.peers.run --long"; do \
	$(BIN)/python -m $$part || missed=1; done; exit $$missed

# Both are asked, whatever the first one says.
audit: .venv/run.stamp
	@failed=0; $(BIN)/python -m chatapp.launch.audit requirements.lock || failed=1; \
	(cd reflex.lock && PATH="$(CURDIR)/$(BIN):$$PATH" npm audit --package-lock-only) || failed=1; exit $$failed

migration: .venv/run.stamp # make migration m="add a column"
	@export DATABASE_URL=sqlite:///$$(mktemp -d)/compared.db; \
	$(BIN)/alembic upgrade head && $(BIN)/alembic revision --autogenerate -m "$(m)"

.venv/bin/pip:
	@[ "$(PYTHON)" ] || { echo "chatapp needs Python 3.11 or newer: install it, for example from python.org." >&2; exit 1; }
	@echo "Making a virtual environment with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || { rm -rf .venv; \
		echo "$(PYTHON) can't make virtual environments here. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements.lock | .venv/bin/pip
	@$(BIN)/python -m chatapp.launch.install requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@$(BIN)/python -m chatapp.launch.install requirements-dev.lock
	@touch $@

# Debian's browser, PostgreSQL and proxies where we may install them, else Playwright's browser; what is missing skips
# its tests.
MAY_INSTALL = command -v apt-get && [ $$(id -u) = 0 ]
INSTALL = DEBIAN_FRONTEND=noninteractive apt-get install -y
.venv/browser.stamp: .venv/dev.stamp
	@echo "Looking for a browser, PostgreSQL and proxies, installing what is missing ..."
	@{ command -v chromium-headless-shell && command -v caddy && ls -d /usr/lib/postgresql /usr/sbin/nginx || \
		{ $(MAY_INSTALL) && apt-get update; }; \
	ls -d /usr/lib/postgresql || { $(MAY_INSTALL) && $(INSTALL) postgresql; }; \
	ls -d /usr/sbin/nginx || { $(MAY_INSTALL) && $(INSTALL) nginx-light && systemctl disable --now nginx; }; \
	command -v caddy || { $(MAY_INSTALL) && $(INSTALL) caddy && systemctl disable --now caddy; }; \
	command -v chromium-headless-shell || { $(MAY_INSTALL) && $(INSTALL) chromium-headless-shell; } || \
	command -v chromium || { $(MAY_INSTALL) && $(INSTALL) chromium && command -v chromium; } || \
	$(BIN)/playwright install chromium; } >/dev/null 2>.venv/browser.log || { tail -n 3 .venv/browser.log >&2; exit 1; }
	@touch $@
