"""Made-up queries with their callers: the same ones for the same schema, data, seed and index."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from graphql import GraphQLSchema, build_schema, parse, validate

from tests.proofs.oracle.answer import LISTS, OBJECTS
from tests.proofs.oracle.generate_selections import Selections
from tests.proofs.oracle.records import Store, type_of_id
from tests.proofs.oracle.samples import Samples
from tests.proofs.oracle.values import Json
from tests.proofs.oracle.view import OracleCaller, View

SINGLE = (*OBJECTS, "node", "node", "nodes", "personByIin", "lookup")
TRIES = 4


@dataclass(frozen=True)
class Continuation:
    """How to ask for the page after: put what stands at ``path`` of the answer into ``variable``, ask again."""

    variable: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One made-up question. Seed and index are enough to make it again (`case_at`)."""

    seed: int
    index: int
    query: str
    variables: dict[str, Json]
    caller: OracleCaller
    today: date
    operation_name: str | None = None
    continuation: Continuation | None = None

    def __str__(self) -> str:
        """Everything needed to see what was asked and to ask it again."""
        variables = json.dumps(self.variables, ensure_ascii=False)
        return f"seed {self.seed} index {self.index}: {self.caller} on {self.today}\n{self.query}\n{variables}"


class Generator:
    """Makes cases for one schema and one directory of records."""

    def __init__(self, sdl: str, directory: Path) -> None:
        self.schema: GraphQLSchema = build_schema(sdl, assume_valid=True)
        self.samples = Samples(Store(directory))

    def case_at(self, seed: int, index: int) -> Case:
        """The case of that seed and index."""
        rng = Random(f"{seed}:{index}")
        caller, (today, focus) = self.samples.caller(rng), self.samples.day(rng)
        home = self.samples.home(focus)
        if home is not None and rng.random() < 0.6:
            caller = replace(caller, area=home[: rng.choice((0, 2, 4))])
        view = View(self.samples.store, caller, today)
        for attempt in range(TRIES + 1):
            selections = Selections(rng, self.schema, self.samples, cautious=attempt == TRIES)
            made = _Question(selections, view, focus)
            query = made.text()
            if not validate(self.schema, parse(query)):
                break
        variables = made.selections.variables.given
        return Case(
            seed=seed,
            index=index,
            query=query,
            variables=variables,
            caller=caller,
            today=today,
            operation_name=made.operation_name,
            continuation=made.continuation,
        )


def cases(sdl: str, directory: Path, seed: int, count: int) -> Iterator[Case]:
    """The first ``count`` cases of a seed."""
    generator = Generator(sdl, directory)
    return (generator.case_at(seed, index) for index in range(count))


class _Question:
    """One query in the making. ``focus`` is the id of a person who is on the edge of something that day."""

    def __init__(self, selections: Selections, view: View, focus: str | None) -> None:
        self.rng = selections.rng
        self.samples = selections.samples
        self.selections = selections
        self.view = view
        self.focus = focus
        self.continuation: Continuation | None = None
        self.operation_name: str | None = None

    def text(self) -> str:
        """The whole document."""
        roots = [self._root() for _ in range(self.rng.choice((1, 1, 1, 2, 3)))]
        if self.selections.chance(0.08):
            roots.append("__typename")
        roots = [f"... on Query {{ {root} }}" if self.selections.chance(0.06) else root for root in roots]
        name, other = "", ""
        if self.selections.chance(0.2):
            name = "Main"
        if name and self.selections.chance(0.25):
            self.operation_name, other = name, "\nquery Other { __typename }"
        head = f"query {name}{self.selections.variables.text()} {{ {' '.join(roots)} }}"
        made = [f"fragment {one.name} on {one.type_name} {{ {one.text} }}" for one in self.selections.fragments]
        return "\n".join((head + other, *made))

    def _root(self) -> str:
        looks_there = self.focus is not None and self.selections.chance(0.4)
        name = "person" if looks_there else self.rng.choice((*LISTS, *LISTS, *SINGLE))
        depth = self.rng.choice((1, 2, 2, 3, 4))
        if name in LISTS:
            return self._list(name, depth)
        return self._single(name, depth)

    def _list(self, name: str, depth: int) -> str:
        """A root connection. One a query may be asked for again, with the page after or before."""
        made, target = self.selections, LISTS[name]
        given: dict[str, Json] = {}
        dice = self.rng.random()
        if dice < 0.8:
            size = self.rng.choice((1, 2, 2, 3, 3, 4, 5, 5, 10, 20))
            given["first" if dice < 0.55 else "last"] = made.variables.maybe("Int", size, 0.25)
        follows = self.continuation is None and dice < 0.8 and made.chance(0.4)
        if follows:
            variable = made.variables.absent("String")
            made.variables.given[variable.name] = None
            forward = "first" in given
            given["after" if forward else "before"] = variable
            end = "endCursor" if forward else "startCursor"
            self.continuation = Continuation(variable.name, ("page", "pageInfo", end))
        given |= made.filter_and_order(made.shape("Query", name), target, 0.6, 0.45)
        selection = made.connection(target, depth)
        if self.continuation is not None and follows:
            selection = f"{selection[:-1]}pageInfo {{ {self.continuation.path[-1]} }} }}"
            return made.field(name, given, selection, key="page")
        return made.field(name, given, selection, alias=0.7)

    def _single(self, name: str, depth: int) -> str:
        """A root that looks records up by what the caller knows."""
        made, variables = self.selections, self.selections.variables
        if name == "lookup":
            iins = [self.samples.iin(self.rng) for _ in range(self.rng.randrange(1, 5))]
            return made.field(name, {"iins": variables.maybe("[IIN!]!", iins, 0.4)}, "{ found }", alias=0.7)
        if name == "personByIin":
            iin = variables.maybe("IIN!", self.samples.iin(self.rng), 0.4)
            return made.field(name, {"iin": iin}, made.of_records("Person", depth, False), alias=0.7)
        if name == "nodes":
            keys = [self.samples.id_in(self.view, self.rng, None) for _ in range(self.rng.randrange(1, 5))]
            given: Json = variables.maybe("[ID!]!", keys, 0.4)
            selection = made.of_records("Node", depth, True, type_of_id(keys[0]) or "")
            return made.field(name, {"ids": given}, selection, alias=0.7)
        target = OBJECTS.get(name, "Node")
        key = self.samples.id_in(self.view, self.rng, OBJECTS.get(name))
        if self.focus is not None and target != "Case":
            key = self.focus
        selection = made.of_records(target, depth, False, type_of_id(key) or "")
        return made.field(name, {"id": variables.maybe("ID!", key, 0.4)}, selection, alias=0.7)
