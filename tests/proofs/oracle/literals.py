"""Writing values into a query: as literals, or as variables that are declared and given beside it."""

import json
from dataclasses import dataclass, field
from random import Random

from tests.proofs.oracle.values import Json


class Word(str):
    """The value of a closed list: written without quotation marks in a query, as a text among variables."""


@dataclass(frozen=True)
class Variable:
    """A variable at the place of a value."""

    name: str


def literal(value: Json) -> str:
    """The value as a query writes it."""
    if isinstance(value, Variable):
        return f"${value.name}"
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def plain(value: Json) -> Json:
    """The value as JSON among the variables."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@dataclass
class Variables:
    """The variables of one query: declarations, and the values given."""

    rng: Random
    declared: list[str] = field(default_factory=list)
    given: dict[str, Json] = field(default_factory=dict)

    def add(self, type_text: str, value: Json) -> Variable:
        """A new variable that has ``value``: given, or by default."""
        variable = Variable(f"v{len(self.declared)}")
        by_default = not type_text.endswith("!") and self.rng.random() < 0.15
        default = f" = {literal(value)}" if by_default else ""
        self.declared.append(f"${variable.name}: {type_text}{default}")
        if not by_default:
            self.given[variable.name] = plain(value)
        return variable

    def absent(self, type_text: str) -> Variable:
        """A new variable that is declared and not given."""
        variable = Variable(f"v{len(self.declared)}")
        self.declared.append(f"${variable.name}: {type_text}")
        return variable

    def maybe(self, type_text: str, value: Json, share: float) -> Json:
        """The value itself, or in that share of cases a variable for it."""
        return self.add(type_text, value) if self.rng.random() < share else value

    def text(self) -> str:
        """The declarations, as they stand after the word ``query``."""
        return f"({', '.join(self.declared)})" if self.declared else ""
