"""The scene in one graph and the bare scene in another, with hubs that ask both."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest

from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine
from schema.api.graphql_schema import graphql_schema
from security.authorization.policy import Policy
from tests.conftest import Graph
from tests.proofs.leaks.scene import DAY, PROSECUTOR, bare, scene
from tests.proofs.reference.decide import Who
from tests.proofs.twins.known import known
from tests.proofs.worlds import SEES_ALL, Said, asked, caller_of, refill, role_that_sees_all


@dataclass(frozen=True)
class Stage:
    """Two hubs, with the scene and without what is hidden from the prosecutor.

    ``served`` narrow the schema to the caller's view, as hubs that are served do; the others answer everybody on
    all of it, so that the guard alone stands between question and answer.
    """

    graphs: tuple[Graph, Graph]
    hubs: tuple[Engine, Engine]
    served: tuple[Engine, Engine]

    def ask(self, query: str, who: Who = PROSECUTOR, variables: Any = None, *, served: bool = False) -> Said:
        """What the hub with the whole scene says."""
        return self.both(query, who, variables, served=served)[0]

    def both(
        self, query: str, who: Who = PROSECUTOR, variables: Any = None, *, served: bool = False
    ) -> tuple[Said, Said]:
        """What the hub with the scene and the hub with the bare scene say."""

        async def work() -> tuple[Said, Said]:
            one, other = await asyncio.gather(
                *(
                    asked(hub, caller_of(who), DAY, query, variables)
                    for hub in (self.served if served else self.hubs)
                )
            )
            return one, other

        return self.graphs[0].run(work())

    def alike(self, query: str, variables: Any = None, *, who: Who = PROSECUTOR) -> Said:
        """The answer, which is the same with and without what is hidden; to somebody who sees all it is not."""
        one, other = self.both(query, who, variables)
        assert one.text == other.text, f"{query}\n{one.text}\n{other.text}"
        everyone = [said.text for said in self.both(query, Who(SEES_ALL), variables)]
        assert everyone[0] != everyone[1], f"nothing could leak here: {query}\n{everyone[0]}"
        return one


@pytest.fixture(scope="module")
def stage(pair: tuple[Graph, Graph]) -> Stage:
    worlds = scene(), bare()
    assert known(worlds[0], PROSECUTOR, DAY) == known(worlds[1], PROSECUTOR, DAY)
    for graph, world in zip(pair, worlds, strict=True):
        graph.run(refill(graph, world))
    first, second = (graph.hub() for graph in pair)
    policy = Policy({**first.policy.roles, SEES_ALL: role_that_sees_all()})
    first = replace(first, policy=policy)
    second = replace(second, policy=policy, seal=first.seal)
    served = Plans(schema=graphql_schema(), dialect=first.store.dialect)
    return Stage(pair, (first, second), (replace(first, plans=served), replace(second, plans=served)))
