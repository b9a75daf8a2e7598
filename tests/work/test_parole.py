"""622 and 517: parolees and probationers under control; registers; foreigners."""

import datetime as dt
from typing import Any

from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from prevention.deadlines import begin_of
from tests.work.conftest import DISTRICT, OTHER, Office, id_of, unit

SAID = "MATCH (e:CaseEvent)-[:UNDER]->(n:Norm) RETURN n.code + ' ' + e.kind"


def test_a_parolee_appears_breaches_monitoring_and_commits_a_crime(office: Office) -> None:
    person, other = office.person("aida"), office.person("dana")
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    assert office.do("recordAppearance", person=person)["norm"] == "622-28"
    assert office.do("recordAppearance", "precinct", person=other)["code"] == "WORK_NOT_APPLICABLE"
    assert office.do("reportOffence", "criminal", person=person, text="evades")["norm"] == "622-9.3"
    assert office.do("reportMonitoringAlert", person=person, text="taken off")["norm"] == "622-42.2"
    assert office.duty("622-42.2") == "DONE"
    assert office.do("openCrimeInquiry", person=person)["norm"] == "622-9.1b"
    assert office.duty("622-9.1b") == "DONE"
    assert sorted(office.read(SAID)) == [
        "622-28 APPEARANCE",
        "622-42.2 MONITORING_ALERT",
        "622-42.2 OTHER",
        "622-9.1b DECISION",
        "622-9.1b VIOLATION",
        "622-9.3 VIOLATION",
    ]
    kinds = office.read("MATCH (c:Case) RETURN c.kind")
    assert sorted(kinds) == ["PAROLE_CONTROL", "SERVICE_INQUIRY"], "one control file takes all that happens"


def test_a_life_sentence_is_controlled_for_ten_years_and_no_day_longer(office: Office) -> None:
    person = office.person("aida")
    row = {"system": "T", "recordId": "d", "version": 1, "persons": ["T/aida"], "kind": "SENTENCE", "isLife": True}
    office.bring("court_decisions", {**row, "decidedOn": "2000-02-01"})
    given = {"person": person, "category": "PAROLEE", "registeredOn": "2028-02-29"}
    office.now = begin_of(dt.date(2028, 2, 29))
    assert office.do("putOnRegister", **given)["code"] == "WORK_VALUE", "on no decision"
    sentence = {**given, "basis": id_of("CourtDecision", "d")}
    assert office.do("putOnRegister", **sentence)["code"] == "WORK_NOT_APPLICABLE", "a sentence is no parole"
    parole = {**row, "recordId": "p", "kind": "PAROLE", "decidedOn": "2028-02-20", "isLife": False}
    office.bring("court_decisions", parole)
    put = office.do("putOnRegister", **given, basis=id_of("CourtDecision", "p"))
    assert put["norm"] == "622-2", put
    # Ten years from 20 February, the first day of them: the decision has force from it, and no notice tells of
    # the release itself.
    office.now = begin_of(dt.date(2038, 2, 19))
    assert office.duty("622-13") is None
    office.now = begin_of(dt.date(2038, 2, 20))
    assert office.duty("622-13") == "DONE", "the hub itself moves whom it has registered"
    stands = office.read("MATCH (r:Registration) RETURN r.category + ' ' + r.status")
    assert sorted(stands) == ["FALLS_UNDER_SUPERVISION_LAW OPEN", "PAROLEE CLOSED"]
    assert office.read("MATCH (c:Case) RETURN c.status") == ["CLOSED"], "the control file closes with the move"
    listed = office.read("MATCH (r:Registration {status: 'OPEN'}) RETURN r.id")[0]
    for reason in ("TERM_ENDED", "MOVED_WITHIN_KAZAKHSTAN", "LEFT_KAZAKHSTAN", "DEATH"):
        off = {"registration": listed, "reason": reason, "closedOn": "2038-02-20"}
        assert office.do("takeOffRegister", **off) == {"code": "WORK_NOT_APPLICABLE", "norm": "622-13"}
    expunged = {"registration": listed, "reason": "CONVICTION_EXPUNGED", "closedOn": "2038-02-20"}
    assert office.do("takeOffRegister", **expunged)["code"] == "WORK_OUT_OF_TURN"
    lifted = {**row, "recordId": "x", "kind": "CONVICTION_EXPUNGED", "isLife": False}
    office.bring("court_decisions", {**lifted, "decidedOn": "2038-02-20", "isRefusal": True})
    assert office.do("takeOffRegister", **expunged)["code"] == "WORK_OUT_OF_TURN", "refused is not lifted"
    office.bring("court_decisions", {**lifted, "recordId": "w", "decidedOn": "2038-02-20"})
    assert office.do("takeOffRegister", **expunged)["code"] == "WORK_OUT_OF_TURN", "nobody said that it is in force"
    office.bring(
        "court_decisions", {**lifted, "recordId": "y", "decidedOn": "2038-02-20", "inForceOn": "2038-02-20"}
    )
    assert office.do("takeOffRegister", **expunged)["norm"] == "622-13"


def test_nobody_is_put_under_supervision_without_a_court_decision_in_force(office: Office) -> None:
    person = office.person("aida")
    given = {"person": person, "category": "SUPERVISED", "registeredOn": "2026-03-16"}
    assert office.do("putOnRegister", **given) == {"code": "WORK_VALUE", "norm": "89-6.2"}
    row = {"system": "T", "version": 1, "persons": ["T/aida"], "decidedOn": "2026-01-01"}
    row |= {"kind": "ADMINISTRATIVE_SUPERVISION", "until": "2027-01-01", "inForceOn": "2026-01-16"}
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"until": "2026-03-15"}, "WORK_NOT_APPLICABLE"),
        ({"isRefusal": True}, "WORK_NOT_APPLICABLE"),
        ({"kind": "PAROLE"}, "WORK_NOT_APPLICABLE"),
        ({"inForceOn": "2026-03-17"}, "WORK_TOO_SOON"),
        ({"inForceOn": None}, "WORK_TOO_SOON"),
        ({"until": None, "termMonths": 2}, "WORK_NOT_APPLICABLE"),
    )
    for number, (more, code) in enumerate(refused):
        said = {name: value for name, value in {**row, **more}.items() if value is not None}
        office.bring("court_decisions", {**said, "recordId": f"d{number}"})
        basis = id_of("CourtDecision", f"d{number}")
        assert office.do("putOnRegister", **given, basis=basis) == {"code": code, "norm": "89-6.2"}, more
    office.bring("court_decisions", {**row, "recordId": "good"})
    assert office.do("putOnRegister", **given, basis=id_of("CourtDecision", "good"))["norm"] == "89-6.2"


def test_the_list_is_for_those_whose_parole_has_ended(office: Office) -> None:
    person = office.person("aida")
    given = {"person": person, "category": "FALLS_UNDER_SUPERVISION_LAW", "registeredOn": "2026-03-16"}
    assert office.do("putOnRegister", **given) == {"code": "WORK_NOT_APPLICABLE", "norm": "622-13"}
    row = {"system": "T", "recordId": "p", "version": 1, "persons": ["T/aida"], "kind": "PAROLE"}
    office.bring("court_decisions", {**row, "decidedOn": "2026-01-01", "until": "2026-03-16"})
    office.register("r", "aida", "PAROLEE", "2026-01-10", basis="T/p")
    assert office.do("putOnRegister", **given) == {"code": "WORK_TOO_SOON", "norm": "622-13"}
    office.now += dt.timedelta(days=1)
    given["registeredOn"] = "2026-03-17"
    assert office.do("putOnRegister", **given, basis=id_of("CourtDecision", "p"))["code"] == "WORK_VALUE"
    assert office.do("putOnRegister", **given)["norm"] == "622-13"
    assert office.duty("622-13") == "DONE"
    stands = office.read("MATCH (r:Registration) RETURN r.category + ' ' + r.status")
    assert sorted(stands) == ["FALLS_UNDER_SUPERVISION_LAW OPEN", "PAROLEE CLOSED"]


def test_a_check_visit_is_one_certificate_of_two_bodies(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PROBATIONER", "2026-01-10", unit=f"T/PROB-{DISTRICT}")
    given = {"person": person, "certificate": "at home"}
    assert office.do("recordCheckVisit", "probation", participants=[unit("PROB")], **given)["code"] == "WORK_VALUE"
    done = office.do("recordCheckVisit", "probation", participants=[unit("PROB"), unit("UPP")], **given)
    assert done["norm"] == "517-9.3"
    assert office.read("MATCH (e:CaseEvent {kind: 'CHECK_VISIT'}) RETURN e.text") == [
        "at home [PROB-751110000, UPP-751110000]"
    ]
    assert office.read("MATCH (w:WorkRecord)-[:DONE_BY]->(u) RETURN u.id") == [unit("PROB")]
    nobody = office.person("free")
    both = [unit("PROB"), unit("UPP")]
    refused = office.do("recordCheckVisit", "precinct", person=nobody, participants=both, certificate="x")
    assert refused == {"code": "WORK_NOT_APPLICABLE", "norm": "517-9.3"}


def test_a_probationer_who_moves_is_told_of_to_the_police(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PROBATIONER", "2026-01-10", unit=f"T/PROB-{DISTRICT}")
    home = {"system": "T", "recordId": "h", "version": 1, "owner": "T/aida", "kind": "PERMANENT"}
    office.bring("addresses", {**home, "region": f"KATO/{DISTRICT}", "from": "2020-01-01"})
    regions = {
        kato: office.read("MATCH (r:Region {kato: $kato}) RETURN r.id", kato=kato)[0] for kato in (DISTRICT, OTHER)
    }
    given = {"person": person, "since": "2026-03-15", "address": "Somewhere 1"}
    assert office.do("reportMove", "probation", region=regions[DISTRICT], **given)["code"] == "WORK_NOT_APPLICABLE"
    done = office.do("reportMove", "probation", region=regions[OTHER], **given)
    assert done["norm"] == "517-7" and len(done["notices"]) == 3
    assert office.duty("517-7") == "DONE_LATE"


def test_a_register_is_closed_by_who_keeps_it_for_a_reason_that_fits(office: Office) -> None:
    young = office.person("young", born="2012-05-05")
    grown = office.person("grown")
    given = {"category": "JUVENILE", "registeredOn": "2026-03-02", "resolution": "of 2 March"}
    assert office.do("putOnRegister", "juvenile", person=grown, **given)["code"] == "WORK_UNKNOWN"
    assert (
        office.do("putOnRegister", "juvenile", person=young, **{**given, "resolution": None})["code"]
        == "WORK_VALUE"
    )
    assert office.do("putOnRegister", "juvenile", person=young, **given)["norm"] == "1098-36"
    registration = office.read("MATCH (r:Registration) RETURN r.id")[0]
    off = {"registration": registration, "reason": "CORRECTED_ITSELF", "closedOn": "2026-03-16"}
    assert office.do("takeOffRegister", "juvenile", **off) == {"code": "WORK_VALUE", "norm": "1098-36"}
    off |= {"resolution": "of 16 March"}
    assert office.do("takeOffRegister", **off) == {"code": "WORK_ELSEWHERE", "norm": "1098-36"}
    wrong = {**off, "reason": "TERM_ENDED"}
    assert office.do("takeOffRegister", "juvenile", **wrong)["code"] == "WORK_NOT_APPLICABLE"
    early = {**off, "closedOn": "2026-03-01"}
    assert office.do("takeOffRegister", "juvenile", **early) == {"code": "WORK_DATES", "norm": "1098-36"}
    assert office.do("takeOffRegister", "juvenile", **off)["norm"] == "1098-36"
    assert office.do("takeOffRegister", "juvenile", **off)["code"] == "WORK_DONE"
    assert office.read("MATCH (r:Registration) RETURN r.closedBecause") == ["CORRECTED_ITSELF"]
    assert office.read("MATCH (c:Case) RETURN c.status") == ["CLOSED"], "the case ends with it"


def test_a_register_is_not_left_before_the_reason_has_come_true(office: Office) -> None:
    office.person("aida")
    decision = {"system": "T", "recordId": "d", "version": 1, "persons": ["T/aida"], "decidedOn": "2026-01-01"}
    decision["inForceOn"] = "2026-01-02"
    kind = "ADMINISTRATIVE_SUPERVISION"
    office.bring("court_decisions", {**decision, "kind": kind})
    registration = office.register("r", "aida", "SUPERVISED", "2026-01-10", basis="T/d")
    # Today is past that day: nobody would come in as supervised on it any more.
    office.bring("court_decisions", {**decision, "version": 2, "kind": kind, "until": "2026-03-16"})
    off = {"registration": registration, "reason": "TERM_ENDED", "closedOn": "2026-03-16"}
    assert office.do("takeOffRegister", **off) == {"code": "WORK_TOO_SOON", "norm": "89-6.2"}
    expunged = {**off, "reason": "CONVICTION_EXPUNGED"}
    assert office.do("takeOffRegister", **expunged) == {"code": "WORK_OUT_OF_TURN", "norm": "89-6.2"}
    office.now += dt.timedelta(days=1)
    assert office.do("takeOffRegister", **{**off, "closedOn": "2026-03-17"})["norm"] == "89-6.2"
    assert office.read("MATCH (c:Case) RETURN c.status") == ["CLOSED"], (
        "no case stays open that was opened to close"
    )


def test_a_check_visit_counts_for_nobody_who_was_not_there(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PROBATIONER", "2026-01-10", unit=f"T/PROB-{DISTRICT}")
    given = {"person": person, "certificate": "x"}
    far = [unit("PROB"), unit("PROB", OTHER)]
    assert office.do("recordCheckVisit", "probation", participants=far, **given)["code"] == "WORK_VALUE"
    absent = [unit("UPP"), unit("JUV")]
    assert office.do("recordCheckVisit", "precinct", participants=absent, **given)["code"] == "WORK_VALUE"
    assert office.read("MATCH (w:WorkRecord) RETURN w.id") == []


def test_a_crime_that_a_system_told_of_is_not_told_of_again(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    head = {"system": "T", "version": 1}
    old = {"subject": "T/aida", "status": "CLOSED", "openedOn": "2024-05-05", "closedOn": "2024-06-06"}
    office.bring("cases", {**head, "recordId": "old", "kind": "SERVICE_INQUIRY", **old})
    office.bring("cases", {**head, "recordId": "c", "kind": "PAROLE_CONTROL", **old, "status": "OPEN"})
    crime = {
        "recordId": "v",
        "case": "T/c",
        "kind": "VIOLATION",
        "at": "2026-03-10T06:00:00Z",
        "norm": "HUB/622-9.1b",
    }
    office.bring("case_events", {**head, **crime})
    assert office.duty("622-9.1b") == "OPEN"
    assert office.do("openCrimeInquiry", person=person)["norm"] == "622-9.1b"
    assert office.duty("622-9.1b") == "DONE", "the old inquiry was of another crime, and there is no second crime"


def test_what_an_agencys_system_keeps_is_changed_there(office: Office) -> None:
    office.person("aida")
    registration = office.register("r", "aida", "PAROLEE", "2026-01-10")

    async def fed(work: UnitOfWork) -> None:
        text = "MATCH (r:Registration) SET r.feedRecord = 'rec_1'"
        await work.rows(text)

    office.run(commit(office.graph.store, fed))
    off = {"registration": registration, "reason": "DEATH", "closedOn": "2026-03-16"}
    assert office.do("takeOffRegister", **off) == {"code": "WORK_KEPT_ELSEWHERE", "norm": "622-13"}


def test_a_foreigner_is_told_of_the_rules_handed_over_and_expelled(office: Office) -> None:
    office.person("john", citizenship="GBR")
    release = office.release("r", "john", "2026-04-20", notifiedOn="2026-03-10")
    row = {"system": "T", "recordId": "d", "version": 1, "persons": ["T/john"], "kind": "EXPULSION"}
    office.bring("court_decisions", {**row, "decidedOn": "2026-03-12", "isRefusal": True})
    assert office.do("explainRulesOfStay", "migration", release=release)["norm"] == "89-22.1"
    assert office.do("applyForExpulsion", "migration", release=release)["norm"] == "89-22.2"
    refused = {"refusal": id_of("CourtDecision", "d"), "person": id_of("Person", "john")}
    done = office.do("reportRefusedExpulsion", "migration", **refused)
    assert done["norm"] == "89-22.3" and len(done["notices"]) == 1
    assert [office.duty(norm) for norm in ("89-22.1", "89-22.3")] == ["DONE", "DONE_LATE"]
    expel = office.do("executeExpulsion", "migration", person=id_of("Person", "john"))
    assert expel == {"code": "WORK_NOT_APPLICABLE", "norm": "89-26"}
    office.now = dt.datetime(2026, 4, 20, 6)
    assert office.do("recordHandOver", "migration", release=release)["code"] == "WORK_NOT_APPLICABLE"
    office.bring("court_decisions", {**row, "recordId": "e", "decidedOn": "2026-03-30"})
    assert office.do("recordHandOver", "migration", release=release)["norm"] == "89-24"
    assert office.duty("89-24") == "DONE"
    home = office.person("aida")
    assert office.do("announceEndOfControl", person=home)["code"] == "WORK_NOT_APPLICABLE"


SEEN = "{ persons { nodes { id familyName phone } } }"
NOBODY: dict[str, Any] = {"persons": {"nodes": []}}


def test_patrol_sees_who_was_handed_over_and_executes_the_decision(office: Office) -> None:
    john = office.person("john", citizenship="GBR", phone="+77010001122")
    office.person("aida")
    release = office.release("r", "john", "2026-03-16", notifiedOn="2026-03-01")
    row = {"system": "T", "recordId": "d", "version": 1, "persons": ["T/john"], "kind": "EXPULSION"}
    office.bring("court_decisions", {**row, "decidedOn": "2026-03-12"})
    assert office.ask(SEEN.replace(" phone", ""), "patrol") == NOBODY
    assert office.do("executeExpulsion", "patrol", person=john)["code"] == "WORK_UNKNOWN"
    assert office.do("recordHandOver", "patrol", release=release)["code"] == "WORK_UNKNOWN"
    assert office.do("recordHandOver", "migration", release=release)["norm"] == "89-24"
    handed = {"id": john, "familyName": "john"}
    only = SEEN.replace(" phone", "")
    assert office.ask(only, "patrol") == {"persons": {"nodes": [handed]}}
    assert office.ask(SEEN, "patrol")["code"] == "UNKNOWN_FIELD"
    assert office.ask(only, "patrol", area="71") == NOBODY
    assert office.do("executeExpulsion", "patrol", person=john)["norm"] == "89-26"


def test_patrol_is_told_nobody_by_a_move_that_is_no_hand_over(office: Office) -> None:
    """A case of a citizen is passed on as well, and a foreigner's is under other norms."""
    for number, citizenship, norm, kind in (
        ("a", "KAZ", "89-24", "TRANSFER"),
        ("b", "GBR", "89-25", "TRANSFER"),
        ("c", "GBR", "89-24", "NOTICE"),
        ("d", "GBR", "89-26", "TRANSFER"),
    ):
        office.person(number, citizenship=citizenship)
        head = {"system": "T", "version": 1}
        case = {"recordId": f"case-{number}", "subject": f"T/{number}", "kind": "FOREIGNER_RELEASE"}
        office.bring("cases", {**head, **case, "status": "OPEN", "number": number})
        event = {"recordId": f"event-{number}", "case": f"T/case-{number}", "norm": f"HUB/{norm}", "kind": kind}
        office.bring("case_events", {**head, **event, "at": "2026-03-01T05:00:00Z"})
    found = office.ask("{ persons { nodes { familyName } } }", "patrol")["persons"]["nodes"]
    assert [person["familyName"] for person in found] == ["d"]


def test_patrol_tells_of_a_parolee_in_its_area_whom_it_knows_by_id_alone(office: Office) -> None:
    here, there = office.person("aida"), office.person("bolat", kato="711110000")
    for number in ("aida", "bolat"):
        office.register(f"r-{number}", number, "PAROLEE", "2026-01-10")
    assert office.ask(f'{{ person(id: "{here}") {{ id familyName }} }}', "patrol")["person"]["familyName"] is None
    assert office.do("reportOffence", "patrol", person=here, text="left home at night")["norm"] == "622-9.3"
    for role in ("patrol", "criminal"):
        assert office.do("reportOffence", role, person=there, text="evades")["code"] == "WORK_UNKNOWN"


HELD = "MATCH (d:Duty) WHERE d.rule STARTS WITH '89-22.2b' RETURN d.rule + ' ' + d.status"


def test_nobody_is_held_past_the_thirtieth_day_unseen(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    ruling = {"system": "T", "recordId": "d", "version": 1, "persons": ["T/john"], "kind": "EXPULSION"}
    office.bring("court_decisions", {**ruling, "decidedOn": "2026-03-13"})
    refusal = {**ruling, "recordId": "no", "decidedOn": "2026-03-13", "isRefusal": True}
    office.bring("court_decisions", refusal)
    given = {"person": john, "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-16"}
    given |= {"ruling": id_of("CourtDecision", "d")}
    place = "placeInSpecialInstitution"
    for wrong, code in (
        ({"ruling": id_of("CourtDecision", "no")}, "WORK_NOT_APPLICABLE"),
        ({"institution": unit("PD-PENAL")}, "WORK_NOT_APPLICABLE"),
        ({"placedOn": "2026-03-12"}, "WORK_DATES"),
        ({"until": "2026-04-15"}, "WORK_DATES"),
    ):
        assert office.do(place, "migration", **{**given, **wrong}) == {"code": code, "norm": "89-22.2b"}, wrong
    done = office.do(place, "migration", **given)
    assert done["record"].startswith("spl_"), done
    assert office.do(place, "migration", **given)["code"] == "WORK_DONE"
    office.watch()
    both = ["89-22.2b/institution OPEN", "89-22.2b/service OPEN"]
    assert sorted(office.read(HELD)) == both
    office.now = begin_of(dt.date(2026, 4, 9))
    office.watch()
    assert sorted(office.read(HELD)) == [*both, "89-22.2b/told OPEN"]
    stay = {"placement": done["record"]}
    assert office.do("tellProsecutor", "migration", **stay)["norm"] == "89-22.2b"
    office.now = begin_of(dt.date(2026, 4, 15))
    office.watch()
    late = ["89-22.2b/institution OVERDUE", "89-22.2b/service OVERDUE", "89-22.2b/told DONE"]
    assert sorted(office.read(HELD)) == late
    left = {**stay, "endedOn": "2026-04-15", "outcome": "RELEASED"}
    assert office.do("endSpecialPlacement", "migration", **left)["norm"] == "89-22.2b"
    assert office.do("endSpecialPlacement", "migration", **left)["code"] == "WORK_DONE"
    office.watch()
    assert sorted(office.read(HELD)) == [each.replace("OVERDUE", "DONE_LATE") for each in late]


def test_who_is_supervised_on_a_decision_that_fell_away_is_let_go_that_day(office: Office) -> None:
    office.person("aida")
    office.person("dana")
    row = {"system": "T", "recordId": "d", "version": 1, "persons": ["T/aida"], "decidedOn": "2026-01-01"}
    row |= {"kind": "ADMINISTRATIVE_SUPERVISION", "inForceOn": "2026-01-05", "until": "2027-01-01"}
    office.bring("court_decisions", row)
    registration = office.register("r", "aida", "SUPERVISED", "2026-01-10", basis="T/d")
    off = {"registration": registration, "reason": "DECISION_FELL_AWAY", "closedOn": "2026-03-16"}
    assert office.do("takeOffRegister", **off) == {"code": "WORK_OUT_OF_TURN", "norm": "89-6.2"}
    changes: tuple[dict[str, Any], ...] = (
        {"isRefusal": True},
        {"kind": "OTHER"},
        {"persons": ["T/dana"]},
        {"inForceOn": "2026-03-17"},
    )
    for version, change in enumerate(changes, 2):
        office.bring("court_decisions", {**row, "version": 2 * version, **change})
        assert office.duty("89-6.2") == "OVERDUE", change
        office.bring("court_decisions", {**row, "version": 2 * version + 1})
        assert office.duty("89-6.2") is None
    office.bring("court_decisions", {**row, "version": 100, "isRefusal": True})
    assert office.do("takeOffRegister", **{**off, "reason": "TERM_ENDED"})["code"] == "WORK_TOO_SOON"
    assert office.do("takeOffRegister", **off)["norm"] == "89-6.2"
    assert office.duty("89-6.2") == "DONE_LATE"
    assert office.read("MATCH (r:Registration) RETURN r.closedBecause") == ["DECISION_FELL_AWAY"]


def test_whose_conviction_is_expunged_is_let_go_of_the_list(office: Office) -> None:
    office.person("aida")
    registration = office.register("r", "aida", "FALLS_UNDER_SUPERVISION_LAW", "2026-01-10")
    off = {"registration": registration, "reason": "DECISION_FELL_AWAY", "closedOn": "2026-03-16"}
    head = {"system": "T", "version": 1, "persons": ["T/aida"]}
    assert office.duty("622-13") == "OVERDUE", "no conviction is known"
    office.bring("court_decisions", {**head, "recordId": "s", "kind": "SENTENCE", "decidedOn": "2023-01-10"})
    assert office.duty("622-13") == "OVERDUE", "nobody was paroled"
    parole = {"kind": "PAROLE", "decidedOn": "2025-01-10", "until": "2025-12-31"}
    office.bring("court_decisions", {**head, "recordId": "p", **parole})
    assert office.duty("622-13") is None
    assert office.do("takeOffRegister", **off)["code"] == "WORK_OUT_OF_TURN"
    lifted = {**head, "kind": "CONVICTION_EXPUNGED"}
    days = {"decidedOn": "2026-03-01", "inForceOn": "2026-03-16"}
    office.bring("court_decisions", {**lifted, "recordId": "x", **days})
    assert office.duty("622-13") == "OPEN"
    off["reason"] = "CONVICTION_EXPUNGED"
    assert office.do("takeOffRegister", **off)["norm"] == "622-13"
    assert office.duty("622-13") == "DONE"


def test_another_conviction_that_is_expunged_lets_nobody_go(office: Office) -> None:
    person = office.person("aida")
    head = {"system": "T", "version": 1, "persons": ["T/aida"]}
    decisions: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("old", "SENTENCE", "2014-05-05", {"article": "ҚК 106(1)"}),
        ("last", "SENTENCE", "2016-05-05", {"article": "ҚК 188(2)"}),
        ("x", "CONVICTION_EXPUNGED", "2017-05-05", {"article": "106 ч. 1", "inForceOn": "2017-05-05"}),
        ("p", "PAROLE", "2025-01-10", {"until": "2026-12-31"}),
    )
    for number, kind, day, more in decisions:
        office.bring("court_decisions", {**head, "recordId": number, "kind": kind, "decidedOn": day, **more})
    given = {"person": person, "category": "PAROLEE", "registeredOn": "2026-03-16"}
    put = office.do("putOnRegister", **given, basis=id_of("CourtDecision", "p"))
    assert put["norm"] == "622-2", put
    off = {"registration": put["record"], "reason": "CONVICTION_EXPUNGED", "closedOn": "2026-03-16"}
    assert office.do("takeOffRegister", **off)["code"] == "WORK_OUT_OF_TURN"
    assert office.duty("622-13") is None
    days = {"decidedOn": "2026-03-01", "inForceOn": "2026-03-02", "article": "ҚК 188-бап"}
    office.bring("court_decisions", {**head, "recordId": "y", "kind": "CONVICTION_EXPUNGED", **days})
    assert office.do("takeOffRegister", **off)["norm"] == "622-13"


def test_control_waits_for_the_second_parole(office: Office) -> None:
    person = office.person("aida")
    head = {"system": "T", "version": 1, "persons": ["T/aida"], "kind": "PAROLE"}
    for number, day, until in (("p", "2025-11-01", "2026-03-20"), ("q", "2026-03-01", "2026-06-30")):
        office.bring("court_decisions", {**head, "recordId": number, "decidedOn": day, "until": until})
    given = {"person": person, "category": "PAROLEE", "registeredOn": "2026-03-16"}
    assert office.do("putOnRegister", **given, basis=id_of("CourtDecision", "p"))["norm"] == "622-2"
    second = office.do("putOnRegister", **given, basis=id_of("CourtDecision", "q"))
    assert second["code"] == "WORK_DONE", "one registration stands on both"
    office.now = begin_of(dt.date(2026, 6, 30))
    assert office.duty("622-13") is None
    early = {"person": person, "category": "FALLS_UNDER_SUPERVISION_LAW", "registeredOn": "2026-06-30"}
    assert office.do("putOnRegister", **early)["code"] == "WORK_TOO_SOON"
    office.now = begin_of(dt.date(2026, 7, 1))
    assert office.duty("622-13") == "DONE"
