"""1098 and 1233-1.5: the journal, inquiries, and risk that is told to few."""

from tests.work.conftest import Office, unit


def test_the_journal_is_kept_and_an_inquirys_results_go_out_once(office: Office) -> None:
    young = office.person("young", born="2012-05-05")
    entry = {"person": young, "entry": "BY_MINOR", "text": "theft, 751100031"}
    assert office.do("enterInJournal", "juvenile", **entry)["norm"] == "1098-23.6"
    opened = office.do("openMinorInquiry", person=young, text="theft, 751100031")
    assert opened["norm"] == "1098-23.16" and opened["record"].startswith("cas_")
    inquiry = opened["record"]
    for copy in ("UNITS", "COMMITTEE"):
        assert office.do("sendInquiryResults", inquiry=inquiry, copy=copy)["norm"] == "1098-23.16"
        assert office.do("sendInquiryResults", inquiry=inquiry, copy=copy)["code"] == "WORK_DONE"
    control = office.read("MATCH (c:Case {kind: 'JUVENILE'}) RETURN c.id")[0]
    assert office.do("sendInquiryResults", inquiry=control, copy="UNITS")["code"] == "WORK_NOT_APPLICABLE"


def test_a_grown_person_stands_in_no_journal(office: Office) -> None:
    grown = office.person("grown")
    given = {"person": grown, "text": "x"}
    assert office.do("openMinorInquiry", **given) == {"code": "WORK_NOT_APPLICABLE", "norm": "1098-23.16"}


def test_an_assessment_stands_in_no_case_event(office: Office) -> None:
    office.person("aida")
    case = {"system": "T", "recordId": "c", "version": 1, "subject": "T/aida", "status": "OPEN"}
    kinds = ("DOMESTIC_VIOLENCE", "PROBATION")
    ids = []
    for kind in kinds:
        office.bring("cases", {**case, "recordId": kind, "kind": kind, "openedOn": "2026-01-01"})
        ids.append(office.read("MATCH (c:Case {kind: $kind}) RETURN c.id", kind=kind)[0])
    found = {"instrument": "ODARA", "score": 9, "level": "HIGH", "assessedOn": "2026-03-16"}
    done = office.do("assessRisk", "precinct", domesticCase=ids[0], **found)
    assert done["norm"] == "1233-1.5" and done["record"].startswith("rsk_"), done
    assert office.read("MATCH (e:CaseEvent) RETURN e.id") == [], "no event tells that there was one"
    assert office.do("assessRisk", "precinct", domesticCase=ids[1], **found)["code"] == "WORK_NOT_APPLICABLE"
    high = {**found, "score": 1_001}
    assert office.do("assessRisk", "precinct", domesticCase=ids[0], **high)["code"] == "WORK_VALUE"
    late = {**found, "assessedOn": "2026-03-17"}
    assert office.do("assessRisk", "precinct", domesticCase=ids[0], **late)["code"] == "WORK_DATES"


def test_words_of_the_journal_tell_nobody_which_child_was_hurt(office: Office) -> None:
    child = office.person("child", born="2012-05-05")
    for entry in ("BY_MINOR", "AGAINST_MINOR"):
        assert office.do("enterInJournal", "juvenile", person=child, entry=entry, text=entry)["norm"]
    seen = "{ persons { nodes { cases { nodes { events { nodes { kind text victimText } } } } } } }"
    for role, code in (("juvenile", "JUV"), ("public_security", "PSU")):
        events = office.ask(seen, role, unit=unit(code))["persons"]["nodes"][0]["cases"]["nodes"][0]["events"]
        assert {(e["kind"], e["text"], e["victimText"]) for e in events["nodes"]} == {
            ("OTHER", None, "BY_MINOR"),
            ("OTHER", None, "AGAINST_MINOR"),
        }
    assert office.ask(seen, "analytics")["code"] == "UNKNOWN_FIELD", "no word of a victim is for them"
