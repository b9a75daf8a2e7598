"""What was asked, with aliases, fragments and directives resolved: the compiler's first result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.query.predicates import Value

ArgumentTree = Value | dict[str, "ArgumentTree"] | list["ArgumentTree"]
"""An argument: a value, or an input object or list of input objects that holds some."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A selected field. ``variants`` are the selections under it, by the name of the object type met there."""

    key: str
    name: str
    place: tuple[int, int]
    arguments: Mapping[str, Any]
    variants: Mapping[str, tuple["Selection", ...]]

    @property
    def only(self) -> tuple["Selection", ...]:
        """The selections under a field whose type is an object type."""
        return next(iter(self.variants.values()), ())


def as_selected(selection: Selection, value: Any) -> Any:
    """``value``, an answer of plain objects and lists, as ``selection`` asks for it."""
    if isinstance(value, list):
        return [as_selected(selection, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    (name, children), *_ = selection.variants.items()
    return {
        child.key: name if child.name == "__typename" else as_selected(child, value[child.name])
        for child in children
    }
