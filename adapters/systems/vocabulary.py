"""Closed lists on the wire: the same words as in the graph, so that nothing has to be translated."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from schema.model import EnumType


@dataclass(frozen=True)
class OneOf:
    """Marks a field as one value of a list of :mod:`schema.entities.enums`, or one of those ``only`` that are
    named."""

    enum: EnumType
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := set(self.only) - set(self.enum.values):
            raise ValueError(f"{self.enum.name} has no {', '.join(sorted(unknown))}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.only or self.enum.values))
