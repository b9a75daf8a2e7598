"""Statistics: counts of persons that tell of nobody (access.md, "What must hold", 7).

There is one table: districts by register category, as of the last day of a quarter. A cell is told if it holds at
least :data:`THRESHOLD` persons and differs by nothing or by at least as many from what was told of it for every
other quarter; otherwise it is withheld, zero or not. Sums are sums of told cells alone. So whatever is asked, by
whomever and however often, all that can be worked out from the answers is worked out from told cells.

What is told of a quarter is written down when it is first asked for, and told again as it was: records that come
late cannot be told from two answers. Withheld numbers are written nowhere.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock

from graph.store import Store
from security.secrets import replace_secret

THRESHOLD = 5
"""The least number of persons that is told."""

DISTRICT = 4
"""Digits of a district's KATO code."""

_NAME = re.compile(r"registrations-(\d{4})-([1-4])\.json")
_COUNTED = """MATCH (r:Registration)-[:REGISTERS]->(p:Person)
  WHERE r.registeredOn <= $day AND (r.closedOn > $day OR (r.closedOn IS NULL AND r.status = 'OPEN'))
  WITH r.area AS area, r.category AS category, count(DISTINCT p) AS persons
  RETURN [area, category, persons]"""

Cells = Mapping[tuple[str, str], int]
"""Persons by KATO code of the district and register category."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def last_day(self) -> dt.date:
        """The day as of which is counted."""
        month = 3 * self.number
        return dt.date(self.year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def last_quarter(today: dt.date) -> Quarter:
    """The last quarter that has ended before ``today``."""
    number = (today.month - 1) // 3
    return Quarter(today.year, number) if number else Quarter(today.year - 1, 4)


async def told_of(store: Store, home: Path, quarter: Quarter) -> Cells:
    """The told cells of a quarter that has ended.

    Raises:
        graph.store.GraphDownError: it has to be counted, and the graph is away.
        OSError: what is told could not be written down; nothing is told.
    """
    folder = home / "statistics"
    kept = _kept(folder)
    if quarter in kept:
        return kept[quarter]
    counted = await store.read(_COUNTED, {"day": quarter.last_day})
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(folder / "lock"):
        kept = _kept(folder)
        if quarter not in kept:
            kept[quarter] = told(by_district(counted), kept.values())
            _keep(folder, quarter, kept[quarter])
    return kept[quarter]


def by_district(counted: Iterable[tuple[str | None, str | None, int]]) -> Cells:
    """Counts of areas of any depth, added up by district. What has no area or no category is in no cell."""
    cells = Counter[tuple[str, str]]()
    for area, category, persons in counted:
        if area and category:
            cells[area[:DISTRICT], category] += persons
    return cells


def told(cells: Cells, earlier: Iterable[Cells]) -> Cells:
    """The cells that are told, given what was told of other quarters."""
    others = list(earlier)
    return {
        place: persons
        for place, persons in cells.items()
        if persons >= THRESHOLD
        and not any(place in other and 0 < abs(persons - other[place]) < THRESHOLD for other in others)
    }


def _kept(folder: Path) -> dict[Quarter, Cells]:
    found: dict[Quarter, Cells] = {}
    for path in folder.glob("registrations-*.json"):
        if name := _NAME.fullmatch(path.name):
            rows: list[list[Any]] = orjson.loads(path.read_bytes())
            found[Quarter(int(name[1]), int(name[2]))] = {
                (area, category): persons for area, category, persons in rows
            }
    return found


def _keep(folder: Path, quarter: Quarter, cells: Cells) -> None:
    rows = [[area, category, persons] for (area, category), persons in sorted(cells.items())]
    replace_secret(folder / f"registrations-{quarter.year}-{quarter.number}.json", orjson.dumps(rows))
