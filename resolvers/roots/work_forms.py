"""The forms of the work: the mutations that the caller may try, told from their declarations and the grants alone.

No graph is asked. A form offers nothing that would be refused whatever it names: of norms and choices, it has those
that the caller's role carries out.
"""

from typing import Any

from resolvers.access.bind_parameters import Context
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import Planning, RootBehaviour, RootPlan
from resolvers.roots.case_work import may_try
from schema.work.declaration import Input, WorkMutation
from schema.work.work_catalogue import WORKS
from security.authorization.caller import Grants


def _form(work: WorkMutation, grants: Grants) -> dict[str, Any]:
    choices = {value: norm for value, norm in work.choices if norm in grants.work}
    return {
        "name": work.name,
        "norms": [norm for norm in work.norms if norm in grants.work],
        "by": work.by or None,
        "choices": [{"value": value, "norm": norm} for value, norm in choices.items()],
        "inputs": [_input(input_, list(choices) if input_.name == work.by else None) for input_ in work.inputs],
    }


def _input(input_: Input, carried_out: list[str] | None) -> dict[str, Any]:
    values = list(input_.values.values) if input_.values else None
    return {
        "name": input_.name,
        "kind": input_.kind,
        "required": input_.required,
        "target": input_.values.name if input_.values else input_.target or None,
        "choices": values if carried_out is None else carried_out,
        "longest": input_.longest,
    }


def _forms(selection: Selection, planning: Planning) -> RootPlan:
    def finish(rows: list[Any], context: Context) -> Any:
        forms = [_form(work, context.grants) for work in WORKS.values() if may_try(work, context.grants)]
        return as_selected(selection, forms)

    return RootPlan(response=selection.key, statement=None, finish=finish)


BEHAVIOURS = {"workForms": RootBehaviour(visibility=lambda grants, records: True, answer=_forms)}
