"""Figures: the root field of protected statistics (prevention/statistics.py), of the caller's districts."""

from typing import Any

from prevention.statistics import FIRST, THRESHOLD, CellCounts, Quarter, last_quarter, told_of
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.errors import HubError
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import RootBehaviour, argument_of, from_sources
from resolvers.roots.computed import Computed, ComputedSources
from schema.entities.enums import REGISTER_CATEGORY
from schema.identifiers import AreaCode
from security.authorization.caller import Grants

LAST_YEAR = 9998
"""The last year whose quarters the calendar can name with the day after them."""


def has_statistics(grants: Grants) -> bool:
    """Whether statistics of some district are told to the caller."""
    cell = grants.statistics
    return cell is not None and (cell.scope == "all" or grants.area is not None)


def _quarter(selection: Selection, context: Context) -> Quarter | None:
    """The quarter asked for; None if there is no such quarter, or it is before the first that is worked out."""
    year, number = (argument_of(selection, name, context) for name in ("year", "quarter"))
    if year is None and number is None:
        return last_quarter(context.today)
    if year is None or number is None or not 1 <= number <= 4 or year > LAST_YEAR:
        return None
    quarter = Quarter(year, number)
    return quarter if quarter >= FIRST else None


def _table(quarter: Quarter, cells: CellCounts, grants: Grants) -> dict[str, Any]:
    visible_cells = {place: persons for place, persons in cells.items() if _within(place[0], grants)}
    sums = {
        name: [p for (_, category), p in visible_cells.items() if category == name]
        for name in REGISTER_CATEGORY.values
    }
    return {
        "year": quarter.year,
        "quarter": quarter.number,
        "asOf": quarter.last_day.isoformat(),
        "threshold": THRESHOLD,
        "districts": [
            {
                "kato": kato,
                "counts": [_count(name, visible_cells.get((kato, name))) for name in REGISTER_CATEGORY.values],
            }
            for kato in sorted({area for area, _ in visible_cells})
        ],
        "sums": [_count(name, sum(counts) if counts else None) for name, counts in sums.items()],
    }


def _count(category: str, persons: int | None) -> dict[str, Any]:
    return {"category": category, "persons": persons}


def _within(kato: AreaCode, grants: Grants) -> bool:
    cell = grants.statistics
    if cell is None:
        return False
    return cell.scope == "all" or (grants.area is not None and kato.startswith(grants.area))


def _figures(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
    """What answers the root field ``selection``; what it releases goes in ``disclosures``."""
    norms = grants.statistics.norms if grants.statistics else ()
    disclosures.release_selected(selection, norms)

    async def figures(sources: ComputedSources, context: Context) -> Any:
        quarter = _quarter(selection, context)
        if quarter is None or sources.home is None:
            return None
        cells = told_of(sources.home, quarter)
        if cells is None:
            raise HubError("STATISTICS_NOT_READY", day=quarter.following.first_day)
        return as_selected(selection, _table(quarter, cells, context.grants))

    return Computed(figures)


BEHAVIOURS = {
    "statistics": RootBehaviour(
        visibility=lambda grants, records: has_statistics(grants), answer=from_sources(_figures)
    )
}
