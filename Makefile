# Everything a person or a machine does with sopctl; `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
DEMO := var/demo
SOPCTL_PORT ?= 8000
# Three on two cores: while one waits for a browser or a child process, another works.
JOBS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup run test check format faults conformance soak nodes bench docs update-snapshots lock audit wheel clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

setup: .venv/ready ## Make .venv with sopctl and its tools, pinned

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## Make a demo library in ./var/demo and serve it on http://127.0.0.1:8000
	@test -f $(DEMO)/library.db || $(BIN)/sopctl init --demo --home $(DEMO)
	$(BIN)/sopctl serve --home $(DEMO) --port $(SOPCTL_PORT)

# What the QR codes of the demo's copies open.
run: export SOPCTL_PUBLIC_URL ?= http://127.0.0.1:$(SOPCTL_PORT)

test: setup ## Run every test that needs only Python packages and a Chromium
	@$(BIN)/python tests/support/chromium.py
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

check: setup ## Check format, lint, types, floors, the lock file and the site of docs/
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/support/lock_is_clean.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

format: setup ## Format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

faults: setup ## Kill the program at every write of a release, in its recovery and at random; takes a while
	$(BIN)/python -m pytest tests/faults tests/notify -m faults -q

conformance: setup ## Check against veraPDF, poppler, LibreOffice, PostgreSQL and axe-core, installing what is missing
	@$(BIN)/python tests/support/chromium.py
	$(BIN)/python tests/support/conformance.py

soak: setup ## Let readers, authors and signers work for ten minutes, watch memory, write benchmarks/soak.md
	$(BIN)/python -m tests.nodes.soak $(or $(MINUTES),10)

nodes: setup ## Kill each of two nodes on PostgreSQL in the middle of mixed work, 20 times for each kind of store
	$(BIN)/python -m tests.nodes.long $(or $(KILLS),20)

bench: setup ## Measure against peers, as ratios of one run, into benchmarks/results.md; needs wrk and nginx
	PYTHONPATH=. $(BIN)/python benchmarks/run.py
	for room in render search thai intake first_visit; do PYTHONPATH=. $(BIN)/python benchmarks/$$room.py || exit 1; done

docs: setup ## Build the site of docs/ into var/site; a link or heading that is not there fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

update-snapshots: setup ## Write the snapshots of readable output anew
	SOPCTL_UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest -q -n $(JOBS) --dist loadgroup

audit: setup ## Ask osv.dev, else PyPI, what is known against the pinned dependencies (needs a network)
	$(BIN)/python tests/support/audit.py

lock: setup ## Pin the newest dependencies that pyproject.toml allows
	$(BIN)/uv pip compile --quiet pyproject.toml --group dev --group conformance --group docs --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade -o requirements.lock
	$(BIN)/uv pip compile --quiet pyproject.toml --extra postgresql --constraint requirements.lock --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o deploy/requirements.txt

wheel: setup ## Build the wheel of what is committed into dist/; the same commit gives the same bytes
	rm -rf var/source && mkdir -p var/source dist
	git archive HEAD | tar -x -C var/source
	cd var/source && SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) ../../$(BIN)/python -m hatchling build -t wheel -d ../../dist
	sha256sum dist/*.whl

clean: ## Remove what can be made again (never a library)
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
