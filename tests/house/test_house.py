"""The house stands as design says: imports run one way, one maker of statements, no silenced checks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "schema": set[str](),
    "web": set[str](),
    "graph": {"schema"},
    "security": {"schema"},
    "adapters": {"schema", "graph", "security"},
    "prevention": {"schema", "graph", "security"},
    "resolvers": {"schema", "graph", "security", "adapters", "prevention"},
    "synthetic": {"schema", "graph", "security", "adapters"},
    "hub": {"schema", "graph", "security", "adapters", "prevention", "resolvers", "synthetic", "web"},
}
SOURCES = sorted(path for room in MAY_IMPORT for path in (ROOT / room).rglob("*.py"))
MARKS = re.compile(r"#\s*(type: ignore|noqa|TODO|FIXME)")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    rooms = {name.partition(".")[0] for name in _imported(path)} & set(MAY_IMPORT)
    assert rooms <= MAY_IMPORT[room] | {room}


def test_no_module_imports_itself_by_a_detour() -> None:
    names = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in SOURCES}
    edges = {name: {i for i in _imported(path) if i in names} for name, path in names.items()}
    while edges:
        ready = [name for name, needs in edges.items() if not needs & set(edges)]
        assert ready, f"a circle among {sorted(edges)}"
        for name in ready:
            del edges[name]


def test_statements_that_answer_are_made_in_one_place() -> None:
    makers = {"graph/query/emit.py", "graph/query/cypher.py"}
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        if name.startswith(("resolvers/", "security/", "schema/", "hub/app")) or name in makers:
            strings = [
                node.value
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            made = sum(1 for text in strings if re.search(r"\bMATCH \(|\bMATCH \{", text))
            assert made == 0 or name in makers, name


def test_nothing_writes_outside_a_transaction() -> None:
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        text = path.read_text(encoding="utf-8")
        assert "execute_query" not in text, name
        if "session.run(" in text or "session.run (" in text:
            assert name in ("graph/engine/store.py", "graph/engine/embedded_arcadedb.py")
    store = (ROOT / "graph" / "engine" / "store.py").read_text(encoding="utf-8")
    assert store.count("session.run(") == 1 and "READ_ACCESS" in store


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
    assert not MARKS.search(text)
