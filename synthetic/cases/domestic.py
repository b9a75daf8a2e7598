"""Domestic violence: protective orders, special requirements, shelter and risk."""

from synthetic.cases.case_events import open_case
from synthetic.cases.court import DAYS_A_MONTH, decide
from synthetic.cases.help import place
from synthetic.cases.narcology import put_on_narcology_register
from synthetic.cases.past import write_earlier_conviction
from synthetic.cases.register import register
from synthetic.country.agencies import agency
from synthetic.country.feed_lines import JsonValue
from synthetic.draws.days import TODAY, YEAR, iso
from synthetic.draws.dice import Weighted
from synthetic.draws.figures import (
    CONFLICT_AGAIN_SHARE,
    CONFLICT_SHARE,
    EARLIER_PROSECUTED,
    NARCOLOGY_OF_DOMESTIC,
    OFFENDERS,
    REPEATED_ORDERS,
    SHELTER_APPEALS,
)
from synthetic.people.family import Family
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_TERM = 30
_PREVENTION = 300
_CASE = 0.35
_RISK = 0.3
_EARLIER_REGISTRATION = 0.2
_FAILING_PARENT = 0.06
_WITH_CHILD = 0.08
_CHILD_COMES_TOO = 0.45
_HAS_MINOR_CHILD = 0.24
"""Share of families in which a minor child could come too; a figure of the shapes, measured."""
_PROTECTED_CHILD = 0.25
_STAYS = 0.65

_AGAIN = REPEATED_ORDERS / (1 - REPEATED_ORDERS)
_REPEATS = Weighted((0, 1, 2), (1 - _AGAIN * 0.92, _AGAIN * 0.84, _AGAIN * 0.08))
_APPEALS = SHELTER_APPEALS.amount / OFFENDERS / (1 + _CHILD_COMES_TOO * _HAS_MINOR_CHILD)
_INSTRUMENTS = {"ODARA": 13, "B-SAFER": 20, "CRAF": 24}


def tell_domestic(writer: PopulationWriter, family: Family) -> None:
    """The story of a family in which the head is violent."""
    dice, offender = writer.dice, family.head
    victims = _victims(writer, family)
    first, last = _write_orders(writer, offender, victims)
    conflicts = _write_conflicts(writer, family, first)
    over = last + _PREVENTION if dice.chance(0.85) else None
    register(writer, offender, "DOMESTIC_OFFENDER", first, basis=conflicts[0] if conflicts else None, until=over)
    if dice.chance(_EARLIER_REGISTRATION):
        ended = first - dice.between(60, 600)
        register(writer, offender, "DOMESTIC_OFFENDER", ended - YEAR, until=ended)
    case = (
        open_case(writer, offender, "DOMESTIC_VIOLENCE", first, decisions=conflicts, until=over)
        if dice.chance(_CASE)
        else None
    )
    if victims and dice.chance(_RISK):
        _assess(writer, victims[0], first, case)
    if victims and dice.chance(_APPEALS):
        _seek_shelter(writer, family, victims[0], first)
    if family.children and dice.chance(_FAILING_PARENT):
        register(writer, offender, "FAILING_PARENT", first)
    if dice.chance(EARLIER_PROSECUTED):
        write_earlier_conviction(writer, offender)
    if dice.chance(NARCOLOGY_OF_DOMESTIC):
        put_on_narcology_register(writer, offender)


def _victims(writer: PopulationWriter, family: Family) -> tuple[Person, ...]:
    main = family.spouse or family.parent or family.sibling or next(iter(family.children), None)
    if main is None:
        return ()
    children = tuple(c for c in family.children if c is not main and writer.dice.chance(_PROTECTED_CHILD))
    return (main, *children)


def _write_orders(writer: PopulationWriter, offender: Person, victims: tuple[Person, ...]) -> tuple[int, int]:
    dice = writer.dice
    repeats = dice.weighted(_REPEATS)
    days = sorted(dice.ago(1, YEAR) for _ in range(1 + repeats))
    for n, day in enumerate(days):
        number = writer.feeds.next_number("ProtectiveOrder")
        values: dict[str, JsonValue] = {
            "number": f"ҚН-{offender.home.kato}-{number}",
            "issuedOn": iso(day),
            "until": iso(day + _TERM),
            "isRepeat": n > 0,
            "offender": offender.reference,
            "unit": offender.home.units["PSU"],
            "protected": [v.reference for v in victims] or None,
        }
        writer.add("ProtectiveOrder", "MIA", values)
    return days[0], days[-1]


def _write_conflicts(writer: PopulationWriter, family: Family, first: int) -> tuple[str, ...]:
    dice = writer.dice
    if not dice.chance(CONFLICT_SHARE):
        return ()
    persons: tuple[Person, ...] = (family.head,)
    if family.children and dice.chance(_WITH_CHILD):
        persons = (family.head, family.children[0])
    number = 2 if dice.chance(CONFLICT_AGAIN_SHARE) else 1
    day, decisions = first + dice.between(2, 10), []
    for _ in range(number):
        day = min(day, TODAY)
        decisions.append(decide(writer, "SPECIAL_REQUIREMENTS", persons, day, months=dice.pick((3, 6, 12))))
        day += dice.between(20, 3 * DAYS_A_MONTH)
    return tuple(decisions)


def _assess(writer: PopulationWriter, victim: Person, day: int, case: str | None) -> None:
    dice = writer.dice
    instrument = dice.pick(tuple(_INSTRUMENTS))
    most = _INSTRUMENTS[instrument]
    score = dice.between(0, most)
    level = "LOW" if score * 3 < most else "MEDIUM" if score * 3 < 2 * most else "HIGH"
    values: dict[str, JsonValue] = {
        "instrument": instrument,
        "score": score,
        "level": level,
        "assessedOn": iso(min(TODAY, day + dice.between(0, 3))),
        "assessor": victim.precinct.inspector,
        "person": victim.reference,
        "case": case,
    }
    writer.add("RiskAssessment", "MIA", values)


def _seek_shelter(writer: PopulationWriter, family: Family, victim: Person, day: int) -> None:
    dice = writer.dice
    region = victim.home.region
    if dice.chance(0.07):
        region = dice.weighted(writer.country.by_population).region
    center = dice.pick(region.crisis_centers)
    appealed = min(TODAY, day + dice.between(0, 5))
    begun = appealed + dice.between(0, 2)
    ended = begun + dice.between(3, 40)
    goes = dice.chance(_STAYS) and begun <= TODAY
    minors = [c for c in family.children if c.is_minor and c is not victim]
    guests = [victim, *(minors[:1] if dice.chance(_CHILD_COMES_TOO) else [])]
    for guest in guests:
        stays = goes and (ended <= TODAY or writer.centers.take_bed(center))
        values: dict[str, JsonValue] = {
            "appealedOn": iso(appealed),
            "from": iso(begun) if stays else None,
            "until": iso(ended) if stays and ended <= TODAY else None,
            "person": guest.reference,
            "center": center,
            "referredBy": _referrer(writer, region.prefix) if dice.chance(0.6) else None,
        }
        writer.add("ShelterStay", "CRISIS", values)
    if goes and dice.chance(0.4):
        # By an NGO: that a centre helps somebody is told by the centre's own closed records alone.
        place(writer, victim, "Ngo", dice.pick(region.ngos), begun)


def _referrer(writer: PopulationWriter, prefix: str) -> str:
    return agency(writer.dice.pick(("MIA", "MIA", "AKIMAT", "HEALTH")), prefix)
