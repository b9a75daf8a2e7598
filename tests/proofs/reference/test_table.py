"""The reference stands by itself: its matrix is that of docs/source/access.md, it imports nothing of the hub."""

import ast
import csv
from datetime import date
from pathlib import Path

import pytest

from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import TABLE, Decisions, Release, Who, cells_of, masked, matrix
from tests.proofs.reference.world import World, thing

ROOMS = {"schema", "security", "graph", "adapters", "prevention", "resolvers", "hub", "web"}
OURS = sorted(path for path in TABLE.parent.glob("*.py") if not path.name.startswith("test_"))
MAY_IMPORT = (
    "tests.proofs.reference.",
    "tests.proofs.oracle.facts",
    "tests.proofs.oracle.samples",
    "tests.support.ids",
)
PUBLISHED = Path(__file__).parents[2] / "policy" / "published.csv"
"""The published matrix, which tests/policy holds against the page itself."""


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_reference_shares_nothing_with_the_hub(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.partition(".")[0] not in ROOMS
            assert not name.startswith("tests") or name.startswith(MAY_IMPORT), name


def test_table_is_that_of_the_policy() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        ours = {(role, row["class"]): row[role] for row in csv.DictReader(file) for role in row if role != "class"}
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        theirs = {
            (role, row["class"]): row[role]
            for row in csv.DictReader(file)
            for role in row
            if role != "class" and row["class"].isupper()
        }
    assert ours == theirs and len(ours) == 22 * 11


def test_every_class_of_the_types_is_in_the_table() -> None:
    used = {field.access for fact in types().values() for field in fact.fields.values()}
    used |= {relation.access for fact in types().values() for relation in fact.relations.values()}
    assert used - {"PUBLIC"} <= {access for _, access in matrix()}


def test_cells_are_read_in_order() -> None:
    assert cells_of("F area, P all") == ((Release.FULL, "area"), (Release.POINTER, "all"))
    assert cells_of("–") == ()


@pytest.mark.parametrize(
    ("born", "day", "minor"),
    [
        ("2008-06-01", date(2026, 5, 31), True),
        ("2008-06-01", date(2026, 6, 1), False),
        ("2008-02-29", date(2026, 2, 28), True),
        ("2008-02-29", date(2026, 3, 1), False),
        (None, date(2026, 6, 1), True),
    ],
)
def test_minority_is_that_of_the_day(born: str | None, day: date, minor: bool) -> None:
    line = {"system": "T", "recordId": "p", "version": 1} | ({"birthDate": born} if born else {})
    person = thing("Person", line)
    assert Decisions(World([person]), Who("analytics"), day).is_minor(person) == minor


def test_masks_leave_what_the_policy_says() -> None:
    cases = {
        ("last_four", "900101300124"): "********0124",
        ("last_two", "+77011112233"): "**********33",
        ("year", "2001-02-03"): "2001",
        ("initial", "Қожа"): "Қ.",
        ("chapter", "188(2)"): "188",
        ("chapter", "99.1"): "99",
        ("nothing", "text"): None,
        ("keep", "MALE"): "MALE",
        ("year", None): None,
    }
    for (mask, whole), left in cases.items():
        assert masked(mask, whole) == left
