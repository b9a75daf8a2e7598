"""``python -m tests.golden.update``: write the expected statements and answers of the golden cases anew.

An answer with which the oracle does not agree is not written. Read the difference before you commit it.
"""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from adapters.bulk.load_files import load
from graph.engine.dialect import ARCADEDB, NEO4J
from graph.engine.store import open_store
from prevention.grounds import require_lawful
from schema.api.build import published
from synthetic import generate
from tests.conftest import PERSONS, SEED, Graph, Runner
from tests.golden.cases import goldens
from tests.proofs.oracle.answer import Oracle
from tests.proofs.oracle.compare import compare
from tests.support.engines import EMBEDDED, running, vault


def main() -> None:
    """Update every case."""
    argparse.ArgumentParser(prog="python -m tests.golden.update", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name, asyncio.Runner() as runner:
        home, run = Path(name), Runner(runner)
        generate(PERSONS, SEED, home / "country")
        oracle = Oracle(published().as_str(), home / "country")
        with running(EMBEDDED, home) as address:
            opened = open_store(address, 60, vault(home), require_lawful)
            store = run(opened.__aenter__())
            run(store.prepare())
            run(load(store, home / "country", lambda feed, done, size: None))
            _update(Graph(EMBEDDED, address, store, run), oracle)
            run(opened.__aexit__(None, None, None))


def _update(graph: Graph, oracle: Oracle) -> None:
    for case in goldens():
        answer = case.answer(graph)
        expected = oracle.answer(case.query, case.variables, case.oracle_caller, case.today)
        if found := compare(expected, answer):
            raise SystemExit(f"{case.folder.name}: the oracle disagrees: {found[:3]}")
        text = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
        (case.folder / "answer.json").write_text(text, encoding="utf-8")
        for dialect in (ARCADEDB, NEO4J):
            (case.folder / f"{dialect.name}.cypher").write_text(case.statements(dialect), encoding="utf-8")


if __name__ == "__main__":
    main()
