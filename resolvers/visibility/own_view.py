"""The caller's own view of the policy: what is released to it, in which scope and on which norms.

Worked out from the grants alone; no graph is asked.
"""

from typing import Any

from resolvers.access.release_levels import limit_of
from resolvers.visibility.reachable import classes_of, reach_of
from schema.catalogue import CATALOGUE
from schema.model import AccessClass
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell

_OPEN: dict[str, Any] = {"release": Disclosure.FULL.name, "scope": "all", "norms": [], "until": None}


def releases(grants: Grants) -> list[dict[str, Any]]:
    """What is released of every class of which anything is, in the order of the classes."""
    held = set(classes_of(grants))
    return [
        {"class": access.value, "releases": _rules(grants, access, Disclosure.FULL)}
        for access in AccessClass
        if access in held
    ]


def access_to(grants: Grants, type_name: Any, field_name: Any) -> dict[str, Any] | None:
    """What is released of a field; None for one that is not there, or that the caller can never be given."""
    entity = CATALOGUE.entities.get(type_name)
    if entity is None or (type_name, field_name) not in reach_of(grants).fields:
        return None
    access = entity.access if field_name == "id" else CATALOGUE.access(entity, field_name)
    limit = limit_of(entity, field_name, grants)
    young = CATALOGUE.anchors(entity) and access != AccessClass.PUBLIC
    return {
        "type": type_name,
        "field": field_name,
        "class": access.value,
        "releases": _rules(grants, access, limit),
        "minors": _rules(grants, AccessClass.MINOR, limit) if young else None,
    }


def _rules(grants: Grants, access: AccessClass, limit: Disclosure) -> list[dict[str, Any]]:
    if access == AccessClass.PUBLIC:
        return [{**_OPEN, "release": limit.name}]
    return [_rule(cell, limit) for cell in grants.of(access)]


def _rule(cell: PolicyCell, limit: Disclosure) -> dict[str, Any]:
    return {
        "release": min(cell.release, limit).name,
        "scope": cell.scope,
        "norms": list(cell.norms),
        "until": cell.until.isoformat() if cell.until else None,
    }
