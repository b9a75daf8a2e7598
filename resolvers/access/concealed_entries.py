"""Concealing: which entries of the access log are of closed classes that whoever reads it is not released.

Of a closed class it is hidden that a record exists, who keeps it and who asks for it (docs/source/access.md,
"Closed classes").
An entry is concealed if its answer could hold a field of such a class, of which whoever read is released more than
the reader of the log; or if whoever read is of a body that knows nobody but those who came to it: its being there
tells who came. What cannot be placed is concealed.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from typing import Any

from schema.catalogue import CATALOGUE
from schema.internal.feed_records import CLOSED_CLASSES
from schema.model import AccessClass
from security.authorization.caller import Grants
from security.authorization.disclosure import SCOPES, Disclosure
from security.authorization.policy import Policy, PolicyCell, Role

_AS_IT_CAME = "Quarantined"
"""A record as it came may hold anything."""

_OWN = frozenset({"own", "client"})
"""The scopes of those who came to the caller's own body."""

_READERS = ("all", "area")
"""The scopes in which a release of a class opens what the log says of it: those in which the log is read."""

Conceals = Callable[[Mapping[str, Any], bool], bool]
"""Whether an entry of the log, as it stands there, is concealed.

The second argument: whether it names somebody of whom the reader of the log may not know.
"""


def concealing(policy: Policy, grants: Grants) -> Conceals:
    """What of the log is concealed from a caller with ``grants``."""
    own_releases = {access: _released(grants.of(access), _READERS) for access in CLOSED_CLASSES}

    def conceals(entry: Mapping[str, Any], names_hidden: bool) -> bool:
        role = policy.roles.get(entry["role"])
        if role is None or _narrow(role):
            return min(own_releases.values()) < Disclosure.FULL
        if names_hidden and any(
            _released(_cells(role, access), SCOPES) > own_releases[access] for access in own_releases
        ):
            # The person is known by closed records alone, and that the role is told of anybody may be news of it.
            return True
        names = (*entry["fields"], *(name for name, _, _ in entry["withheld"]))
        if any(_is_gone(name) for name in names):
            return True
        classes = {access for name in names for access in classes_of(name)}
        # Shown is what is no more than the reader is released: else an officer could hide from supervision by
        # asking for one field more.
        return any(_released(_cells(role, access), SCOPES) > own_releases[access] for access in classes)

    return conceals


def _released(cells: Iterable[PolicyCell], scopes: Container[str]) -> Disclosure:
    return max((cell.release for cell in cells if cell.scope in scopes), default=Disclosure.HIDDEN)


def _cells(role: Role, access: AccessClass) -> tuple[PolicyCell, ...]:
    return (*role.cells.get(access, ()), *role.emergency.get(access, ()))


def _is_gone(name: str) -> bool:
    """Whether a field is declared no more: of what class it was cannot be told."""
    type_name, _, field = name.partition(".")
    members = CATALOGUE.members(type_name)
    return bool(members) and not any(CATALOGUE.field(m, field) or CATALOGUE.relation(m, field) for m in members)


def closed_fields(names: Iterable[str]) -> tuple[str, ...]:
    """Those of ``names``, as ``Type.field``, that are of a closed class."""
    return tuple(name for name in names if classes_of(name))


@cache
def classes_of(name: str) -> frozenset[AccessClass]:
    """The closed classes of a field, as ``Type.field``: one, none, or all where the field is not known any more."""
    type_name, _, field = name.partition(".")
    if type_name == _AS_IT_CAME:
        return CLOSED_CLASSES
    members = CATALOGUE.members(type_name)
    if not members:
        return frozenset()
    classes = set[AccessClass]()
    for entity in members if type_name in CATALOGUE.entities else (CATALOGUE.shared(type_name),):
        declared = CATALOGUE.field(entity, field) or CATALOGUE.relation(entity, field)
        if declared is None:
            return CLOSED_CLASSES
        classes |= {entity.access, declared.access or entity.access}
    return frozenset(classes & CLOSED_CLASSES)


def _narrow(role: Role) -> bool:
    """Judged by all that the role's file names, also what has ended: the log is older than today."""
    cells = {
        **role.cells,
        **{access: (*role.cells.get(access, ()), *more) for access, more in role.emergency.items()},
    }
    if any(cell.scope not in _OWN for cell in cells.get(AccessClass.PERSON, ())):
        return False
    return bool(CLOSED_CLASSES & cells.keys()) or not cells.keys() & {AccessClass.SERVICE, AccessClass.TRACE}
