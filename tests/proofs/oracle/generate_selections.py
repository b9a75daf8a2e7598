"""Made-up selections: fields, aliases, fragments and directives, nested along the relations of the schema."""

from dataclasses import dataclass, field
from random import Random

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from tests.proofs.oracle.facts import RelationFact, members, types
from tests.proofs.oracle.generate_arguments import Arguments
from tests.proofs.oracle.literals import Variables, Word, literal
from tests.proofs.oracle.samples import Samples
from tests.proofs.oracle.values import Json

PAGE_INFO = ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "__typename")
LANGUAGES = ("KK", "RU", "EN")


@dataclass(frozen=True)
class Fragment:
    """A named fragment of the query."""

    name: str
    type_name: str
    text: str


@dataclass
class Selections:
    """Writes the selections of one query. ``cautious`` gives every field an alias of its own."""

    rng: Random
    schema: GraphQLSchema
    samples: Samples
    cautious: bool
    fragments: list[Fragment] = field(default_factory=list)
    fields_left: int = 45
    _aliases: int = 0

    def __post_init__(self) -> None:
        self.variables = Variables(self.rng)
        self.arguments = Arguments(self.rng, self.samples, self.variables)

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.rng.random() < share

    def alias(self) -> str:
        """A response key that no other field has."""
        self._aliases += 1
        return f"a{self._aliases}"

    def field(
        self, name: str, arguments: dict[str, Json], selection: str = "", *, alias: float = 0.2, key: str = ""
    ) -> str:
        """One field, with that response key, or in the share ``alias`` of cases with one of its own."""
        self.fields_left -= 1
        directive = "" if key else self.directive(0.05)
        own = key or (self.alias() if self.cautious or self.chance(alias) else "")
        given = ", ".join(f"{one}: {literal(value)}" for one, value in arguments.items())
        return f"{f'{own}: ' if own else ''}{name}{f'({given})' if given else ''}{directive} {selection}".rstrip()

    def directive(self, share: float) -> str:
        """In that share of cases a directive, by a literal or by a variable."""
        if not self.chance(share):
            return ""
        name = self.rng.choice(("include", "skip"))
        wanted = self.chance(0.7) == (name == "include")
        return f" @{name}(if: {literal(self.variables.maybe('Boolean!', wanted, 0.7))})"

    def of_records(self, type_name: str, depth: int, inside_list: bool, wished: str = "") -> str:
        """A selection on records of a type or an interface. ``wished`` is a type to look for in the interface."""
        items = [self._leaf(type_name, name) for name in self._leaves(type_name)]
        for relation in self._relations(type_name, depth):
            items.append(self.relation(type_name, relation, depth - 1, inside_list))
        if type_name not in types():
            items += self._narrowed(type_name, depth, inside_list, wished)
        self.rng.shuffle(items)
        return "{ " + " ".join(self._wrapped(type_name, item) for item in items) + " }"

    def _leaves(self, type_name: str) -> list[str]:
        shown = self._shown(type_name)
        names = [name for name in types()[members(type_name)[0]].fields if name in shown]
        picked = self.rng.sample(names, min(len(names), self.rng.choice((0, 1, 2, 3, 4))))
        picked += [name for name, share in (("id", 0.6), ("__typename", 0.12)) if self.chance(share)]
        return picked or ["id"]

    def _leaf(self, type_name: str, name: str) -> str:
        given: dict[str, Json] = {}
        shape = self._shown(type_name).get(name)
        if shape is not None and "language" in shape.args and self.chance(0.6):
            type_text = str(shape.args["language"].type)
            given["language"] = self.variables.maybe(type_text, Word(self.rng.choice(LANGUAGES)), 0.3)
        return self.field(name, given, alias=0.6 if given else 0.15)

    def _relations(self, type_name: str, depth: int) -> list[RelationFact]:
        if depth <= 0 or self.fields_left <= 0:
            return []
        shown = self._shown(type_name)
        known = [
            one for one in types()[members(type_name)[0]].relations.values() if one.name in shown and one.shown
        ]
        size = min(len(known), self.rng.choice((0, 1, 1, 2, 2)))
        picked = self.rng.sample(known, size)
        return picked + picked[:1] if self.chance(0.06) else picked

    def _narrowed(self, type_name: str, depth: int, inside_list: bool, wished: str) -> list[str]:
        """Fragments on the members of an interface."""
        names = self.rng.sample(members(type_name), min(3, self.rng.randrange(1, len(members(type_name)))))
        names = [wished, *names[1:]] if wished and wished not in names else names
        if type_name == "Node" and self.chance(0.3):
            names.append("Organisation")
        return [f"... on {name} {self.of_records(name, depth, inside_list)}" for name in names]

    def _wrapped(self, type_name: str, item: str) -> str:
        """The item itself, or the item inside a fragment."""
        dice = self.rng.random()
        if dice < 0.06:
            return f"... on {type_name}{self.directive(0.4)} {{ {item} }}"
        if dice < 0.09:
            return f"...{self.directive(0.6)} {{ {item} }}"
        if dice < 0.15:
            known = [one for one in self.fragments if one.type_name == type_name]
            if known and self.chance(0.4):
                return f"{item} ...{self.rng.choice(known).name}{self.directive(0.2)}"
            made = Fragment(f"F{len(self.fragments)}", type_name, item)
            self.fragments.append(made)
            return f"...{made.name}{self.directive(0.2)}"
        return item

    def relation(self, type_name: str, relation: RelationFact, depth: int, inside_list: bool) -> str:
        """A relation, with what is selected at its other end."""
        if not relation.many:
            return self.field(relation.name, {}, self.of_records(relation.target, depth, inside_list), alias=0.15)
        shape = self._shown(type_name)[relation.name]
        size = self._size(inside_list)
        given = {**size, **self.filter_and_order(shape, relation.target, 0.35, 0.3)}
        selection = self.connection(relation.target, depth)
        return self.field(relation.name, given, selection, alias=0.6 if given else 0.2)

    def _size(self, inside_list: bool) -> dict[str, Json]:
        dice = self.rng.random()
        if dice < (0.1 if inside_list else 0.3):
            return {}
        name = "last" if dice > 0.8 else "first"
        return {name: self.variables.maybe("Int", self.rng.choice((1, 1, 2, 3, 4, 5)), 0.2)}

    def filter_and_order(
        self, shape: GraphQLField, type_name: str, filter_share: float, order_share: float
    ) -> dict[str, Json]:
        """The arguments ``where`` and ``orderBy`` of a connection, each in its share of cases."""
        made: dict[str, Json] = {}
        if self.chance(filter_share):
            whole = self.chance(0.25)
            given = shape.args["where"].type
            value = self.arguments.where(
                _input(given), type_name, self.rng.choice((1, 2, 2, 3)), 0.0 if whole else 0.15
            )
            made["where"] = self.variables.add(str(given), value) if whole else value
        if self.chance(order_share):
            whole = self.chance(0.3)
            given = shape.args["orderBy"].type
            order = self.arguments.order_by(_input(given), type_name, 0.0 if whole else 0.15)
            made["orderBy"] = self.variables.add(str(given), order) if whole else order
        return made

    def connection(self, type_name: str, depth: int) -> str:
        """A selection on a connection."""
        items = []
        if self.chance(0.65):
            items.append(self.field("nodes", {}, self.of_records(type_name, depth, True), alias=0.1))
        if not items or self.chance(0.2):
            cursor = f"{self.field('cursor', {}, alias=0.1)} " if self.chance(0.6) else ""
            node = self.field("node", {}, self.of_records(type_name, depth, True), alias=0.1)
            items.append(self.field("edges", {}, f"{{ {cursor}{node} }}", alias=0.1))
        if self.chance(0.35):
            names = self.rng.sample(PAGE_INFO, self.rng.randrange(1, 5))
            flags = " ".join(self.field(name, {}, alias=0.1) for name in names)
            items.append(self.field("pageInfo", {}, f"{{ {flags} }}", alias=0.1))
        if self.chance(0.3):
            items.append(self.field("totalCount", {}, alias=0.1))
        if self.chance(0.05):
            items.append(self.field("__typename", {}, alias=0.1))
        self.rng.shuffle(items)
        return f"{{ {' '.join(items)} }}"

    def shape(self, type_name: str, name: str) -> GraphQLField:
        """The declaration of a field in the schema."""
        return self._shown(type_name)[name]

    def _shown(self, type_name: str) -> dict[str, GraphQLField]:
        """The fields of an object type or an interface."""
        found = self.schema.type_map[type_name]
        assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType)
        fields: dict[str, GraphQLField] = found.fields
        return fields


def _input(given: Json) -> GraphQLInputObjectType:
    shape = get_named_type(given)
    assert isinstance(shape, GraphQLInputObjectType)
    return shape
