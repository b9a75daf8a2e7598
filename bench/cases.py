"""What is asked: each question as the hub gets it, and as the floor gets it."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bench.country import Sample

VARIANTS = 400
"""Different requests of one case; both servers get the same ones in the same order."""

SEED = 11
PAGE = 100
LOOKED_UP = 100
DISTRICTS = ("7510", "7512", "7513", "7514", "7515", "7516", "7517", "7518")
"""Districts of the caller's area, for pages of a region."""

RECORD = """id familyName givenName birthDate
  decisions { nodes { number kind decidedOn article } }
  registrations { nodes { category status registeredOn unit { code name } inspector { name rank } } }"""
PERSON = f"query Person($id: ID!) {{ person(id: $id) {{ {RECORD} }} }}"
PAGE_OF_PERSONS = f"""query Page($prefix: String!) {{
  persons(first: {PAGE}, where: {{ region: {{ kato: {{ startsWith: $prefix }} }} }}) {{
    nodes {{ id iin familyName givenName birthDate
      decisions {{ nodes {{ number kind decidedOn article }} }}
      registrations {{ nodes {{ category status registeredOn unit {{ code name }} }} }} }} }} }}"""
REGION = f"""query Region($prefix: String!) {{
  persons(first: {PAGE}, where: {{ region: {{ kato: {{ startsWith: $prefix }} }} }}) {{
    nodes {{ {RECORD} }} }} }}"""
FILTERED = """query Offenders {
  persons(first: 50, where: {
    registrations: { some: { category: { eq: DOMESTIC_OFFENDER }, status: { eq: OPEN } } }
  }) { nodes { id familyName givenName birthDate } } }"""
LOOKUP = "query Lookup($iins: [IIN!]!) { lookup(iins: $iins) { found holders { code name } } }"


@dataclass(frozen=True)
class Who:
    """A caller of the hub."""

    role: str
    area: str


OFFICER = Who("public_security", "75")
PRECINCT = Who("precinct", "7510")


@dataclass(frozen=True)
class Asked:
    """One request: the variables of the hub's document, and the body that the floor reads."""

    variables: Mapping[str, Any]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One row of the table. ``least`` is the share of the other's requests a second that the hub must reach.

    ``beside`` is who the other is: the floor, or the hub without what access control costs (bench/open_side.py).
    """

    name: str
    title: str
    who: Who
    query: str
    path: str
    asked: tuple[Asked, ...]
    least: float | None = None
    beside: Literal["floor", "open hub"] = "floor"


def cases(sample: Sample) -> Iterator[Case]:
    """The cases, on the records of ``sample``."""
    dice = random.Random(SEED)
    persons = tuple(_same({"id": each}) for each in _some(dice, sample.of_area(OFFICER.area)))
    regions = tuple(_same({"prefix": each}) for each in DISTRICTS)
    sought = [dice.sample(sample.iins, LOOKED_UP) for _ in range(VARIANTS)]
    lookups = tuple(Asked({"iins": each}, {"iins": [sample.indexes[iin] for iin in each]}) for each in sought)
    filtered = Asked({}, {"prefix": OFFICER.area, "category": "DOMESTIC_OFFENDER", "status": "OPEN"})
    yield Case(
        name="a", title="a person by id", who=OFFICER, query=PERSON, path="/person", asked=persons, least=0.7
    )
    yield Case(
        name="b",
        title=f"a page of {PAGE} persons of a region",
        who=OFFICER,
        query=REGION,
        path="/region",
        asked=regions,
        least=0.9,
    )
    yield Case(
        name="c",
        title="a page filtered over a relation",
        who=OFFICER,
        query=FILTERED,
        path="/filtered",
        asked=(filtered,),
    )
    yield Case(
        name="d", title=f"lookup of {LOOKED_UP} numbers", who=OFFICER, query=LOOKUP, path="/lookup", asked=lookups
    )
    theirs = tuple(_same({"id": each}) for each in _some(dice, sample.of_area(PRECINCT.area)))
    yield Case(
        name="e, a",
        title="(a) by a precinct inspector",
        who=PRECINCT,
        query=PERSON,
        path="/person/masked",
        asked=theirs,
    )
    own = (_same({"prefix": PRECINCT.area}),)
    yield Case(
        name="e, b",
        title="(b) by a precinct inspector",
        who=PRECINCT,
        query=REGION,
        path="/region/masked",
        asked=own,
    )
    title = f"{PAGE} persons with policy, log and vault, beside a caller who sees all, without log and vault"
    yield Case(
        name="f",
        title=title,
        who=OFFICER,
        query=PAGE_OF_PERSONS,
        path="",
        asked=regions,
        least=0.85,
        beside="open hub",
    )


def _same(values: Mapping[str, Any]) -> Asked:
    return Asked(values, values)


def _some(dice: random.Random, ids: tuple[str, ...]) -> list[str]:
    return dice.sample(ids, min(VARIANTS, len(ids)))
