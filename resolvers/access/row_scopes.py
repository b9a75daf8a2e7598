"""The row scopes of docs/source/access.md, as predicates on a person in the graph.

What they mean: docs/queries.md, "Scopes of a person".

Every predicate here is true or false, never unknown: the writer stores an area and a day of majority with every
person, and the rest are questions whether a path exists.
"""

from collections.abc import Callable
from itertools import count

from graph.query.predicates import (
    FALSE,
    TRUE,
    Exists,
    Fixed,
    FromCaller,
    Hop,
    Missing,
    Not,
    Predicate,
    Test,
    all_of,
    any_of,
)
from schema.catalogue import ADULT_ON, AREA_KEY
from security.authorization.caller import Grants

NewVariable = Callable[[], str]
HOME_COUNTRY = "KAZ"
_HANDED_OVER_UNDER = ("89-24", "89-26")


def names(start: str) -> NewVariable:
    """Fresh variables for the paths of one predicate."""
    numbers = count()
    return lambda: f"{start}_{next(numbers)}"


def in_area(variable: str, grants: Grants) -> Predicate:
    """Whether the record's area lies in the caller's."""
    if grants.area is None:
        return FALSE
    if grants.area == "":
        return TRUE
    return Test(variable=variable, name=AREA_KEY, operator="startsWith", value=FromCaller("area"))


def is_minor(variable: str) -> Predicate:
    """Whether the youngest person whom the record is about is under 18 today."""
    return Test(variable=variable, name=ADULT_ON, operator="gt", value=FromCaller("today"), scalar="Date")


def is_adult(variable: str) -> Predicate:
    """The opposite of :func:`is_minor`."""
    return Test(variable=variable, name=ADULT_ON, operator="lte", value=FromCaller("today"), scalar="Date")


def person_in(scope: str, person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    """Whether ``person`` lies in ``scope`` for a caller with ``grants``. An unknown scope holds for nobody."""
    if scope == "all":
        return TRUE
    if scope == "area":
        return in_area(person, grants)
    scope_predicate = _SCOPES.get(scope)
    return FALSE if scope_predicate is None else scope_predicate(person, grants, fresh)


def _path(fresh: NewVariable, *steps: tuple[str, bool, str | None]) -> tuple[Hop, ...]:
    return tuple(Hop(edge, forward, label, fresh()) for edge, forward, label in steps)


def _reaches(start: str, hops: tuple[Hop, ...], name: str, caller: str) -> Predicate:
    return Exists(start, hops, Test(variable=hops[-1].variable, name=name, operator="eq", value=FromCaller(caller)))


def _is_own_client(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    if grants.unit is not None:
        return any_of(
            *(
                _reaches(person, _path(fresh, (to, False, label), (by, True, holder)), "id", "unit")
                for to, label, by, holder in (
                    ("REGISTERS", "Registration", "KEPT_BY", "Unit"),
                    ("ABOUT", "Case", "LED_BY", "Unit"),
                    ("NOTIFIES_OF", "ReleaseNotice", "RELEASED_FROM", "PenalInstitution"),
                    ("SHELTERS", "ShelterStay", "STAYED_AT", "CrisisCenter"),
                )
            )
        )
    if grants.agency is None:
        return FALSE
    hops = _path(
        fresh,
        ("REGISTERS", False, "Registration"),
        ("KEPT_BY", True, "Unit"),
        ("BELONGS_TO", True, "Agency"),
    )
    return any_of(_reaches(person, hops, "code", "agency"), _involved(person, grants, fresh))


def _client(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    if grants.unit is None:
        return _involved(person, grants, fresh)
    placed = _path(fresh, ("PLACES", False, "ProgrammePlace"), ("PROVIDED_BY", True, None))
    stayed = _path(fresh, ("SHELTERS", False, "ShelterStay"), ("STAYED_AT", True, "CrisisCenter"))
    return any_of(_reaches(person, placed, "id", "unit"), _reaches(person, stayed, "id", "unit"))


def _involved(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    """Whether a case about the person involves the caller's agency."""
    if grants.agency is None:
        return FALSE
    hops = _path(fresh, ("ABOUT", False, "Case"), ("INVOLVES", True, "Agency"))
    return _reaches(person, hops, "code", "agency")


def _minor(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    hops = _path(fresh, ("KIN_OF", False, "Kinship"), ("KIN", True, "Person"))
    kinship, child = hops[0].variable, hops[1].variable
    parent = Exists(
        person,
        hops,
        all_of(
            Test(variable=kinship, name="kind", operator="eq", value=Fixed("CHILD")),
            is_minor(child),
            in_area(child, grants),
        ),
    )
    return any_of(all_of(is_minor(person), in_area(person, grants)), parent)


def _student(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    hops = _path(fresh, ("ENROLMENT_OF", False, "Enrolment"), ("AT_SCHOOL", True, "School"))
    enrolment, school = hops[0].variable, hops[1].variable
    goes_on = any_of(
        Missing(enrolment, "until"),
        Test(variable=enrolment, name="until", operator="gte", value=FromCaller("today"), scalar="Date"),
    )
    return all_of(is_minor(person), Exists(person, hops, all_of(in_area(school, grants), goes_on)))


def _foreign(person: str, _grants: Grants, _fresh: NewVariable) -> Predicate:
    has_citizenship = Not(Missing(person, "citizenship"))
    return all_of(
        has_citizenship, Test(variable=person, name="citizenship", operator="ne", value=Fixed(HOME_COUNTRY))
    )


def _handed_over(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    """Whether the person is a foreigner in the area whom a case says to have been handed over for expulsion."""
    hops = _path(
        fresh,
        ("ABOUT", False, "Case"),
        ("HAPPENED_IN", False, "CaseEvent"),
        ("UNDER", True, "Norm"),
    )
    event, norm = hops[1].variable, hops[2].variable
    under = any_of(
        *(Test(variable=norm, name="code", operator="eq", value=Fixed(code)) for code in _HANDED_OVER_UNDER)
    )
    handed = all_of(Test(variable=event, name="kind", operator="eq", value=Fixed("TRANSFER")), under)
    return all_of(in_area(person, grants), _foreign(person, grants, fresh), Exists(person, hops, handed))


def _brought(person: str, grants: Grants, fresh: NewVariable) -> Predicate:
    """Whether a case about the person was put before the caller's commission, or one of the akimat's region."""
    if grants.commissions is None:
        return _involved(person, grants, fresh)
    hops = _path(fresh, ("ABOUT", False, "Case"), ("INVOLVES", True, "Agency"))
    body = hops[-1].variable
    of_region = Test(variable=body, name="code", operator="startsWith", value=FromCaller("commissions"))
    return Exists(
        person, hops, all_of(Test(variable=body, name="kind", operator="eq", value=Fixed("COMMISSION")), of_region)
    )


_SCOPES: dict[str, Callable[[str, Grants, NewVariable], Predicate]] = {
    "own": _is_own_client,
    "client": _client,
    "minor": _minor,
    "student": _student,
    "foreign": _foreign,
    "brought": _brought,
    "handed_over": _handed_over,
}
