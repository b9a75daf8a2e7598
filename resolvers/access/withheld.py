"""Terms: on which norm a field is released, and why it is not released in full.

Source: docs/source/access.md, "What the answer says".
Terms are worked out when a plan is made. They say nothing of a record that its level does not say: where two
reasons would come to the same release, the one named is the same for both.
"""

from dataclasses import dataclass
from typing import Literal

from resolvers.access.release_levels import limit_of
from schema.model import AccessClass, Entity
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

WithholdingReason = Literal["ROLE", "SCOPE", "PURPOSE", "EXPIRED"]


@dataclass(frozen=True)
class Terms:
    """A release that is less than FULL: how much, why not more, and the norms it stands on."""

    release: Disclosure
    reason: WithholdingReason
    norms: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldDisclosure:
    """What the answer says of a field where it is masked, and where it is withheld.

    ``name`` is the field as the access log names it. ``norms`` are those on which it is released.
    """

    name: str
    norms: tuple[str, ...]
    masked: Terms
    withheld: Terms


def disclosure_of(entity: Entity, name: str, access: AccessClass, grants: Grants) -> FieldDisclosure:
    """The terms of a field of class ``access``."""
    # Of a record in the view, a field of the record's own class can only be withheld because it is a pointer.
    pointer = access == entity.access and access != AccessClass.PUBLIC
    below = Disclosure.POINTER if pointer else Disclosure.HIDDEN
    expired = tuple(norm for cell in grants.lapsed(access) for norm in cell.norms)
    full, masked = norms_of(grants, access, Disclosure.FULL), norms_of(grants, access, Disclosure.MASKED)
    limit = limit_of(entity, name, grants)
    return FieldDisclosure(
        f"{entity.name}.{name}",
        full or masked,
        # What is masked because the role's limits say so stands on the norms of what it would be without them.
        Terms(Disclosure.MASKED, _reason(grants, access, Disclosure.MASKED, limit), masked or full),
        Terms(below, _reason(grants, access, below, limit), norms_of(grants, access, below) or expired),
    )


def norms_of(grants: Grants, access: AccessClass, *releases: Disclosure) -> tuple[str, ...]:
    """The norms of the cells that give a class one of these releases, or that mask it for minors."""
    visible_releases = set(releases) - {Disclosure.HIDDEN}
    cells = [cell for cell in grants.of(access) if cell.release in visible_releases]
    if not cells and visible_releases == {Disclosure.MASKED}:
        cells = [cell for cell in grants.of(AccessClass.MINOR) if cell.release in visible_releases]
    return tuple(dict.fromkeys(norm for cell in cells for norm in cell.norms))


def _reason(grants: Grants, access: AccessClass, release: Disclosure, limit: Disclosure) -> WithholdingReason:
    """Why the release is no more than ``release``.

    EXPIRED: an agreement that released more has ended. PURPOSE: more would be released to the caller who stated
    another purpose that the token allows. ROLE: no record's field of that class is released to the
    caller any further, or the role's limits hold it, or the record is about a minor and the role is released no
    more of minors. SCOPE: of records in its scope, more is released.
    """
    if any(cell.release > release for cell in grants.lapsed(access)):
        return "EXPIRED"
    more = [cell for cell in grants.otherwise(access) if cell not in grants.of(access)]
    if limit > release and any(cell.release > release for cell in more):
        return "PURPOSE"
    if limit <= release:
        return "ROLE"
    cells = grants.of(access)
    best = max((cell.release for cell in cells), default=Disclosure.HIDDEN)
    if release >= best:
        return "ROLE"
    young = max((cell.release for cell in grants.of(AccessClass.MINOR)), default=Disclosure.HIDDEN)
    masked_for_minors = release == young and release not in {cell.release for cell in cells}
    return "ROLE" if masked_for_minors and release != Disclosure.HIDDEN else "SCOPE"
