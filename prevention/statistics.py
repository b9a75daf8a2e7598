"""Statistics: counts of persons that tell of nobody (docs/source/access.md, "What must hold", 7).

There is one table: districts by register category, as of the last day of a quarter. A cell is told if it holds at
least :data:`THRESHOLD` persons and differs by nothing or by at least as many from what was told of it for every
other quarter; otherwise it is withheld, zero or not. Sums are sums of told cells alone. So whatever is asked, by
whomever and however often, all that can be worked out from the answers is worked out from told cells.

The hub works each quarter out once, by its own clock, in the order of time from :data:`FIRST` on, and writes down
what is told of it. A question only reads: whoever asks, and however often, changes nothing of what is told later.
Records that come late cannot be told from two answers. Withheld numbers are written nowhere.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

from graph.engine.store import Store
from prevention import queries
from schema.identifiers import AreaCode
from security.vault.secret_files import replace_secret

THRESHOLD = 5
"""The least number of persons that is told."""

FOLDER = "statistics"
"""Where under the hub's home it is written down what is told."""

DISTRICT = 4
"""Digits of a district's KATO code."""

_NAME = re.compile(r"registrations-(\d{4})-([1-4])\.json")


CellCounts = Mapping[tuple[AreaCode, str], int]
"""Persons by KATO code of the district and register category."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def first_day(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> dt.date:
        """The day as of which is counted."""
        return self.following.first_day - dt.timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


FIRST = Quarter(2025, 1)
"""The first quarter that is worked out. Of those before it nothing is told."""


def last_quarter(today: dt.date) -> Quarter:
    """The last quarter that has ended before ``today``."""
    number = (today.month - 1) // 3
    return Quarter(today.year, number) if number else Quarter(today.year - 1, 4)


def told_of(home: Path, quarter: Quarter) -> CellCounts | None:
    """The told cells of a quarter; None if it has not been worked out."""
    try:
        return _cells(_path(home / FOLDER, quarter))
    except FileNotFoundError:
        return None


async def compute_next_quarter(store: Store, home: Path, today: dt.date) -> Quarter | None:
    """Work out the earliest quarter from :data:`FIRST` on that has ended and has not been worked out.

    It is written down whole or not at all. Returns which one it was; None if there is none, if the graph holds no
    registration yet, or while another process of the hub works one out.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
        OSError: it could not be written down.
    """
    folder = home / FOLDER
    if _next(folder, today) is None or not await store.read(queries.ANY_REGISTRATION, {}):
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(folder / "lock", timeout=0, mode=0o600):
            # Another process may have worked it out meanwhile.
            if (quarter := _next(folder, today)) is None:
                return None
            counted = await store.read(queries.REGISTERED_PERSONS, {"day": quarter.last_day})
            _save(folder, quarter, disclosed_cells(by_district(counted), _saved_cells(folder).values()))
            return quarter
    except Timeout:
        return None


def _next(folder: Path, today: dt.date) -> Quarter | None:
    quarter, last = FIRST, last_quarter(today)
    while quarter <= last and _path(folder, quarter).exists():
        quarter = quarter.following
    return quarter if quarter <= last else None


def by_district(counted: Iterable[tuple[str | None, str | None, int]]) -> CellCounts:
    """Counts of areas of any depth, added up by district. What has no area or no category is in no cell."""
    cells = Counter[tuple[AreaCode, str]]()
    for area, category, persons in counted:
        if area and category:
            cells[AreaCode(area[:DISTRICT]), category] += persons
    return cells


def disclosed_cells(cells: CellCounts, earlier: Iterable[CellCounts]) -> CellCounts:
    """The cells that are told, given what was told of other quarters."""
    others = list(earlier)
    return {
        place: persons
        for place, persons in cells.items()
        if persons >= THRESHOLD
        and not any(place in other and 0 < abs(persons - other[place]) < THRESHOLD for other in others)
    }


def _saved_cells(folder: Path) -> dict[Quarter, CellCounts]:
    names = [(_NAME.fullmatch(path.name), path) for path in folder.glob("registrations-*.json")]
    return {Quarter(int(name[1]), int(name[2])): _cells(path) for name, path in names if name}


def _cells(path: Path) -> CellCounts:
    rows: list[list[Any]] = orjson.loads(path.read_bytes())
    return {(area, category): persons for area, category, persons in rows}


def _path(folder: Path, quarter: Quarter) -> Path:
    return folder / f"registrations-{quarter.year}-{quarter.number}.json"


def _save(folder: Path, quarter: Quarter, cells: CellCounts) -> None:
    rows = [[area, category, persons] for (area, category), persons in sorted(cells.items())]
    replace_secret(_path(folder, quarter), orjson.dumps(rows))
