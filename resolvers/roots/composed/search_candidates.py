"""What a search reads: for each way of finding a guarded statement, and the values of its slots."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.engine.dialect import stored_name
from graph.query.emit import emit
from graph.query.plan import (
    By,
    Combination,
    CypherStatement,
    FieldTest,
    Filter,
    KeySearch,
    Page,
    PropertyRead,
    Read,
    Variant,
)
from graph.query.predicates import Fixed, FromVariable
from resolvers.access.guard import guard
from resolvers.errors import HubError
from resolvers.roots.composed.search_rank import NAMES
from resolvers.roots.composed.search_text import LEADS, MOST_WORDS, NOWHERE, TypedText
from schema.api.search import MOST_HITS
from schema.catalogue import CATALOGUE, SUBJECT
from schema.internal.search_keys import (
    AREA_DIGITS,
    AREA_SPELLING,
    AREA_SPELLING_BY_GIVEN,
    NUMBER_KEY,
    SPELLING,
    SPELLING_BY_GIVEN,
)
from schema.model import AccessClass, Field
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

MOST_CANDIDATES = MOST_HITS
UNIT = "Unit"
SEARCHED: Mapping[str, str] = {
    "PERSON": SUBJECT,
    "CASE": "Case",
    "DECISION": "CourtDecision",
    "ORDER": "ProtectiveOrder",
    "UNIT": UNIT,
}
"""The types of record by the names that ``types`` gives them."""

PAGE = Page(
    size=Fixed(MOST_CANDIDATES),
    backward=False,
    after=None,
    before=None,
    order=(),
    rows=True,
    total=False,
    cursors=False,
    more=True,
)
_LANGUAGES = ("KK", "RU", "EN")


@dataclass(frozen=True)
class AreaShape:
    """What of an area shapes a statement: whether the caller names one, and whether a region is known."""

    is_narrowed: bool
    is_regional: bool


@dataclass(frozen=True, kw_only=True)
class SearchArea:
    """Where is searched.

    ``named_area`` is the area that the caller names, or empty; ``region`` the digits of the region within which
    alone anything can be found, or empty.
    """

    named_area: str
    region: str

    @property
    def shape(self) -> AreaShape:
        """What of it shapes a statement."""
        return AreaShape(bool(self.named_area), bool(self.region))


Candidates = CypherStatement | None
"""The statement that reads candidates; None where nothing can be found whatever the graph holds."""


def search_area(named_area: str | None, grants: Grants) -> SearchArea:
    """Where a caller with ``grants`` searches.

    Raises:
        HubError: SEARCH_TEXT: what is asked for is no area.
    """
    area = named_area or ""
    if not (area.isascii() and (area.isdigit() or not area) and len(area) <= 9):
        raise HubError("SEARCH_TEXT")
    # Whoever gets the names of persons of an area alone finds nobody beyond it; a parent may live elsewhere.
    full = [cell for cell in grants.of(AccessClass.PERSON) if cell.release == Disclosure.FULL]
    within = grants.area or "" if full and all(cell.scope == "area" for cell in full) else ""
    region = next((code[:AREA_DIGITS] for code in (area, within) if len(code) >= AREA_DIGITS), "")
    return SearchArea(named_area=area, region=region)


def persons_by_name(grants: Grants, area: AreaShape, *, is_dated: bool) -> Candidates:
    """Persons by the words of a name, in whatever order."""
    keys = (AREA_SPELLING, AREA_SPELLING_BY_GIVEN) if area.is_regional else (SPELLING, SPELLING_BY_GIVEN)
    reads = [
        _person_read(f"n{lead}{number}", area, _key_search(key, lead, NAMES), is_dated=is_dated)
        for lead in range(LEADS)
        for number, key in enumerate(keys)
    ]
    return _candidates(reads, grants)


def persons_by_year(grants: Grants, area: AreaShape) -> Candidates:
    """Persons by their year of birth alone."""
    return _candidates([_person_read("n", area, None, is_dated=True)], grants)


def persons_by_number(grants: Grants) -> Candidates:
    """The person with an identification number, under the rules of the root ``personByIin``, but for pointers."""
    read = _read(SUBJECT, (), "n", by="iins", value=FromVariable(("iins",)))
    return _candidates([read], grants)


def records_by_number(type_name: str, grants: Grants, area: AreaShape) -> Candidates:
    """Cases, decisions or orders by the beginning of their number."""
    search = _key_search(NUMBER_KEY, 0, ("number",), parts=0)
    return _candidates([_read(type_name, ("number",), "n", search=search, area=area)], grants)


def units_by_name(grants: Grants, area: AreaShape) -> Candidates:
    """Units by words of their names."""
    search = _key_search(SPELLING, 0, ("name", "code"), parts=MOST_WORDS)
    return _candidates([_read(UNIT, ("name", "code"), "n", search=search, area=area)], grants)


def person_variables(typed: TypedText, area: SearchArea) -> dict[str, Any]:
    """The values of the slots of :func:`persons_by_name` and :func:`persons_by_year`."""
    region = f"{area.region}/" if area.region else ""
    leads = [(region + start, parts) for start, parts in typed.leads()]
    leads += [(NOWHERE, [])] * (LEADS - len(leads))
    variables: dict[str, Any] = {"area": area.named_area}
    for lead, (start, parts) in enumerate(leads):
        variables |= {f"start{lead}": start, **_parts(lead, parts, MOST_WORDS - 1)}
    if typed.year is not None:
        variables |= {"born": dt.date(typed.year, 1, 1), "bornBefore": dt.date(typed.year + 1, 1, 1)}
    return variables


def number_variables(typed: TypedText, area: SearchArea) -> dict[str, Any]:
    """The values of the slots of :func:`records_by_number` and :func:`persons_by_number`."""
    return {"start0": typed.number, "area": area.named_area, "iins": [typed.iin]}


def unit_variables(typed: TypedText, area: SearchArea) -> dict[str, Any]:
    """The values of the slots of :func:`units_by_name`."""
    return {
        "start0": "",
        "area": area.named_area,
        **_parts(0, [f" {word.start}" for word in typed.words], MOST_WORDS),
    }


def values_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a candidate, whichever group of the row they came in."""
    groups = [value for key, value in row.items() if key.startswith("_g") and isinstance(value, Mapping)]
    return {key: value for part in (*groups, row) for key, value in part.items() if not key.startswith("_")}


def _parts(lead: int, parts: Iterable[str], count: int) -> dict[str, str]:
    values = [*parts][:count]
    return {f"part{lead}{at}": values[at] if at < len(values) else "" for at in range(count)}


def _key_search(property_name: str, lead: int, fields: tuple[str, ...], parts: int = MOST_WORDS - 1) -> KeySearch:
    return KeySearch(
        property=property_name,
        start=FromVariable((f"start{lead}",)),
        parts=tuple(FromVariable((f"part{lead}{at}",)) for at in range(parts)),
        fields=fields,
    )


def _person_read(variable: str, area: AreaShape, search: KeySearch | None, *, is_dated: bool) -> Read:
    field = _field(SUBJECT, "birthDate")
    born: Filter | None = (
        Combination(
            "and",
            (
                FieldTest(field, "gte", FromVariable(("born",))),
                FieldTest(field, "lt", FromVariable(("bornBefore",))),
            ),
        )
        if is_dated
        else None
    )
    return _read(SUBJECT, NAMES, variable, search=search, area=area, narrowed=born)


def _read(
    type_name: str,
    fields: tuple[str, ...],
    variable: str,
    *,
    search: KeySearch | None = None,
    area: AreaShape | None = None,
    narrowed: Filter | None = None,
    by: By = "",
    value: FromVariable | None = None,
) -> Read:
    entity = CATALOGUE.entity(type_name)
    items = [
        PropertyRead(stored, field, stored)
        for field in (_field(type_name, name) for name in ("id", *fields))
        for stored in _stored(field)
    ]
    return Read(
        variable=variable,
        type=type_name,
        variants=(Variant(entity, tuple(items)),),
        filter=narrowed,
        page=None if by else PAGE,
        by=by,
        value=value,
        unasked=True,
        search=search,
        within=FromVariable(("area",)) if area is not None and area.is_narrowed else None,
    )


def _field(type_name: str, name: str) -> Field:
    field = CATALOGUE.field(CATALOGUE.entity(type_name), name)
    if field is None:
        raise HubError("INTERNAL")
    return field


def _stored(field: Field) -> tuple[str, ...]:
    if not field.localized:
        return (field.name,)
    return tuple(stored_name(field.name, language) for language in _LANGUAGES)


def _candidates(reads: Iterable[Read], grants: Grants) -> Candidates:
    return emit(tuple(guard(read, grants) for read in reads))
