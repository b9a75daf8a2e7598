"""Which unit owes a duty: the one of the post that serves the place."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from graph.engine.store import Store
from prevention.duties import queries
from prevention.duties.evaluate import UnitOf
from prevention.duties.rules.rule import ResponsibleUnit
from schema.identifiers import AreaCode, HubId, UnitId

_DIGITS = {"COUNTRY": 0, "REGION": 2, "DISTRICT": 4}
"""How many digits of a KATO code name the territory of a unit of a level."""

_ABOVE = {"DISTRICT": "REGION", "REGION": "COUNTRY"}


@dataclass(frozen=True)
class Units:
    """Who owes what where, and a digest of all units on which it stands."""

    unit_of: UnitOf
    digest: str


async def units_by_post(store: Store) -> Units:
    """Who owes what where, as the graph has the units now.

    Where a territory has no unit of the post, the unit of its kind one level above owes; where it has several, the
    one with the first id.
    """
    rows = sorted(
        [text or "" for text in row] for row in await store.read(queries.UNITS_OF_LEVELS, {"levels": list(_DIGITS)})
    )
    units: defaultdict[tuple[str, str, str], list[UnitId]] = defaultdict(list)
    for kind, level, area, unit_id in rows:
        units[kind, level, area[: _DIGITS[level]]].append(UnitId(HubId(unit_id)))

    def unit_of(post: ResponsibleUnit, area: AreaCode) -> UnitId | None:
        level: str | None = post.level
        while level is not None:
            unit_ids = units.get((post.kind, level, area[: _DIGITS[level]])) if area or not _DIGITS[level] else None
            if unit_ids:
                return min(unit_ids)
            level = _ABOVE.get(level)
        return None

    return Units(unit_of, hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest())
