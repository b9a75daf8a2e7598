"""Callers of a role in an area, who ask a hub inside this process."""

from typing import Any

from resolvers.execute import Engine, Request, execute
from schema.identifiers import AreaCode
from security.authorization.caller import Caller
from security.authorization.purposes import StatedPurpose


async def data_of(hub: Engine, role: str, area: str, query: str, **variables: Any) -> dict[str, Any]:
    """What a hub answers to somebody of a role and an area, in case work.

    Raises:
        resolvers.errors.HubError: it refuses the question.
    """
    caller = Caller(
        subject="tests",
        role=role,
        area=AreaCode(area),
        unit=None,
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )
    request = Request(query=query, variables=variables, operation_name=None, stated=StatedPurpose("CASE_WORK"))
    return (await execute(hub, caller, request)).data
