"""The root fields on the caller: who it is, and what the policy releases to it, in which scope and on which norms.

What is released is worked out from the grants alone; no graph is asked.
"""

from typing import Any

from resolvers.access.bind_parameters import Context
from resolvers.access.record_visibility import classes_of, visible_records
from resolvers.access.release_levels import limit_of
from resolvers.plan.lower import lower_caller
from resolvers.plan.response_outline import Outline
from resolvers.projection.project import object_projector
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import (
    Completer,
    LoweredRoot,
    Planning,
    RootBehaviour,
    RootPlan,
    argument_of,
    from_records,
)
from schema.catalogue import CATALOGUE
from schema.model import AccessClass
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell

_OPEN: dict[str, Any] = {"release": Disclosure.FULL.name, "scope": "all", "norms": [], "until": None}


def _releases(grants: Grants) -> list[dict[str, Any]]:
    """What is released of every class of which anything is, in the order of the classes."""
    released_classes = set(classes_of(grants))
    return [
        {"class": access.value, "releases": _rules(grants, access, Disclosure.FULL)}
        for access in AccessClass
        if access in released_classes
    ]


def _access_to(grants: Grants, type_name: Any, field_name: Any) -> dict[str, Any] | None:
    """What is released of a field; None for one that is not there, or that the caller can never be given."""
    entity = CATALOGUE.entities.get(type_name)
    if entity is None or (type_name, field_name) not in visible_records(grants).fields:
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


def _me(root: LoweredRoot) -> Completer:
    parts = root.lowered.outline.variants["Caller"]
    agencies = {
        p.response: object_projector(p.under, root.reads[0], root.place.at(p.response), reuse_row=False)
        for p in parts
        if isinstance(p.under, Outline)
    }
    computed = {child.key: child for child in root.selection.only if child.name == "releases"}

    def finish(rows: list[Any], context: Context) -> Any:
        caller = context.caller
        answer = {
            "role": caller.role,
            "area": caller.area,
            "unit": caller.unit,
            "purposes": list(caller.purposes),
            "releases": _releases(context.grants) if computed else None,
            "": "Caller",
        }
        answered = {
            p.response: (agencies[p.response](rows[0], context) if rows else None)
            if p.response in agencies
            else answer["" if p.kind == "typename" else p.key]
            for p in parts
        }
        return {
            key: as_selected(computed[key], value) if key in computed else value for key, value in answered.items()
        }

    return finish


def _access(selection: Selection, planning: Planning) -> RootPlan:
    def finish(rows: list[Any], context: Context) -> Any:
        names = [argument_of(selection, name, context) for name in ("type", "field")]
        return as_selected(selection, _access_to(context.grants, *names))

    return RootPlan(response=selection.key, statement=None, finish=finish)


BEHAVIOURS = {
    "me": RootBehaviour(
        visibility=lambda grants, records: True,
        answer=from_records(lambda selection, planning: lower_caller(selection), _me),
    ),
    "access": RootBehaviour(visibility=lambda grants, records: True, answer=_access),
}
