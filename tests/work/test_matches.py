"""89-11: a match is decided, confirmed and passed on, each by the body whose it is; notices are confirmed."""

import asyncio
import datetime as dt

from graph.write.change_log import after, last
from resolvers.errors import HubError
from resolvers.execute import Request, execute
from tests.work.conftest import DISTRICT, FAR_REGION, REGION, Office, document, id_of, unit


def found(office: Office, number: str = "m") -> str:
    row = {"system": "T", "recordId": number, "version": 1, "person": "T/bolat", "register": "PASSPORT"}
    office.bring("proactive_matches", {**row, "foundAt": "2026-03-16T05:00:00Z", "decision": "PENDING"})
    return id_of("ProactiveMatch", number)


def test_a_match_goes_from_hand_to_hand_in_turn(office: Office) -> None:
    office.person("bolat")
    match = found(office)
    regional = {"unit": unit("PD-PSU"), "area": REGION[:2]}
    assert office.duty("89-11b") == "OPEN"
    early = office.do("confirmMatch", "public_security", regional, match=match)
    assert early == {"code": "WORK_OUT_OF_TURN", "norm": "89-11c"}
    decided = office.do("decideMatch", "analytics", match=match, verdict="NOTIFY")
    assert decided["norm"] == "89-11b" and len(decided["notices"]) == 1
    assert office.duty("89-11b") == "DONE"
    assert office.do("decideMatch", "analytics", match=match, verdict="NOTIFY")["code"] == "WORK_DONE"
    assert office.do("forwardMatch", "public_security", regional, match=match)["code"] == "WORK_OUT_OF_TURN"
    waiting = "MATCH (n:Notice)-[:SENT_TO]->(u:Unit) WHERE n.confirmedAt IS NULL RETURN u.code"
    assert office.read(waiting) == [f"PD-PSU-{REGION}"]
    assert office.do("confirmMatch", "public_security", regional, match=match)["norm"] == "89-11c"
    assert office.read(waiting) == [], "who confirms the match confirms its notice"
    assert office.do("confirmMatch", "public_security", regional, match=match)["code"] == "WORK_DONE"
    passed = office.do("forwardMatch", "public_security", regional, match=match)
    assert passed["norm"] == "89-11c" and office.read(waiting) == [f"PSU-{DISTRICT}"]
    office.watch()
    text = "MATCH (d:Duty)-[:REQUIRED_BY]->(:Norm {code: '89-11c'}) RETURN d.status"
    assert office.read(text) == ["DONE", "DONE"]
    assert office.do("confirmNotice", notice=passed["notices"][0])["norm"] == "89-11c"
    assert office.read(waiting) == []


def test_a_match_is_ignored_with_a_reason_and_never_without(office: Office) -> None:
    office.person("bolat")
    match = found(office)
    for given in ({"verdict": "IGNORE"}, {"verdict": "NOTIFY", "because": "NOT_RELEVANT_06"}):
        assert office.do("decideMatch", "analytics", match=match, **given)["code"] == "WORK_VALUE"
    done = office.do("decideMatch", "analytics", match=match, verdict="IGNORE", because="NOT_RELEVANT_06")
    assert done["notices"] == []
    assert office.read("MATCH (m:ProactiveMatch) RETURN [m.decision, m.reason]") == [["IGNORE", "NOT_RELEVANT_06"]]


def test_a_match_of_another_region_is_decided_there(office: Office) -> None:
    office.person("bolat")
    match = found(office)
    far = {"unit": unit("PD-IAU", FAR_REGION), "area": FAR_REGION[:2]}
    refused = office.do("decideMatch", "analytics", far, match=match, verdict="NOTIFY")
    assert refused == {"code": "WORK_ELSEWHERE", "norm": "89-11b"}
    whole = {"unit": unit("PD-IAU", FAR_REGION), "area": ""}
    assert office.do("decideMatch", "analytics", whole, match=match, verdict="NOTIFY")["code"] == "WORK_ELSEWHERE"
    assert office.read("MATCH (m:ProactiveMatch) RETURN m.decision") == ["PENDING"]


def test_a_match_that_nobody_decides_is_overdue_after_a_day(office: Office) -> None:
    office.person("bolat")
    found(office)
    office.now += dt.timedelta(hours=22)
    assert office.duty("89-11b") == "OPEN"
    office.now += dt.timedelta(hours=2)
    assert office.duty("89-11b") == "OVERDUE"


def test_a_notice_is_confirmed_by_the_unit_to_which_it_was_sent_and_by_nobody_else(office: Office) -> None:
    office.person("bolat")
    match = found(office)
    notice = office.do("decideMatch", "analytics", match=match, verdict="NOTIFY")["notices"][0]
    mine = {"unit": unit("PD-PSU"), "area": REGION[:2]}
    not_there = office.do("confirmNotice", notice="ntc_none")
    assert office.do("confirmNotice", notice=notice) == not_there == {"code": "WORK_UNKNOWN"}
    assert office.do("confirmNotice", "public_security", mine, notice=notice)["norm"] == "89-11b"
    again = office.do("confirmNotice", "public_security", mine, notice=notice)
    assert again == {"code": "WORK_DONE", "norm": "89-11b"}


def test_of_two_who_decide_at_once_one_does(office: Office) -> None:
    office.person("bolat")
    match = found(office)
    hub = office.hub()
    caller = office.caller("analytics")

    async def decide(verdict: str, because: str | None) -> str:
        given = {"match": match, "verdict": verdict, "because": because, "key": verdict}
        try:
            await execute(hub, caller, Request(query=document("decideMatch"), variables=given, operation_name=None))
        except HubError as error:
            return error.entry.code
        return "done"

    async def both() -> list[str]:
        return list(await asyncio.gather(decide("NOTIFY", None), decide("IGNORE", "NOT_IDENTICAL_01")))

    assert sorted(office.run(both())) == ["WORK_DONE", "done"]
    assert len(office.read("MATCH (n:Notice) RETURN n.id")) <= 1


def test_a_notice_goes_out_by_the_change_stream_to_whoever_may_read_it(office: Office) -> None:
    office.person("bolat")
    match = found(office)
    position = office.run(last(office.graph.store))
    notice = office.do("decideMatch", "analytics", match=match, verdict="NOTIFY")["notices"][0]
    told = {
        changed_id for change in office.run(after(office.graph.store, position, 10)) for changed_id in change.ids
    }
    assert {notice, match} <= told, "the log of changes, by which subscriptions and webhooks go"
    mine = "{ notices(where: { confirmedAt: { isNull: true } }) { nodes { id norm { code } recipient { code } } } }"
    seen = office.ask(mine, "public_security", None, unit=unit("PD-PSU"), area=REGION[:2])["notices"]["nodes"]
    expected = {"id": notice, "norm": {"code": "89-11b"}, "recipient": {"code": f"PD-PSU-{REGION}"}}
    assert seen == [expected]
    far = office.ask(mine, "public_security", None, unit=unit("PD-PSU", FAR_REGION), area=FAR_REGION[:2])
    assert far == {"notices": {"nodes": []}}
