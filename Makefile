# Octavo in two commands: `make run` opens it, `make test` runs everything that CI runs.

PYTHON ?= python3
BIN := .venv/bin
EDITOR := ui/editor
SOURCES := main.py packaging/octavo.spec packaging/runtime_hook.py $(addprefix packaging/,compile_templates.py contents.py licences.py macos.py sbom.py windows.py) $(shell find notes ui -type f -not -path '*/node_modules/*' -not -path 'ui/compiled/*' -not -name '*.pyc' 2>/dev/null)

# Stamps: nothing is done again until the lock that it was done from changes.
RUN_SET := .venv/.set-up-to-run
TEST_SET := .venv/.set-up-to-test
EDITOR_SET := $(EDITOR)/node_modules/.package-lock.json

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# A start that has to compile 100 modules and 20 templates takes twice as long; not every environment keeps what it compiled.
COMPILE := $(BIN)/python -m compileall -q main.py notes ui -x node_modules
TEMPLATES := ui/compiled/.done

# The program as a folder, which packages are made of. The same commit makes the same bytes.
FOLDER := build/onedir/octavo
REPEATABLE := PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)}
# What the one file is measured beside.
FLOORS := build/floors/bare
PACKAGES := $(shell find packaging -type f -not -name '*.pyc' -not -name README.md) CHANGELOG.md
SUITE := bookworm
VERSION = $(shell sed -n 's/^VERSION = "\(.*\)"/\1/p' notes/version.py)
DEB = dist/octavo_$(VERSION)_$(shell dpkg --print-architecture).deb
TARBALL = dist/octavo-$(VERSION)-linux-$(shell uname -m).tar.gz

# What does not need each other is done together, where Make can keep apart what is said.
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--jobs=2 --output-sync)

NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(EDITOR)
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-tests run test lint types page front-end bench bench-exe faults exe smoke deb tarball release try-packages icons format locks translations clean

help: ## says this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(RUN_SET) $(TEMPLATES) ## sets up .venv from the locked requirements

setup-tests: $(TEST_SET) $(TEMPLATES) ## the same with what the tests need

run: $(RUN_SET) $(TEMPLATES) ## opens Octavo
	@$(BIN)/python main.py

test: setup-tests ## everything that CI runs: format, lint, types, front end, executable, tests
	@$(MAKE) --no-print-directory $(TOGETHER) exe lint types front-end
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(TEST_SET) ## format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(TEST_SET) ## mypy, strict on notes/ and ui/
	$(BIN)/mypy

page: $(TEST_SET) $(EDITOR_SET) ## builds ui/static/built of ui/scripts, ui/styles and ui/editor
	$(NPM) run --silent build

front-end: $(TEST_SET) $(EDITOR_SET) ## types and tests of the page's scripts, and whether what is built of them is fresh
	$(NPM) run --silent check && $(NPM) --silent test && $(NPM) run --silent verify

bench: $(TEST_SET) $(TEMPLATES) ## prints start, search, save, open and import as ratios against a raw floor
	@$(COMPILE)
	$(BIN)/python -m tests.benchmarks

bench-exe: dist/octavo $(FLOORS) $(TEMPLATES) ## prints size, start, window and memory of dist/octavo beside source and floors, in pairs
	@$(COMPILE)
	PYTHONPATH=packaging $(BIN)/python -m tests.benchmarks.executable

faults: setup-tests ## tries for an hour to make it lose a word, and prints what was counted
	$(BIN)/python -m tests.faults

exe: dist/octavo ## builds dist/octavo, one file

smoke: dist/octavo ## uses dist/octavo where nothing of ours is: headless, and in its window on an X server that nobody sees
	xvfb-run --auto-servernum --server-args "-noreset -screen 0 1280x800x24" \
		$(BIN)/python packaging/smoke.py $< --window

deb: $(DEB) ## builds dist/octavo_….deb for Debian and Ubuntu

tarball: $(TARBALL) ## builds dist/octavo-….tar.gz for other Linux systems

release: ## builds what a release of this version is made of into dist, with its notes and checksums; pushes nothing
	$(BIN)/python packaging/release.py check
	rm -rf dist $(FOLDER)
	$(MAKE) exe deb tarball
	$(BIN)/python packaging/release.py notes > dist/NOTES.md
	$(BIN)/python packaging/release.py sums
	@cat dist/SHA256SUMS

try-packages: $(DEB) $(TARBALL) ## as root: uses both in a Debian that has nothing else (downloads 200 MB; SUITE=trixie for another)
	PYTHONPATH=packaging $(BIN)/python -m tests.chroot $(DEB) $(SUITE)
	PYTHONPATH=packaging $(BIN)/python -m tests.chroot $(TARBALL) $(SUITE)

icons: $(TEST_SET) ## draws the icons of all systems anew from ui/static/logo.svg
	@PYTHON=$(PYTHON) packaging/system-packages.sh package
	$(BIN)/python packaging/icons.py

format: $(TEST_SET) ## formats the code and mends what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

locks: ## locks the newest versions that pyproject.toml allows (needs uv)
	$(LOCK) --upgrade --output-file requirements/run.txt
	$(LOCK) --upgrade --group test --constraint requirements/run.txt --output-file requirements/test.txt
	$(LOCK) --upgrade --extra qt --constraint requirements/run.txt --output-file requirements/qt.txt

translations: $(TEST_SET) ## gathers the words that people see, and compiles their translations
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping-file ui/translations/babel.cfg --keywords "N_ gettext ngettext:1,2" --no-location --no-wrap --sort-output --project Octavo --output-file build/messages.pot .
	$(BIN)/pybabel --quiet update --input-file build/messages.pot --output-dir ui/translations --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel --quiet compile --directory ui/translations

clean: ## removes what was built; .venv and libraries stay
	rm -rf build dist ui/compiled .mypy_cache .pytest_cache .ruff_cache $(EDITOR)/node_modules

dist/octavo: $(TEST_SET) $(TEMPLATES) $(SOURCES)
	$(REPEATABLE) $(BIN)/pyinstaller --noconfirm --log-level ERROR packaging/octavo.spec
	@touch $@

$(FLOORS): $(TEST_SET) tests/benchmarks/floors.spec tests/benchmarks/floor.py tests/benchmarks/bare.py
	$(BIN)/pyinstaller --noconfirm --log-level ERROR --distpath $(dir $@) --workpath build/floors.work tests/benchmarks/floors.spec
	@touch $@

$(FOLDER)/octavo: $(TEST_SET) $(TEMPLATES) $(SOURCES)
	$(REPEATABLE) $(BIN)/pyinstaller --noconfirm --log-level ERROR --distpath $(dir $(FOLDER)) --workpath build/onedir.work packaging/octavo.spec -- --onedir
	@touch $@

$(DEB): $(FOLDER)/octavo $(PACKAGES)
	@PYTHON=$(PYTHON) packaging/system-packages.sh package
	$(REPEATABLE) PYTHONPATH=. $(BIN)/python packaging/deb.py $(FOLDER) $@
	@lintian --fail-on error,warning $@

$(TARBALL): $(FOLDER)/octavo $(PACKAGES)
	$(REPEATABLE) PYTHONPATH=. $(BIN)/python packaging/tarball.py $(FOLDER) $@

.venv/bin/python:
	@PYTHON=$(PYTHON) packaging/system-packages.sh run
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Octavo needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv

$(RUN_SET): requirements/run.txt | .venv/bin/python
	@PYTHON=$(PYTHON) packaging/system-packages.sh run
	$(PIP) -r $<
	@$(COMPILE)
	@touch $@

$(TEST_SET): requirements/test.txt | .venv/bin/python
	@PYTHON=$(PYTHON) packaging/system-packages.sh test
	$(PIP) -r $<
	@$(COMPILE)
	@touch $@ $(RUN_SET)

$(TEMPLATES): notes/web/context.py $(shell find ui/templates -name '*.html' 2>/dev/null) | $(RUN_SET)
	@PYTHONPATH=. $(BIN)/python packaging/compile_templates.py
	@touch $@

$(EDITOR_SET): $(EDITOR)/package-lock.json | $(TEST_SET)
	$(NPM) ci --silent --no-audit --no-fund
	@touch $@
