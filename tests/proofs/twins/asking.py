"""Generated questions from outside: made from a caller's own schema, with known ids, numbers and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
)

SCALARS = {"Int": ("0", "1", "7"), "Float": ("0.5",), "Boolean": ("true", "false")}
MOMENTS = {"Date": "2026-02-01", "DateTime": "2026-04-01T00:00:00Z"}
CONNECTION_ARGUMENTS = ("first", "last", "where", "orderBy")


@dataclass(frozen=True)
class Known:
    """What an asker may put into questions: ids, numbers, texts."""

    ids: Sequence[str]
    numbers: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True)
class Asker:
    """Makes questions on a schema."""

    schema: GraphQLSchema
    known: Known
    rng: Random

    def question(self) -> str:
        """A query with one root or two."""
        assert self.schema.query_type is not None
        roots = self.schema.query_type.fields
        # What is of deliveries and of the log is compared by itself.
        lists = [name for name in roots if _is_connection(roots[name])]
        single = [name for name in ("lookup", "personByIin", "node", "nodes", "person", "case") if name in roots]
        single += [name for name in ("personLinks", "recordSources", "statistics", "access", "me") if name in roots]
        single += [name for name in ("search", "timeline", "today") if name in roots]
        names = [self.rng.choice(lists * 2 + single * 3) for _ in range(self.rng.choice((1, 1, 2)))]
        made = [f"r{place}: {self.field(name, roots[name], 3)}" for place, name in enumerate(names)]
        return f"{{ {' '.join(made)} }}"

    def field(self, name: str, declared: GraphQLField, depth: int) -> str:
        """A field with arguments and a selection."""
        arguments = []
        pages = self.rng.choice((("first",), ("first",), ("last",), ()))
        for argument, shape in declared.args.items():
            needed = isinstance(shape.type, GraphQLNonNull)
            if argument in ("first", "last"):
                wanted = argument in pages
            else:
                wanted = needed or (argument in CONNECTION_ARGUMENTS and self.rng.random() < 0.4)
            if wanted:
                arguments.append(f"{argument}: {self.value(argument, shape.type, 2)}")
        given = f"({', '.join(arguments)})" if arguments else ""
        return f"{name}{given}{self.selection(get_named_type(declared.type), depth)}"

    def selection(self, kind: Any, depth: int) -> str:
        """What is selected of a type; nothing of a value."""
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return ""
        if "totalCount" in kind.fields:
            parts = [f"nodes{self.selection(get_named_type(kind.fields['nodes'].type), depth - 1)}"]
            parts += ["totalCount"] if self.rng.random() < 0.6 else []
            parts += ["pageInfo { hasNextPage hasPreviousPage }"] if self.rng.random() < 0.3 else []
            return f" {{ {' '.join(parts)} }}"
        values = [name for name, one in kind.fields.items() if _is_value(one)]
        nested = [name for name, one in kind.fields.items() if not _is_value(one)]
        picked = self.rng.sample(values, min(len(values), 3))
        picked += ["id"] if "id" in kind.fields and "id" not in picked else []
        parts = [*picked, "__typename"]
        for name in self.rng.sample(nested, min(len(nested), 2)) if depth > 0 else ():
            parts.append(f"{name}_: {self.field(name, kind.fields[name], depth - 1)}")
        if isinstance(kind, GraphQLInterfaceType) and "Person" in self.schema.type_map:
            parts.append("... on Person { sources { totalCount } }") if kind.name == "Node" else None
        return f" {{ {' '.join(parts)} }}"

    def value(self, name: str, shape: Any, depth: int) -> str:
        """A literal for an argument or a field of a filter."""
        kind = get_named_type(shape)
        if is_list_type(shape.of_type if isinstance(shape, GraphQLNonNull) else shape):
            inside = self.rng.randrange(1, 4) if name in ("iins", "ids", "in", "notIn", "or", "and") else 1
            return f"[{', '.join(self.single(name, kind, depth) for _ in range(inside))}]"
        return self.single(name, kind, depth)

    def single(self, name: str, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLEnumType):
            return str(self.rng.choice(list(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return self.filter(kind, depth)
        assert isinstance(kind, GraphQLScalarType)
        if name in ("first", "last"):
            return str(self.rng.choice((1, 2, 5, 50)))
        if name == "year":
            return str(self.rng.choice((2025, 2026)))
        if name == "quarter":
            return str(self.rng.randrange(1, 5))
        if kind.name in SCALARS:
            return self.rng.choice(SCALARS[kind.name])
        if kind.name in MOMENTS:
            return f'"{MOMENTS[kind.name]}"'
        pool = {"ID": self.known.ids, "IIN": self.known.numbers}.get(kind.name, self.known.texts)
        return f'"{self.rng.choice(pool)}"'

    def filter(self, kind: GraphQLInputObjectType, depth: int) -> str:
        """A filter, a comparison or an order: one key or two."""
        fields = kind.fields
        if kind.name.endswith("Order"):
            name = self.rng.choice(list(fields))
            return f"{{ {name}: {self.rng.choice(('ASC', 'DESC'))} }}"
        names = [
            name
            for name, one in fields.items()
            if depth > 0 or not isinstance(get_named_type(one.type), GraphQLInputObjectType)
        ]
        if not names:
            return "{}"
        picked = self.rng.sample(names, min(len(names), self.rng.choice((1, 1, 2))))
        return f"{{ {', '.join(f'{name}: {self.value(name, fields[name].type, depth - 1)}' for name in picked)} }}"


def _is_connection(declared: GraphQLField) -> bool:
    named = get_named_type(declared.type)
    return isinstance(named, GraphQLObjectType) and "totalCount" in named.fields


def _is_value(declared: GraphQLField) -> bool:
    kind = get_named_type(declared.type)
    return not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not any(
        isinstance(one.type, GraphQLNonNull) for one in declared.args.values()
    )
