"""Slots: places in a plan that the variables of an operation fill, and their values when the plan is made."""

from collections.abc import Mapping
from typing import Any

from graph.query.predicates import Fixed, FromVariable, Listed, Value
from resolvers.request.arguments import Variables


def fixed_value(value: Value, variables: Variables) -> Any:
    """The value of an argument when the plan is made: for the parts of it that shape the plan."""
    if isinstance(value, FromVariable):
        return value_at(variables, value.path)
    if isinstance(value, Listed):
        return [fixed_value(part, variables) for part in value.parts]
    return value.value if isinstance(value, Fixed) else None


def value_at(variables: Any, path: tuple[str | int, ...]) -> Any:
    """The value at a path of names and positions in the variables, None where there is none."""
    for step in path:
        if isinstance(variables, Mapping):
            variables = variables.get(step)
        elif isinstance(variables, list) and isinstance(step, int):
            variables = variables[step]
        else:
            return None
    return variables
