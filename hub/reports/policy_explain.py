"""Why a caller gets a field, or does not: the rules that decide, where they stand, and their norms."""

from collections.abc import Iterator
from dataclasses import dataclass

from resolvers.access.record_visibility import scope_can_hold
from resolvers.access.release_levels import limit_of
from resolvers.visibility.reachable import reach_of
from schema.catalogue import CATALOGUE
from schema.model import AccessClass, Entity
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell, Role
from security.norms import AGREEMENT, NORMS, by_agreement
from security.site_file import display_path


class NoSuchFieldError(Exception):
    """A name that is no field of the schema."""


@dataclass(frozen=True)
class Asked:
    """About whom an explanation is: a name, the role, what is released on the day, the role as it is written."""

    who: str
    role: Role
    grants: Grants
    written: Role


def explain(question: Asked, name: str) -> str:
    """What of the field ``name``, written Type.field, is released to the caller, by which rule and norm.

    Raises:
        NoSuchFieldError: the schema has no such field.
    """
    type_name, _, field = name.partition(".")
    entity = CATALOGUE.entities.get(type_name)
    if entity is None or not (CATALOGUE.field(entity, field) or CATALOGUE.relation(entity, field)):
        raise NoSuchFieldError(f"there is no field {name}; write it as Person.iin")
    return "\n".join(_explained(question, entity, field)) + "\n"


def _explained(question: Asked, entity: Entity, field: str) -> Iterator[str]:
    access = entity.access if field == "id" else CATALOGUE.access(entity, field)
    declared = CATALOGUE.field(entity, field)
    mask = f"; masked: {'nothing' if declared.many else declared.mask.value}" if declared and field != "id" else ""
    yield f"{entity.name}.{field} is of class {access}{mask}"
    yield f"asked for {question.who}"
    yield from _class(question, access)
    limit = limit_of(entity, field, question.grants)
    if limit != Disclosure.FULL:
        yield f"  at most {limit.name}  {question.role.source.place('fields', f'{entity.name}.{field}')}"
    if question.grants.of(access) and CATALOGUE.anchors(entity) and access != AccessClass.PUBLIC:
        yield "of persons under 18 the stricter of that and"
        yield from _class(question, AccessClass.MINOR)
    if entity.access not in (access, AccessClass.PUBLIC):
        yield f"only of records that the caller gets: {entity.name} is of class {entity.access}"
        yield from _class(question, entity.access)
    if (entity.name, field) not in reach_of(question.grants).fields:
        yield f"the caller can never be given it: to this caller {entity.name}.{field} does not exist"


def _class(question: Asked, access: AccessClass) -> Iterator[str]:
    if access == AccessClass.PUBLIC:
        yield "  FULL all  PUBLIC is open to every caller with a valid token"
        return
    source = question.role.source
    cells, ended = question.grants.of(access), question.grants.lapsed(access)
    place = source.place("release", access.value)
    agreed = [cell for cell in question.written.cells.get(access, ()) if AGREEMENT in cell.norms]
    if not cells and not ended and not agreed:
        yield f"  HIDDEN  {display_path(source.path)} releases nothing of {access}"
        return
    if agreed and not any(by_agreement(cell.norms) for cell in cells):
        how = ", ".join(f"{cell.release.name} {cell.scope}" for cell in agreed)
        yield f"  HIDDEN  {place}  {how} is by agreement, and none that covers it is in force"
    for cell in (*cells, *ended):
        yield f"  {cell.release.name} {cell.scope}  {place}{_remark(cell, cell in ended, question.grants)}"
        yield from (f"    {norm}: {NORMS.cited(norm).meaning}" for norm in cell.norms)


def _remark(cell: PolicyCell, ended: bool, grants: Grants) -> str:
    if ended:
        return f"  (ended on {cell.until})"
    return "" if scope_can_hold(cell.scope, grants) else "  (never: the token lacks what the scope is about)"
