"""652 and 1095: a report meeting from its announcement to its complaints, and what units do outside cases."""

import datetime as dt

from tests.support.feeding.graphs import iin
from tests.work.conftest import DISTRICT, FAR, Office, id_of, unit

NUMBER = iin("90010130012")
PRECINCT = id_of("Precinct", "7")
AGENCY = "MATCH (a:Agency {code: 'HEALTH'}) RETURN a.id"


def announce(office: Office, at: str = "2026-03-27T12:00:00Z") -> dict[str, str]:
    said: dict[str, str] = office.do(
        "announceMeeting", "precinct", precincts=[PRECINCT], plannedFor=at, place="School 7"
    )
    return said


def test_a_meeting_is_announced_ten_days_before_and_never_in_the_past(office: Office) -> None:
    too_soon = {"code": "MEETING_TOO_SOON", "norm": "652-27"}
    assert announce(office, "2026-03-25T12:00:00Z") == too_soon, "nine days"
    assert announce(office, "2026-03-25T18:59:59Z") == too_soon, "nine days, at midnight in Almaty"
    assert announce(office, "2026-03-16T05:59:00Z") == {"code": "WORK_DATES", "norm": "652-27"}
    assert office.read("MATCH (m:ReportMeeting) RETURN m.id") == []
    assert announce(office, "2026-03-25T19:00:00Z")["norm"] == "652-27", "ten days, from midnight in Almaty"
    assert office.duty("652-27") == "DONE"


def test_a_meeting_is_held_with_everybody_registered_and_its_complaints_followed(office: Office) -> None:
    meeting = announce(office)["record"]
    held = {
        "meeting": meeting,
        "heldOn": "2026-03-27",
        "protocol": "Two complaints.",
        "registered": ["А. Әлі", "B"],
    }
    complain = {"meeting": meeting, "withinCompetence": False, "text": "No doctor comes."}
    assert office.do("recordComplaint", "precinct", **complain)["code"] == "WORK_OUT_OF_TURN"
    assert office.do("holdMeeting", "precinct", **held)["code"] == "WORK_DATES", "it has not been yet"
    office.now = dt.datetime(2026, 3, 27, 14)
    assert office.do("holdMeeting", "precinct", **{**held, "registered": []})["code"] == "WORK_VALUE"
    assert office.do("holdMeeting", "precinct", **{**held, "protocol": f"By {NUMBER}"})["code"] == "WORK_VALUE"
    assert office.do("holdMeeting", "precinct", **{**held, "registered": ["a", " "]})["code"] == "WORK_VALUE"
    assert office.do("holdMeeting", "precinct", **held)["norm"] == "652-32a"
    assert office.duty("652-32a") == "DONE"
    assert office.do("holdMeeting", "precinct", **held)["code"] == "WORK_DONE"
    row = office.read("MATCH (m:ReportMeeting) RETURN [m.participants, toString(m.keptUntil)]")
    assert row == [[2, "2027-03-27"]]
    seen = "{ precincts { nodes { meetings { nodes { participants registered { nodes { name } } } } } } }"
    nodes = office.ask(seen, "precinct")["precincts"]["nodes"][0]["meetings"]["nodes"]
    assert sorted(each["name"] for each in nodes[0]["registered"]["nodes"]) == ["B", "А. Әлі"]
    assert office.ask(seen, "education")["code"] == "UNKNOWN_FIELD"
    numbered = {**complain, "text": f"By {NUMBER}"}
    assert office.do("recordComplaint", "precinct", **numbered)["code"] == "WORK_VALUE"
    spaced = {**complain, "text": f"{NUMBER[:6]} {NUMBER[6:9]}-{NUMBER[9:]} complains"}
    assert office.do("recordComplaint", "precinct", **spaced)["code"] == "WORK_VALUE"
    complaint = office.do("recordComplaint", "precinct", **complain)["record"]
    answer = {"complaint": complaint, "answeredOn": "2026-03-27"}
    assert office.do("answerComplaint", "precinct", **answer)["code"] == "WORK_NOT_APPLICABLE"
    assert office.duty("652-32c") == "OPEN"
    passed = {"complaint": complaint, "agency": office.read(AGENCY)[0], "authorToldOn": "2026-03-27"}
    early = {**passed, "authorToldOn": "2026-03-26"}
    assert office.do("passComplaint", "precinct", **early) == {"code": "WORK_DATES", "norm": "652-32c"}
    assert office.do("passComplaint", "precinct", **passed)["norm"] == "652-32c"
    assert office.duty("652-32c") == "DONE"
    assert office.do("passComplaint", "precinct", **passed)["code"] == "WORK_DONE"
    other = office.do("recordComplaint", "precinct", **{**complain, "withinCompetence": True})["record"]
    assert office.do("answerComplaint", "precinct", **{**answer, "complaint": other})["norm"] == "652-32b"
    assert office.duty("652-32b") == "DONE"


def test_a_precinct_of_another_territory_has_its_meetings_announced_there(office: Office) -> None:
    far = {"area": FAR[:4]}
    given = {"precincts": [PRECINCT], "plannedFor": "2026-04-27T12:00:00Z", "place": "x"}
    for area in (far, {"area": None}):
        assert office.do("announceMeeting", "precinct", area, **given)["code"] == "WORK_ELSEWHERE"


def test_a_unit_enters_what_it_owes_and_no_other_does(office: Office) -> None:
    given = {"period": "2026-02-01", "doneOn": "2026-03-04", "text": "list of 12"}
    done = office.do("recordUnitWork", "probation", done="PROBATION_LISTS", **given)
    assert done["norm"] == "517-8.1" and done["record"].startswith("wrk_")
    assert office.do("recordUnitWork", "probation", done="PROBATION_LISTS", **given)["code"] == "WORK_DONE"
    refused = office.do("recordUnitWork", "juvenile", done="PROBATION_LISTS", **given)
    assert refused == {"code": "WORK_REFUSED", "norm": "517-8.1"}
    wrong = {"unit": unit("CDP")}
    given |= {"done": "CONTROL_EXCHANGE"}
    assert office.do("recordUnitWork", "probation", wrong, **given)["code"] == "WORK_ELSEWHERE"
    middle = {**given, "period": "2026-02-02"}
    assert office.do("recordUnitWork", "probation", **middle)["code"] == "WORK_DATES"
    endless = {**given, "period": "9999-12-01"}
    assert office.do("recordUnitWork", "probation", **endless)["code"] == "WORK_DATES"
    meeting = {"doneOn": "2026-03-16", "text": "with probation"}
    assert office.do("recordUnitWork", done="POLICE_MEETING", **meeting)["norm"] == "517-20"
    owed = office.read("MATCH (w:WorkRecord {text: 'with probation'})-[:DONE_BY]->(u:Unit) RETURN u.id")
    assert owed == [unit("CDP")], "for the police body, by the head of its public-security unit"


def test_a_plan_is_approved_a_precinct_handed_over_and_a_patrol_told_of(office: Office) -> None:
    plan = {"point": unit("UPP"), "period": "2026-04-01", "text": "plan"}
    assert office.do("approveWorkPlan", **plan)["norm"] == "1095-18"
    assert office.do("approveWorkPlan", **{**plan, "point": unit("PSU")})["code"] == "WORK_NOT_APPLICABLE"
    hand = {"precinct": PRECINCT, "inspector": id_of("Inspector", "new"), "doneOn": "2026-03-16"}
    assert office.do("handOverPrecinct", witness="DEPUTY_HEAD", **hand)["norm"] == "1095-4"
    assert office.read("MATCH (:Precinct)-[:ASSIGNED_TO]->(i:Inspector) RETURN i.name") == ["new"]
    told = {"doneOn": "2026-03-16", "text": "left Abai street"}
    assert office.do("reportPatrolDeviation", "precinct", **told)["norm"] == "1095-24.4"
    assert (
        len(office.read("MATCH (:WorkRecord)-[:DONE_BY]->(u:Unit {id: $id}) RETURN u.id", id=unit("UPP", DISTRICT)))
        == 3
    )
