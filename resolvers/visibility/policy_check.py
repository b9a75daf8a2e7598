"""What a policy as a whole must hold: every field of every type is within the reach of some role."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from resolvers.visibility.reachable import reach_of
from schema.catalogue import CATALOGUE
from schema.identifiers import NOWHERE, HubId, UnitId
from schema.model import AccessClass
from security.authorization.agreements import Agreement, Agreements
from security.authorization.caller import Caller, Grants, grants_of
from security.authorization.policy import DIRECTORY, Policy, PolicyCells, Role, written_policy
from security.clock import today_in_kazakhstan
from security.site_file import SiteFileError, display_path


def checked_policy(
    directory: Path = DIRECTORY, today: dt.date | None = None, agreements: Agreements = ()
) -> Policy:
    """The policy of ``directory`` where those agreements are kept, read and checked as a whole.

    A field is within reach of a role to which an agreement could release it, whether there is one or not.

    Raises:
        SiteFileError: what :func:`security.authorization.policy.load_policy` refuses; a field that no role reaches.
    """
    day = today or today_in_kazakhstan()
    written = written_policy(directory, day)
    problems = list(_unreached(written.under((_of_everything(written, day),)), directory, day))
    if problems:
        raise SiteFileError(problems)
    return written.under(agreements)


def _of_everything(policy: Policy, day: dt.date) -> Agreement:
    """An agreement on all that there is, for the day."""
    classes = tuple(access for access in AccessClass if access != AccessClass.PUBLIC)
    return Agreement(
        number="-", title="-", parties=("-",), roles=tuple(policy.roles), classes=classes, since=day, until=day
    )


def grants_at_most(role: Role, day: dt.date) -> Grants:
    """The grants of a caller of ``role`` with the whole country for an area, a unit and an agency.

    What an agreement releases to some bodies alone is among them.
    """
    whoever = replace(role, cells=_for_every_body(role.cells))
    return grants_of(
        Caller(
            subject="", role=role.name, area=NOWHERE, unit=UnitId(HubId("-")), agency="-", purposes=(), expires=0
        ),
        whoever,
        day,
    )


def _for_every_body(cells: PolicyCells) -> PolicyCells:
    return {access: tuple(replace(cell, bodies=()) for cell in line) for access, line in cells.items()}


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
        unreached = f"no role reaches {fields[0]}{more}: no file releases {access} so that it could"
        yield f"{display_path(directory)}: {unreached}"
