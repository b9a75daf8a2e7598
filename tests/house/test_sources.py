"""docs/source is whole and cited rightly, and says what the pages say from which the hub was built."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from graphql import parse, print_ast

from schema.model import AccessClass

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "docs" / "source"
ORIGINALS = ROOT.parent / "shared"
CITED = re.compile(r"docs/source/(\w+\.(?:md|graphql))(?:,\s*\"([^\"]+)\")?")
ROOMS = ("schema", "security", "graph", "adapters", "prevention", "resolvers", "hub", "synthetic", "web", "tests")

Rows = dict[str, str]


def _rows(page: str) -> Iterator[list[str]]:
    """The cells of every row of every table, without emphasis."""
    for line in page.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip().replace("**", "") for cell in line.strip("|").split("|")]


def _norms(page: str) -> Rows:
    """The last cell of each norm's row, by its number: by when. A bracket says that no text sets the term."""
    return {row[0]: row[-1] for row in _rows(page) if re.match(r"\d{2,4}-", row[0])}


def _bodies(page: str) -> Rows:
    """What each body is in the hub, by its code."""
    section = page.partition("## Who works together")[2].partition("\n## ")[0]
    return {row[0]: re.sub(r"[^A-Z_]", "", row[-1]) for row in _rows(section) if row[0] != "code"}


def _classes(page: str) -> Rows:
    """The classes of fields."""
    section = page.partition("## Classes")[2].partition("\n## ")[0]
    return {row[0]: "" for row in _rows(section) if row[0].isupper()}


def _matrix(page: str) -> Rows:
    """The cells of the matrix, by row and role."""
    cells: Rows = {}
    roles: list[str] = []
    for row in _rows(page.partition("## The matrix")[2]):
        if row[0] == "class":
            roles = row[1:]
        elif roles:
            cells |= {f"{row[0]} {role}": cell for role, cell in zip(roles, row[1:], strict=True)}
    return cells


def _definitions(page: str) -> Rows:
    """The definitions of a schema, as they are printed without comments."""
    return {print_ast(definition): "" for definition in parse(page).definitions}


TABLES: list[tuple[str, Callable[[str], Rows], int]] = [
    ("domain.md", _norms, 85),
    ("domain.md", _bodies, 25),
    ("access.md", _classes, 12),
    ("access.md", _matrix, 260),
    ("contract.graphql", _definitions, 70),
]


@pytest.mark.parametrize(
    ("name", "table", "size"), TABLES, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_tables_are_whole_and_those_of_the_originals(name: str, table: Callable[[str], Rows], size: int) -> None:
    ours = table((SOURCE / name).read_text(encoding="utf-8"))
    assert len(ours) == size
    original = ORIGINALS / name
    if original.exists():
        assert ours == table(original.read_text(encoding="utf-8"))


def test_classes_are_those_of_the_schema() -> None:
    assert _classes((SOURCE / "access.md").read_text(encoding="utf-8")).keys() == set(AccessClass)


def test_every_heading_that_is_cited_exists() -> None:
    files = [file for room in ROOMS for kind in ("*.py", "*.toml") for file in (ROOT / room).rglob(kind)]
    cited = {
        (page, heading.replace("\n", " "), file.relative_to(ROOT))
        for file in files
        if file != Path(__file__)
        for page, heading in CITED.findall(file.read_text(encoding="utf-8"))
    }
    assert len(cited) > 20
    for page, heading, file in cited:
        text = (SOURCE / page).read_text(encoding="utf-8")
        assert not heading or re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE), (file, page, heading)
