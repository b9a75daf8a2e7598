# Everything runs in .venv, which is made when it is first needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test proofs bench check check-pages docs pages setup neo4j clean

run: setup
	$(BIN)/ortaq serve --demo 2000

# Every test once, at the size of a commit and with its seed (tests/support/sizes.py), in two workers. What takes
# long is begun first (tests/support/groups.py), and not the group of most tests.
test: setup neo4j
	$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder --durations 15

# The same proofs in full (docs/proof.md). Each of these commands can be run by itself. Whichever is cut off goes on
# where it ended when it is run again on the same commit (tests/support/resume.py).
proofs: setup neo4j
	ORTAQ_CASES=20000 $(BIN)/pytest tests/proofs/oracle/test_compiler_against_oracle.py
	ORTAQ_DECISIONS=1000000 $(BIN)/pytest tests/proofs/reference
	ORTAQ_TWINS=100000 $(BIN)/pytest tests/proofs/twins/test_twins.py
	ORTAQ_OUTSIDE=5000 $(BIN)/pytest tests/proofs/twins/test_outside.py
	ORTAQ_TIGHTENED=600 $(BIN)/pytest tests/proofs/leaks/test_tightening.py
	ORTAQ_SEARCHED=2000 $(BIN)/pytest tests/search
	ORTAQ_FUZZ=1000 $(BIN)/pytest tests/proofs/attacks/test_fuzz.py
	ORTAQ_FUZZ=50 $(BIN)/pytest tests/feeding/test_noise.py
	ORTAQ_RECORDS=600 $(BIN)/pytest tests/systems/test_declarations.py
	ORTAQ_ROTATIONS=20 $(BIN)/pytest tests/vault/test_rotation.py
	ORTAQ_ORDERS=6 $(BIN)/pytest tests/work/test_corrected_in_any_order.py
	ORTAQ_KILLS=1000 $(BIN)/pytest tests/feeding/test_kills.py

bench: setup
	$(BIN)/python -m bench

# What to run before a commit.
check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-pages; else echo "No npm: the pages' modules are not checked."; fi

# The pages' modules: their types, which JSDoc declares, and their style. Neither the hub nor its tests need Node.
check-pages: web/node_modules/ready
	npm run --prefix web --silent check

web/node_modules/ready: web/package-lock.json
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --silent
	touch $@

# Pictures of every page, for whoever changes one to look at (Chromium).
pages: setup
	$(BIN)/python -m tests.pages.screenshots docs/pages

docs: setup
	$(BIN)/ortaq dictionary > docs/.page && mv docs/.page docs/dictionary.md
	$(BIN)/ortaq errors > docs/.page && mv docs/.page docs/errors.md
	$(BIN)/python -m hub.reports.feed_pages docs/feeds
	$(BIN)/ortaq duties norms > docs/.page && mv docs/.page docs/norms.md
	$(BIN)/python -m hub.reports.mutation_page > docs/.page && mv docs/.page docs/mutations.md

setup: .venv/ready web/vendor/record.txt

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

web/vendor/record.txt: web/vendor.toml | .venv/ready
	$(BIN)/python -m web.vendor

# The tests run on Neo4j too where Java and Maven are there; without them they say that its half is left out.
neo4j: .venv/ready
	@if command -v java >/dev/null && command -v mvn >/dev/null; then $(BIN)/python deploy/neo4j/__main__.py fetch; fi

clean:
	rm -rf .venv var build web/node_modules *.egg-info
