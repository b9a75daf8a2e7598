"""The outline of an answer: where in a row each part of the response is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ResponsePart:
    """One field of the response. ``key`` is its place in the row; ``under`` outlines what lies below it."""

    response: str
    kind: Literal["typename", "value", "one", "many"]
    key: str = ""
    under: "Outline | Connection | None" = None


@dataclass(frozen=True)
class Outline:
    """The fields of an object, by the name of its type."""

    variants: Mapping[str, tuple[ResponsePart, ...]]


@dataclass(frozen=True)
class Slice:
    """One field of a connection, an edge or the page's description, in the order asked."""

    response: str
    name: str
    node: Outline | None = None
    inner: tuple["Slice", ...] = ()


@dataclass(frozen=True)
class Connection:
    """The fields of a connection. ``type`` is the type of its records."""

    type: str
    slices: tuple[Slice, ...]
