"""Made-up graphs in a real engine: one takes the place of the other, and questions are asked of the hub on it."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from adapters.bulk.load_files import load_contents
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Answer, Engine, Request, execute
from schema.identifiers import area_code, unit_id
from schema.model import AccessClass
from security.authorization.caller import Caller
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell, Role
from security.authorization.purposes import StatedPurpose
from security.site_file import SiteFile
from tests.conftest import Graph
from tests.proofs.reference.decide import Who
from tests.proofs.reference.made_up import contents
from tests.proofs.reference.world import World

FAR = 2**40
URGENT = StatedPurpose(reason="somebody is in danger")
"""States no purpose, so that the only one of the token holds, and a reason, in case that is an emergency."""

SEES_ALL = "sees_all"
"""A role of the tests, to which everything is released: to it two graphs look as different as they are."""


def role_that_sees_all() -> Role:
    """That role."""
    whole = (PolicyCell(release=Disclosure.FULL, scope="all"),)
    cells: dict[AccessClass, tuple[PolicyCell, ...]] = dict.fromkeys(set(AccessClass) - {AccessClass.PUBLIC}, whole)
    return Role(
        name=SEES_ALL,
        meaning="",
        norms=(),
        cells=cells,
        statistics="",
        limits={},
        source=SiteFile(Path(), "", {}),
    )


@dataclass(frozen=True)
class Said:
    """What a caller is told: data and extensions, or errors."""

    data: Any
    extensions: dict[str, Any]
    errors: Any = None

    @property
    def text(self) -> str:
        """The whole answer, as it is sent."""
        whole = {"data": self.data, "extensions": self.extensions, "errors": self.errors}
        return json.dumps(whole, ensure_ascii=False)

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["extensions"]["code"] for error in self.errors or ()]


async def refill(graph: Graph, world: World) -> None:
    """Take out all that is in the graph, and bring in ``world``."""

    async def empty(work: UnitOfWork) -> None:
        await work.rows("MATCH (n) DETACH DELETE n")

    await commit(graph.store, empty)
    reports = await load_contents(graph.store, contents(world), lambda feed, done, size: None)
    refused = [line for report in reports for line in report.refused]
    assert not refused, refused[:3]


def caller_of(who: Who, purposes: tuple[str, ...] = ()) -> Caller:
    """The caller whom a token would name, with the one purpose that is stated or others."""
    left = None if who.classes is None else frozenset(AccessClass(name) for name in who.classes)
    return Caller(
        subject="tester",
        role=who.role,
        area=area_code(who.area),
        unit=unit_id(who.unit),
        agency=who.agency,
        purposes=purposes or (who.purpose,),
        expires=FAR,
        classes=left,
    )


async def asked(
    hub: Engine,
    caller: Caller,
    day: date,
    query: str,
    variables: dict[str, Any] | None = None,
    operation: str | None = None,
    stated: StatedPurpose = URGENT,
) -> Said:
    """What the hub says on that day."""
    request = Request(query=query, variables=variables or {}, operation_name=operation, stated=stated)
    try:
        answer = await execute(replace(hub, clock=lambda: day), caller, request)
    except HubError as error:
        return Said(None, {}, [error.as_response()])
    except RequestErrors as error:
        return Said(None, {}, [each.as_response() for each in error.errors])
    assert isinstance(answer, Answer)
    return Said(answer.data, answer.extensions)
