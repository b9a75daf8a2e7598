"""What may be known at all: persons of whom only closed records tell, their sources, and duties about somebody.

A person known only by closed records does not exist for whoever is released none of them, nor does a source that
describes the person, and a duty that arises for a person or a case is seen by whoever may know of that record, and
by the unit that owes it (docs/source/access.md, "Closed classes"). A pointer is too little: it says that a record
exists and whom to ask, and not of whom. The guard adds what is asked here to the scope of a read.
"""

from graph.query.predicates import (
    FALSE,
    TRUE,
    Exists,
    Fixed,
    FromCaller,
    Hop,
    IsTrue,
    Predicate,
    Test,
    all_of,
    any_of,
    negate,
)
from graph.write.openness import open_edges, references_to_persons
from resolvers.access.access_predicates import PlannedRecord, at_least, level, visible
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.internal.feed_records import CLOSED_CLASSES, HAS_OPEN_RECORD
from schema.model import AccessClass, Entity, Relation
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure


def may_be_known(
    subject: PlannedRecord, grants: Grants, reached_by: tuple[Entity, Relation] | None = None
) -> Predicate:
    """Whether the caller may know that the record exists, beside what its own class says.

    ``reached_by``: the record at the other end from which it is read, with the relation; None for a root.
    """
    if subject.entity.name == SUBJECT:
        return TRUE if reached_by and _tells_of_person(*reached_by) else _person(subject, grants)
    if subject.entity.name == SOURCE:
        # Whoever came to it from the person may know of the person.
        return TRUE if reached_by and reached_by[0].name == SUBJECT else _described(subject, grants)
    return _because_of(subject, grants) if subject.entity.arises_from else TRUE


def _tells_of_person(entity: Entity, relation: Relation) -> bool:
    """Whether the relation itself tells of the person: an open reference, or a closed one that is released."""
    step = CATALOGUE.step(entity, relation)
    return step.edge in open_edges() or CATALOGUE.access(entity, relation.name) in CLOSED_CLASSES


def _person(subject: PlannedRecord, grants: Grants) -> Predicate:
    openly = IsTrue(
        Test(variable=subject.variable, name=HAS_OPEN_RECORD, operator="eq", value=Fixed(True), scalar="Boolean")
    )
    released = []
    for number, (entity, relation, access) in enumerate(references_to_persons()):
        if access not in CLOSED_CLASSES:
            continue
        hop = Hop(relation.edge, False, entity.name, f"{subject.variable}_c{number}")
        record = PlannedRecord(hop.variable, entity, frozenset())
        is_visible = at_least(record, level(record, access, grants), Disclosure.MASKED, grants)
        if is_visible != FALSE:
            released.append(Exists(subject.variable, (hop,), is_visible))
    return any_of(openly, *released)


def _described(source: PlannedRecord, grants: Grants) -> Predicate:
    """Whether the person may be known whom a source describes: that a system holds somebody tells of them too."""
    (path,) = CATALOGUE.anchors(source.entity)
    (step,) = path
    hop = Hop(step.edge, step.forward, step.target, f"{source.variable}_d")
    return Exists(
        source.variable,
        (hop,),
        _person(PlannedRecord(hop.variable, CATALOGUE.entity(SUBJECT), frozenset()), grants),
    )


def _because_of(subject: PlannedRecord, grants: Grants) -> Predicate:
    """Whether the record is about nobody, is the caller's own to carry out, or arises from what may be known."""
    earlier: list[Predicate] = []
    ways: list[Predicate] = []
    for number, name in enumerate(subject.entity.arises_from):
        step = CATALOGUE.path(subject.entity, name)
        hop = Hop(step.edge, step.forward, step.target, f"{subject.variable}_b{number}")
        cause = PlannedRecord(hop.variable, CATALOGUE.entity(step.target), frozenset())
        exists = Exists(subject.variable, (hop,), _cause(cause, grants))
        # The first that is there decides: a case says more closely than its person what may be known.
        ways.append(all_of(*earlier, exists))
        earlier.append(negate(Exists(subject.variable, (hop,), TRUE)))
    return any_of(all_of(*earlier), _bound(subject, grants), *ways)


def _cause(cause: PlannedRecord, grants: Grants) -> Predicate:
    is_visible, _ = visible(cause, Disclosure.POINTER, grants)
    if cause.entity.name != SUBJECT:
        return is_visible
    # What a duty tells of a person is of the class of the registers and decisions from which it follows.
    registers = at_least(cause, level(cause, AccessClass.JUSTICE, grants), Disclosure.POINTER, grants)
    return all_of(is_visible, _person(cause, grants), registers)


def _bound(subject: PlannedRecord, grants: Grants) -> Predicate:
    """Whether the caller's unit owes it."""
    if grants.unit is None:
        return FALSE
    step = CATALOGUE.path(subject.entity, subject.entity.holder)
    hop = Hop(step.edge, step.forward, step.target, f"{subject.variable}_u")
    return Exists(
        subject.variable, (hop,), Test(variable=hop.variable, name="id", operator="eq", value=FromCaller("unit"))
    )
