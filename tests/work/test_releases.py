"""89 and 622: from the notice of release to the arrival, and what is done about those who do not come."""

import datetime as dt
from typing import Any

from tests.work.conftest import FAR, OTHER, PRISON, Office, id_of, unit

RELEASED = dt.datetime(2026, 3, 16, 6)


def after(office: Office, days: int) -> None:
    office.now = RELEASED + dt.timedelta(days=days)


def test_a_release_is_announced_by_the_prison_to_both_units(office: Office) -> None:
    person = office.person("aida")
    office.bring(
        "registrations",
        {
            "system": "T",
            "recordId": "r",
            "version": 1,
            "person": "T/aida",
            "category": "PROBATIONER",
            "status": "OPEN",
            "registeredOn": "2025-01-01",
            "unit": "T/PD-PENAL-750000000",
        },
    )
    given = {"person": person, "ground": "TERM_SERVED", "releasedOn": "2026-04-20"}
    done = office.do("announceRelease", "penal", **given, plannedArrivalOn="2026-04-22")
    assert done["norm"] == "89-3" and done["record"].startswith("rel_")
    told = office.read("MATCH (:Notice)-[:SENT_TO]->(u:Unit) RETURN u.code")
    assert sorted(told) == ["PD-PSU-750000000", "PSU-751110000"]
    assert office.duty("89-3") == "DONE"
    assert office.do("announceRelease", "penal", **given)["code"] == "WORK_DONE"
    given |= {"releasedOn": "2026-05-01", "plannedArrivalOn": "2026-04-30"}
    assert office.do("announceRelease", "penal", **given) == {"code": "WORK_DATES", "norm": "89-3"}
    assert office.do("announceRelease", "penal", {"unit": PRISON}, **given)["code"] == "WORK_UNKNOWN"


def test_an_arrival_is_entered_once_and_told_to_the_analytical_unit(office: Office) -> None:
    office.person("aida")
    release = office.release("r", "aida", "2026-03-10", "PAROLE", plannedArrivalOn="2026-03-12")
    assert office.duty("89-6.2") is None
    assert office.do("taskArrivalWatch", release=release)["norm"] == "622-7"
    assert office.do("checkArrival", "precinct", release=release)["norm"] == "89-6.1"
    assert office.do("informOfParolee", release=release)["code"] == "WORK_OUT_OF_TURN"
    early = office.do("recordArrival", release=release, arrivedOn="2026-03-09")
    assert early == {"code": "WORK_DATES", "norm": "89-6.2"}
    assert office.do("recordArrival", release=release, arrivedOn="2026-03-17")["code"] == "WORK_DATES"
    done = office.do("recordArrival", release=release, arrivedOn="2026-03-16")
    assert done["norm"] == "89-6.2" and len(done["notices"]) == 1 and done["record"].startswith("evt_")
    assert office.duty("89-6.2") == "DONE" and office.duty("89-6.1") == "DONE_LATE"
    assert office.do("recordArrival", release=release, arrivedOn="2026-03-16")["code"] == "WORK_DONE"
    assert office.duty("622-9.1") == "OPEN" and office.duty("89-6.3") == "OPEN" and office.duty("622-2") == "OPEN"
    assert len(office.do("informOfParolee", release=release)["notices"]) == 4
    assert office.do("sendRulings", release=release)["norm"] == "89-6.3"
    parole = {"system": "T", "recordId": "p", "version": 1, "persons": ["T/aida"], "kind": "PAROLE"}
    office.bring("court_decisions", {**parole, "decidedOn": "2026-03-01", "until": "2027-03-01"})
    put = {"person": id_of("Person", "aida"), "category": "PAROLEE", "registeredOn": "2026-03-16"}
    put |= {"basis": id_of("CourtDecision", "p")}
    assert office.do("putOnRegister", **put)["norm"] == "622-2"
    assert [office.duty(norm) for norm in ("622-9.1", "89-6.3", "622-2")] == ["DONE"] * 3
    assert office.do("putOnRegister", **put)["code"] == "WORK_DONE"


def test_whoever_does_not_come_is_reported_searched_for_and_found_elsewhere(office: Office) -> None:
    person = office.person("bolat")
    office.bring(
        "court_decisions",
        {
            "system": "T",
            "recordId": "d",
            "version": 1,
            "persons": ["T/bolat"],
            "kind": "ADMINISTRATIVE_SUPERVISION",
            "decidedOn": "2026-03-01",
            "inForceOn": "2026-03-16",
            "until": "2027-03-01",
        },
    )
    release = office.release("r", "bolat", "2026-03-16")
    assert office.do("reportNoShow", release=release) == {"code": "WORK_TOO_SOON", "norm": "89-8a"}
    after(office, 9)
    assert office.do("reportNoShow", release=release)["code"] == "WORK_TOO_SOON", "Nauryz: 21 to 25 March are free"
    after(office, 11)
    done = office.do("reportNoShow", release=release)
    assert done["record"].startswith("reg_") and len(done["notices"]) == 1
    absence = done["record"]
    assert office.duty("89-8a") == "DONE"
    assert office.do("reportNoShow", release=release)["code"] == "WORK_DONE"
    step = office.do("recordSearchStep", "criminal", release=release, step="MORGUES", text="asked all three")
    assert step["norm"] == "89-8b" and office.duty("89-8b") is None, "the search is owed after the 15th day alone"
    first = {"release": release, "investigationOn": "2026-04-14"}
    assert office.do("declareWanted", **first)["code"] == "WORK_TOO_SOON"
    after(office, 30)
    assert office.duty("89-8b") == "OPEN", "who may still come is not searched for yet"
    assert office.do("declareWanted", **first)["code"] == "WORK_OUT_OF_TURN"
    step = office.do("recordSearchStep", "criminal", release=release, step="MORGUES", at="2026-04-10T06:00:00Z")
    assert step["norm"] == "89-8b"
    assert office.duty("89-8b") == "DONE"
    assert office.do("declareWanted", release=release)["code"] == "WORK_VALUE", "which of the three acts?"
    assert office.do("declareWanted", release=release, court="of the city")["code"] == "WORK_NOT_APPLICABLE"
    wanted = {"release": release, "wantedOn": "2026-04-15"}
    assert office.do("declareWanted", **wanted)["code"] == "WORK_OUT_OF_TURN", "the notice comes last"
    assert office.do("declareWanted", **first)["norm"] == "89-8c"
    assert office.do("declareWanted", **first)["code"] == "WORK_DONE"
    assert office.duty("89-8c") == "OVERDUE", "one act of three"
    early = {**wanted, "restraintOn": "2026-04-15", "wantedOn": "2026-04-14"}
    assert office.do("declareWanted", **early)["code"] == "WORK_DATES"
    assert office.do("declareWanted", **wanted, restraintOn="2026-04-15")["norm"] == "89-8c"
    assert office.duty("89-8c") in ("DONE", "DONE_LATE")
    said = "MATCH (e:CaseEvent)-[:UNDER]->(:Norm {code: '89-8c'}) RETURN e.kind"
    assert sorted(office.read(said)) == ["PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE"]
    assert office.do("checkDatabases", registration=absence, result="no trace")["norm"] == "89-8d"
    region = id_of("Region", "none")
    moved = {"registration": absence, "closedOn": "2026-04-15", "address": "Somewhere 1"}
    assert office.do("takeOffAsMoved", **moved, region=region)["code"] == "WORK_UNKNOWN"
    far = {"unit": unit("PSU", FAR), "area": FAR[:4]}
    found = office.do("recordFoundElsewhere", "public_security", far, person=person, reason="works there")
    assert found["norm"] == "89-16a" and found["notices"] == []
    assert office.duty("89-16c") == "OPEN" and office.duty("89-16a") == "DONE"
    region = office.read("MATCH (r:Region {kato: $kato}) RETURN r.id", kato=FAR)[0]
    assert office.do("takeOffAsMoved", **moved, region=region)["norm"] == "89-16c"
    assert office.duty("89-16c") == "DONE"
    assert office.read("MATCH (r:Registration) RETURN r.status") == ["CLOSED"]


def test_nobody_is_declared_wanted_whom_no_search_has_missed(office: Office) -> None:
    office.person("aida")
    release = office.release("r", "aida", "2026-03-16", "PAROLE")
    after(office, 30)
    asked = {"release": release, "court": "of the city"}
    assert office.do("declareWanted", **asked) == {"code": "WORK_OUT_OF_TURN", "norm": "89-8c"}
    assert office.duty("89-8c") is None and office.duty("89-8b") == "OPEN"
    assert office.do("recordSearchStep", release=release, step="HOSPITALS")["norm"] == "89-8b"
    assert office.duty("89-8c") == "OPEN"
    assert office.do("declareWanted", release=release)["code"] == "WORK_VALUE", "a court is named"
    acts = {"release": release, "wantedOn": "2026-04-15"}
    assert office.do("declareWanted", **acts)["code"] == "WORK_NOT_APPLICABLE", "of a parolee a court decides"
    assert office.do("declareWanted", **asked)["norm"] == "89-8c"
    assert office.duty("89-8c") == "DONE"
    assert office.read("MATCH (e:CaseEvent {kind: 'COURT_MOTION'}) RETURN e.court") == ["of the city"]


def test_whose_parole_is_over_is_not_declared_wanted(office: Office) -> None:
    office.person("aida")
    parole = {"system": "T", "recordId": "p", "version": 1, "persons": ["T/aida"], "kind": "PAROLE"}
    office.bring("court_decisions", {**parole, "decidedOn": "2026-03-01", "until": "2026-04-09"})
    release = office.release("r", "aida", "2026-03-16", "PAROLE")
    after(office, 20)
    assert office.do("recordSearchStep", release=release, step="HOSPITALS")["norm"] == "89-8b"
    after(office, 30)
    refused = office.do("declareWanted", release=release, court="of the city")
    assert refused == {"code": "WORK_NOT_APPLICABLE", "norm": "89-8c"}
    assert office.duty("89-8c") is None


def test_whoever_may_only_know_of_a_person_is_told_nothing_by_what_becomes_of_a_deed(office: Office) -> None:
    wanted, quiet = office.person("wanted"), office.person("quiet")
    office.register("r", "wanted", "DID_NOT_ARRIVE", "2026-03-02")
    case = {"system": "T", "recordId": "c", "version": 1, "subject": "T/wanted", "status": "OPEN"}
    for kind in ("RELEASE_TRACKING", "PAROLE_CONTROL"):
        office.bring("cases", {**case, "recordId": kind, "kind": kind, "openedOn": "2026-03-02"})
    far: dict[str, Any] = {"unit": unit("PSU", FAR), "area": FAR[:4]}
    given: dict[str, dict[str, str]] = {"recordFoundElsewhere": {"reason": "visits"}, "markRouteSheet": {}}
    office.watch()
    mine = "{ duties { totalCount } units { nodes { id duties { totalCount } } } }"
    before = office.ask(mine, "public_security", None, **far)
    for name, more in given.items():
        one, other = (office.do(name, "public_security", far, person=each, **more) for each in (wanted, quiet))
        office.watch()
        assert office.ask(mine, "public_security", None, **far) == before, "nor by a duty that arises"
        assert {**one, "record": ""} == {**other, "record": ""}
        assert one["record"][:4] == other["record"][:4] == "ntc_"


def test_a_residence_elsewhere_is_in_no_way_within_reach(office: Office) -> None:
    person = office.person("aida", OTHER)
    release = office.release("r", "aida", "2026-03-10", kato=OTHER)
    for name, given in {
        "recordArrival": {"release": release, "arrivedOn": "2026-03-16"},
        "recordAppearance": {"person": person},
        "putOnRegister": {"person": person, "category": "RELEASED", "registeredOn": "2026-03-16"},
    }.items():
        hidden = office.do(name, **given)
        missing = office.do(name, **{**given, **dict.fromkeys(set(given) & {"release", "person"}, "per_none")})
        assert hidden["code"] == missing["code"] == "WORK_UNKNOWN"
    assert office.read("MATCH (e:CaseEvent) RETURN e.id") == []


def test_a_card_is_sent_though_somebody_else_saw_the_person_come(office: Office) -> None:
    office.person("aida")
    release = office.release("r", "aida", "2026-03-10", arrivedOn="2026-03-12")
    assert office.duty("89-6.2") == "OVERDUE"
    assert office.do("recordArrival", release=release, arrivedOn="2026-03-13")["code"] == "WORK_DATES"
    assert len(office.do("recordArrival", release=release, arrivedOn="2026-03-12")["notices"]) == 1
    assert office.duty("89-6.2") == "DONE_LATE"
    assert office.do("recordArrival", release=release, arrivedOn="2026-03-12")["code"] == "WORK_DONE"


def test_an_accumulation_file_is_opened_though_the_release_was_announced_in_a_case(office: Office) -> None:
    office.person("bolat")
    release = office.release("r", "bolat", "2026-03-16")
    case = {"system": "T", "recordId": "c", "version": 1, "subject": "T/bolat", "status": "OPEN"}
    office.bring("cases", {**case, "kind": "RELEASE_TRACKING", "openedOn": "2026-03-01"})
    after(office, 11)
    assert office.do("reportNoShow", release=release)["norm"] == "89-8a"
    office.watch()
    text = "MATCH (d:Duty {rule: '89-8d/file'}) RETURN d.status"
    assert office.read(text) == ["DONE"]


def test_whoever_has_no_residence_is_placed_and_awaited_nowhere(office: Office) -> None:
    person = office.person("aida")
    row = {"system": "T", "recordId": "r", "version": 1, "person": "T/aida", "kind": "TERM_SERVED"}
    office.bring("release_notices", {**row, "releasedOn": "2026-03-16", "notifiedOn": "2026-03-01"})
    assert office.duty("89-16b") == "OPEN"
    centre = id_of("AdaptationCenter", "centre")
    done = office.do("placeInCentre", "precinct", person=person, centre=centre)
    assert done["norm"] == "89-16b" and done["record"].startswith("pla_") and office.duty("89-16b") == "DONE"
    after(office, 30)
    assert office.do("reportNoShow", release=id_of("ReleaseNotice", "r"))["code"] == "WORK_NOT_APPLICABLE"
    housed = office.person("dana")
    assert office.do("placeInCentre", "precinct", person=housed, centre=centre)["code"] == "WORK_NOT_APPLICABLE"
