"""How a root field of the API is declared, and the arguments that several of them share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry

from schema.types import factory as made
from schema.types.factory import Argument

MAX_VALUES = 500
"""The most ids or numbers that one root field takes, and the largest page."""

DEFAULT_PAGE = 50

SPAN = {
    "since": Argument("DateTime | None", "From this moment on.", strawberry.UNSET),
    "until": Argument("DateTime | None", "To before this moment.", strawberry.UNSET),
}
PAGE = {
    "first": Argument(
        "int | None",
        "How many from the start, 1 to 500; 50 if nothing is said.",
        strawberry.UNSET,
        shapes_plan=True,
    ),
    "after": Argument("str | None", "Cursor after which to begin.", strawberry.UNSET),
    "last": Argument("int | None", "How many from the end, 1 to 500.", strawberry.UNSET, shapes_plan=True),
    "before": Argument("str | None", "Cursor before which to end.", strawberry.UNSET),
}


def connection_arguments(target: str) -> dict[str, Argument]:
    """The arguments of a connection of records of type ``target``."""
    return {
        **PAGE,
        "where": Argument(f"{target}Filter | None", "Which records are wanted.", strawberry.UNSET),
        "orderBy": Argument(f"list[{target}Order] | None", "In which order.", strawberry.UNSET, shapes_plan=True),
    }


@dataclass(frozen=True, kw_only=True)
class Root:
    """A root field. ``returns`` is the Python type of what it gives, as an annotation."""

    name: str
    returns: str
    meaning: str
    arguments: Mapping[str, Argument]

    def published(self) -> Any:
        """The field of Query, Mutation or Subscription."""
        return made.with_arguments(self.name, self.meaning, self.arguments, self.returns)


@dataclass(frozen=True, kw_only=True)
class RecordRoot(Root):
    """A root field that gives the record with an id, of the type or interface ``target``."""

    target: str


@dataclass(frozen=True, kw_only=True)
class ConnectionRoot(Root):
    """A root field that gives pages of the records of type ``target``."""

    target: str
