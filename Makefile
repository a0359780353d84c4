# Needs Python 3.11 or 3.12, make and a package index. `make help` lists the targets.
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3))
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
SECONDS ?= 600

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := .venv/.installed
TEST_INSTALLED := .venv/.installed-test
SAMPLES_INGESTED := $(DATA)/.samples-ingested

.DEFAULT_GOAL := help
.PHONY: help install run test browser office fuzz check readme accept constraints

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1   \2/p' $(MAKEFILE_LIST)

install: $(INSTALLED)  ## .venv with everything; the command is .venv/bin/policy-assistant

run: $(SAMPLES_INGESTED)  ## serve page and API on http://127.0.0.1:8000 (PORT=…, HOST=…, DATA=…)
	@exec $(BIN)/policy-assistant serve --data-dir $(DATA) --host $(HOST) --port $(PORT)

test: $(TEST_INSTALLED) browser office  ## the whole test suite
	$(BIN)/python -m pytest

fuzz: $(TEST_INSTALLED)  ## look for inputs that ingest cannot take, ten minutes (SECONDS=…)
	@$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

check: $(TEST_INSTALLED)  ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

readme: $(TEST_INSTALLED)  ## write the READMEs' example and settings table anew
	$(BIN)/python -m tests.readme

accept: $(TEST_INSTALLED)  ## measure the question sets anew and accept the figures
	$(BIN)/python -m tests.accept

constraints: $(TEST_INSTALLED)  ## pin what .venv holds now
	sed -n '/^#/p' constraints.txt > constraints.new
	$(PIP) freeze --all --exclude-editable | sed 's/+cpu$$//' >> constraints.new
	mv constraints.new constraints.txt

# Programs that tests drive. Where one cannot be had, its tests are skipped and say so.
apt_install = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get -qq update \
	  && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(1) >/dev/null

browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null \
	  || { $(call apt_install,chromium fonts-noto-cjk); } \
	  || echo "Chromium is missing and cannot be installed here: browser tests will be skipped."

office:
	@command -v soffice >/dev/null \
	  || { $(call apt_install,libreoffice-writer-nogui libreoffice-calc-nogui); } \
	  || echo "LibreOffice is missing and cannot be installed here: its tests will be skipped."

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 13) \
	  else f"Python 3.11 or 3.12 is needed, found {v.major}.{v.minor}: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv, some minutes the first time …"
	@$(PIP) install --quiet --upgrade --constraint constraints.txt pip setuptools
	@$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable '.[neural,eval]'
	@touch $@

$(TEST_INSTALLED): $(INSTALLED)
	@$(PIP) install --quiet --constraint constraints.txt --no-build-isolation \
	  --editable '.[neural,ocr,test,dev]'
	@touch $@

$(SAMPLES_INGESTED): | $(INSTALLED)
	@$(BIN)/policy-assistant ingest --data-dir $(DATA) --samples
	@touch $@
