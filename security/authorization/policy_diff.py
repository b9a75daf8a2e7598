"""What two policies differ in: which role gains or loses which field, and on which other norm a release stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from schema.catalogue import CATALOGUE
from schema.model import AccessClass, Entity
from security.authorization.disclosure import SCOPES, Disclosure
from security.authorization.policy import Policy, PolicyCell, Role
from security.site_file import SiteFile

NOBODY = Role(name="", meaning="", norms=(), cells={}, statistics="", limits={}, source=SiteFile(Path(), "", {}))
"""A role that is released nothing: what a role was before it came, and is after it went."""

ReleasesByField = Mapping[tuple[str, str], Disclosure]
"""How a field is released, by scope, and whether the person is an adult or a minor."""


@dataclass(frozen=True)
class PolicyChange:
    """One difference. ``kind`` says whether the role gains, loses, or stands on another norm than before."""

    kind: Literal["gained", "lost", "norms"]
    role: str
    what: str
    how: str

    def __str__(self) -> str:
        sign = {"gained": "+", "lost": "-", "norms": "~"}[self.kind]
        return f"{sign} {self.role} {self.what}: {self.how}"


def differences(old: Policy, new: Policy) -> tuple[PolicyChange, ...]:
    """What is different in ``new``, by role and field."""
    changes: list[PolicyChange] = []
    for name in sorted({*old.roles, *new.roles}):
        before, after = old.roles.get(name, NOBODY), new.roles.get(name, NOBODY)
        changes += _of_role(name, before, after)
        wider = (before.in_emergency() or before, after.in_emergency() or after)
        if wider != (before, after):
            changes += _of_role(f"{name} in an EMERGENCY", *wider)
    return tuple(changes)


def _of_role(name: str, before: Role, after: Role) -> Iterator[PolicyChange]:
    if _contents_beside_cells(before) == _contents_beside_cells(after):
        return
    for entity in CATALOGUE.entities.values():
        for field in _names(entity):
            yield from _of_field(name, entity, field, before, after)
    yield from _of_lines(name, before, after)
    yield from _of_statistics(name, before, after)
    yield from _of_work(name, before, after)


def _contents_beside_cells(role: Role) -> tuple[object, ...]:
    return role.cells, role.limits, role.statistics, role.work


def _names(entity: Entity) -> Iterator[str]:
    yield from (field.name for field in CATALOGUE.fields(entity))
    yield from (relation.name for relation in entity.relations if relation.exposed)


def _of_field(name: str, entity: Entity, field: str, before: Role, after: Role) -> Iterator[PolicyChange]:
    old, new = _releases_of_field(before, entity, field), _releases_of_field(after, entity, field)
    for (scope, age), release in new.items():
        was = old[scope, age]
        # What changes for the whole country changes in every scope, and what changes for adults for minors too.
        wider = {(scope, "adult"), ("all", age), ("all", "adult")} - {(scope, age)}
        if was == release or any((old[place], new[place]) == (was, release) for place in wider):
            continue
        whom = f"{scope}, under 18" if age == "minor" else scope
        kind: Literal["gained", "lost"] = "gained" if release > was else "lost"
        yield PolicyChange(kind, name, f"{entity.name}.{field}", f"{whom}: {was.name} -> {release.name}")


def _releases_of_field(role: Role, entity: Entity, field: str) -> ReleasesByField:
    """The release of a field of a record that lies in one scope, and in the whole country, and in no other."""
    access = entity.access if field == "id" else CATALOGUE.access(entity, field)
    limit = role.limits.get(f"{entity.name}.{field}", Disclosure.FULL)
    releases: dict[tuple[str, str], Disclosure] = {}
    for scope in SCOPES:
        record = _most(role, entity.access, scope)
        value = min(_most(role, access, scope), limit)
        if record < Disclosure.MASKED and field != "id":
            value = Disclosure.HIDDEN
        releases[scope, "adult"] = value
        if CATALOGUE.anchors(entity) and AccessClass.PUBLIC not in (access, entity.access):
            value = min(value, _most(role, AccessClass.MINOR, scope))
        releases[scope, "minor"] = value
    return releases


def _most(role: Role, access: AccessClass, scope: str) -> Disclosure:
    if access == AccessClass.PUBLIC:
        return Disclosure.FULL if role is not NOBODY else Disclosure.HIDDEN
    cells = role.cells.get(access, ())
    return max((cell.release for cell in cells if cell.scope in (scope, "all")), default=Disclosure.HIDDEN)


def _of_lines(name: str, before: Role, after: Role) -> Iterator[PolicyChange]:
    """Releases of both policies that stand on other norms, or end on another day, than before."""
    for access, cells in after.cells.items():
        for cell in cells:
            was = next((c for c in before.cells.get(access, ()) if _same_release(c, cell)), None)
            if was is None or was == cell:
                continue
            what = f"{access} {cell.release.name} {cell.scope}"
            if was.until != cell.until:
                longer = was.until is not None and (cell.until is None or cell.until > was.until)
                how = f"until {was.until or 'further notice'} -> {cell.until or 'further notice'}"
                yield PolicyChange("gained" if longer else "lost", name, what, how)
            if was.norms != cell.norms:
                yield PolicyChange("norms", name, what, f"{', '.join(was.norms)} -> {', '.join(cell.norms)}")


def _same_release(one: PolicyCell, other: PolicyCell) -> bool:
    return (one.release, one.scope) == (other.release, other.scope)


def _of_statistics(name: str, before: Role, after: Role) -> Iterator[PolicyChange]:
    order = ("", "area", "all")
    was, now = order.index(before.statistics), order.index(after.statistics)
    if was != now:
        how = f"{before.statistics or 'none'} -> {after.statistics or 'none'}"
        yield PolicyChange("gained" if now > was else "lost", name, "statistics", how)


def _of_work(name: str, before: Role, after: Role) -> Iterator[PolicyChange]:
    for norm in sorted({*before.work, *after.work}):
        if (norm in before.work) != (norm in after.work):
            kind: Literal["gained", "lost"] = "gained" if norm in after.work else "lost"
            yield PolicyChange(
                kind, name, "work", f"carries out {norm}" if kind == "gained" else f"no longer {norm}"
            )
