"""Reads by a stored key: which records have it, of those of whom the caller gets in full of what it is made."""

from dataclasses import replace

from graph.query.plan import KeySearch, Read
from graph.query.predicates import FALSE, TRUE, Fixed, Predicate, Test, all_of
from resolvers.access.access_predicates import PlannedRecord, at_least, field_level
from resolvers.access.release_levels import area_is_known
from schema.catalogue import AREA, AREA_KEY
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure


def by_area_alone(part: Predicate) -> Predicate:
    """``part``, where it is a bound on the area key as one on the area: the same records, by no index.

    An engine that is offered two indexes takes both, and goes through all that the less telling one gives.
    """
    if isinstance(part, Test) and (part.name, part.operator) == (AREA_KEY, "startsWith"):
        return replace(part, name=AREA)
    return part


def by_key(search: KeySearch, subject: PlannedRecord, grants: Grants) -> Predicate:
    """Whether the record has the key that is searched, and the caller gets in full of what it is made."""
    tests = [("startsWith", search.start), *(("contains", part) for part in search.parts)]
    return all_of(
        *(Test(variable=subject.variable, name=search.property, operator=op, value=value) for op, value in tests),
        *(at_least(subject, field_level(subject, name, grants), Disclosure.FULL, grants) for name in search.fields),
    )


def within_area(read: Read, subject: PlannedRecord, grants: Grants) -> Predicate:
    """Whether the record lies in the area that is asked for: nobody is told of an area that they do not see."""
    if read.within is None:
        return TRUE
    if not area_is_known(subject.entity, grants):
        return FALSE
    has_area = Test(variable=subject.variable, name=AREA, operator="gt", value=Fixed(""))
    inside = Test(variable=subject.variable, name=AREA_KEY, operator="startsWith", value=read.within)
    return all_of(inside if read.search is None else by_area_alone(inside), has_area)
