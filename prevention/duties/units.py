"""Which unit owes a duty: the one of the post that serves the place."""

from collections import defaultdict

from graph.store import Store
from prevention.duties.evaluate import UnitOf
from prevention.duties.rule import Post

_DIGITS = {"COUNTRY": 0, "REGION": 2, "DISTRICT": 4}
"""How many digits of a KATO code name the territory of a unit of a level."""

_ABOVE = {"DISTRICT": "REGION", "REGION": "COUNTRY"}
_READ = "MATCH (u:Unit) WHERE u.level IN $levels RETURN [u.kind, u.level, u.area, u.id]"


async def units_by_post(store: Store) -> UnitOf:
    """Who owes what where, as the graph has the units now.

    Where a territory has no unit of the post, the unit of its kind one level above owes; where it has several, the
    one with the first id.
    """
    units: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for kind, level, area, id in await store.read(_READ, {"levels": list(_DIGITS)}):
        units[kind, level, (area or "")[: _DIGITS[level]]].append(id)

    def unit_of(post: Post, area: str) -> str | None:
        level: str | None = post.level
        while level is not None:
            found = units.get((post.kind, level, area[: _DIGITS[level]])) if area or not _DIGITS[level] else None
            if found:
                return min(found)
            level = _ABOVE.get(level)
        return None

    return unit_of
