"""Several come at once: one act, one signature of each head, and nobody signs what changes under the pen."""

import asyncio
import datetime as dt
from typing import Any

from prevention.reconciliation.act_file import check_stored, file_of
from prevention.reconciliation.acts import ActError
from prevention.reconciliation.draw_up import ActRequest, DrawUpResult, draw
from prevention.reconciliation.kinds import PROBATIONERS
from prevention.reconciliation.sign import Signing, sign
from schema.identifiers import AreaCode
from tests.reconciliation.conftest import DISTRICT, QUARTER, TODAY, Stage

AT_ONCE = 4


def test_one_act_whoever_draws_it_up(stage: Stage) -> None:
    drawn = stage.run(_all(*(_draw(stage, body) for body in PROBATIONERS.bodies)))
    assert {each.status for each in drawn} == {"DRAFT"} and len({each.act for each in drawn}) == 1
    stage.run(check_stored(stage.graph.store.read, stage.act()))


def test_one_signature_however_often_it_is_handed_in(stage: Stage) -> None:
    stage.draw()
    given = stage.signature("PROBATION", stage.head("PROBATION"))
    found = stage.run(_all(*(_sign(stage, given) for _ in range(AT_ONCE))))
    assert sorted(str(each) if isinstance(each, ActError) else "taken" for each in found) == [
        *["ACT_SIGNED"] * (AT_ONCE - 1),
        "taken",
    ]
    assert len(stage.act().signatures) == 1


def test_what_is_signed_is_what_stands_whoever_draws_it_up_meanwhile(stage: Stage) -> None:
    for _ in range(AT_ONCE):
        stage.draw()
        given = stage.signature("PROBATION", stage.head("PROBATION"))
        stage.register("PUBLIC_SECURITY", "dana", "2025-03-02", "2026-04-20")
        stage.run(_all(_sign(stage, given), _draw(stage, "ANALYTICS"), _draw(stage, "PUBLIC_SECURITY")))
        act = stage.act()
        stage.run(check_stored(stage.graph.store.read, act))
        file_of(act).check()
        if act.signatures:
            return


async def _all(*work: Any) -> list[Any]:
    return await asyncio.gather(*work, return_exceptions=True)


async def _draw(stage: Stage, body: str) -> DrawUpResult:
    return await draw(
        stage.graph.store,
        ActRequest(kind=PROBATIONERS, kato=AreaCode(DISTRICT), quarter=QUARTER, body=body, unit=None, today=TODAY),
    )


async def _sign(stage: Stage, given: dict[str, Any]) -> DrawUpResult:
    day = dt.date.fromisoformat(given["day"])
    order = Signing(
        act=given["act"],
        key=given["key"],
        signed_on=day,
        signature=given["signature"],
        unit=None,
        today=TODAY,
        now=dt.datetime(2026, 7, 3),
    )
    return await sign(stage.graph.store, stage.home, order, lambda act: "PROBATION")
