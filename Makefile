# Everything runs in .venv, which is made when it is first needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test bench check docs setup neo4j clean

run: setup
	$(BIN)/ortaq serve --demo 2000

test: setup neo4j
	$(BIN)/pytest

bench: setup
	$(BIN)/python -m bench

# What to run before a commit.
check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: setup
	$(BIN)/ortaq dictionary > docs/dictionary.md
	$(BIN)/ortaq errors > docs/errors.md
	$(BIN)/python -m hub.feed_pages docs/feeds
	$(BIN)/ortaq duties norms > docs/norms.md
	$(BIN)/python -m hub.work_page > docs/mutations.md

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
	@if command -v java >/dev/null && command -v mvn >/dev/null; then $(BIN)/python deploy/neo4j/neo4j.py fetch; fi

clean:
	rm -rf .venv var build *.egg-info
