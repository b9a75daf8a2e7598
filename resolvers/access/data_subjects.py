"""About whom a record is, for the access log and for streams: reading a record touches whom it tells of.

Whom an order protects it tells nobody who does not ask for that field: the reference is of a closed class, the
order is not. Whoever asks, and is released it, reads the person, and has touched that person by that.
"""

from graph.query.predicates import Hop
from schema.catalogue import CATALOGUE, SUBJECT
from schema.internal.feed_records import CLOSED_CLASSES
from schema.model import Entity, GraphStep

SubjectPaths = tuple[tuple[Hop, ...], ...]


def paths_about(
    entity: Entity, variable: str, covered: frozenset[tuple[GraphStep, ...]] = frozenset()
) -> SubjectPaths:
    """The paths from a record to the persons whom it is about, without those that are ``covered``."""
    paths = [path for path in _about(entity) if path and path not in covered]
    return tuple(
        tuple(
            Hop(step.edge, step.forward, step.target, f"{variable}_a{number}{depth}")
            for depth, step in enumerate(path)
        )
        for number, path in enumerate(paths)
    )


def covered_by(parent: Entity, step: GraphStep, target: Entity) -> frozenset[tuple[GraphStep, ...]]:
    """The paths of ``target`` that lead to nobody but the persons whom ``parent``, read with it, is about."""
    parent_paths, back = _about(parent), CATALOGUE.inverse(parent, step)
    return frozenset(
        path
        for path in _about(target)
        if (path[:1] == (back,) and path[1:] in parent_paths and not path[0].many)
        or ((step, *path) in parent_paths and not step.many)
    )


def _about(entity: Entity) -> tuple[tuple[GraphStep, ...], ...]:
    """The paths to the persons of whom a record tells, or because of whom it exists."""
    openly = tuple(
        path
        for access, path in CATALOGUE.anchored_by(entity)
        if access not in CLOSED_CLASSES or entity.access in CLOSED_CLASSES
    )
    because = tuple(
        (step, *rest)
        for step in (CATALOGUE.path(entity, name) for name in entity.arises_from)
        for rest in CATALOGUE.anchors(CATALOGUE.entity(step.target))
    )
    return (*openly, *because)


def is_person(name: str | None) -> bool:
    """Whether records of the type are persons themselves."""
    return name == SUBJECT
