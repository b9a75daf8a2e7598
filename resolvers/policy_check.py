"""What a policy as a whole must hold: every line reaches something, and every field is within somebody's reach."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from resolvers.reach import reach_of
from schema.catalogue import CATALOGUE
from schema.model import AccessClass
from security.caller import Caller, Grants, grants_of
from security.policy import DIRECTORY, Policy, Role, load_policy
from security.policy_source import PolicyError, shown
from security.today import today_in_kazakhstan

OVERLAYS = (AccessClass.MINOR, AccessClass.TRACE)
"""Classes of which no field of a record is: one lies over the others, the other is the access log's."""


def checked_policy(directory: Path = DIRECTORY, today: dt.date | None = None) -> Policy:
    """The policy of ``directory``, read and checked as a whole.

    Raises:
        PolicyError: what :func:`security.policy.load_policy` refuses; a line that reaches no field; a field that
            no role reaches.
    """
    day = today or today_in_kazakhstan()
    policy = load_policy(directory, day)
    problems = [each for role in policy.roles.values() for each in _idle(role, day)]
    problems += _unreached(policy, directory, day)
    if problems:
        raise PolicyError(problems)
    return policy


def grants_at_most(role: Role, day: dt.date) -> Grants:
    """The grants of a caller of ``role`` with the whole country for an area, a unit and an agency."""
    return grants_of(Caller("", role.name, "", "-", "-", (), 0), role, day)


def _idle(role: Role, day: dt.date) -> Iterator[str]:
    """Entries of a role that release nothing: a scope in which no record of the class can be."""
    grants = grants_at_most(role, day)
    for access, cells in grants.cells:
        if access in OVERLAYS:
            continue
        for cell in cells:
            lines = tuple((name, (cell,) if name == access else others) for name, others in grants.cells)
            if not any(_class(pair) == access for pair in reach_of(replace(grants, cells=lines)).fields):
                why = f"{access} = {cell.release.name} {cell.scope} reaches no field of any record"
                yield role.source.problem(why, "release", access.value)


def _class(pair: tuple[str, str]) -> AccessClass | None:
    """The class of a record's field; None for an interface's."""
    name, field = pair
    entity = CATALOGUE.entities.get(name)
    if entity is None:
        return None
    return entity.access if field == "id" else CATALOGUE.access(entity, field)


def _unreached(policy: Policy, directory: Path, day: dt.date) -> Iterator[str]:
    reached = {pair for role in policy.roles.values() for pair in reach_of(grants_at_most(role, day)).fields}
    missing: dict[AccessClass, list[str]] = {}
    for entity in CATALOGUE.entities.values():
        names = [field.name for field in CATALOGUE.fields(entity)]
        names += [relation.name for relation in entity.relations if relation.exposed]
        for name in names:
            if (entity.name, name) in reached:
                continue
            field = f"{entity.name}.{name}"
            limits = [role for role in policy.roles.values() if field in role.limits]
            yield from (
                role.source.problem(f"no role reaches {field}: here it is narrowed", "fields", field)
                for role in limits
            )
            if not limits:
                missing.setdefault(_class((entity.name, name)) or entity.access, []).append(field)
    for access, fields in missing.items():
        more = f" and {len(fields) - 1} more" if len(fields) > 1 else ""
        yield f"{shown(directory)}: no role reaches {fields[0]}{more}: no file releases {access} so that it could"
