"""Fields of one record that contradict each other are refused, by a text that holds no value."""

from typing import Any

import pytest
from pydantic import ValidationError

from adapters.systems import FEEDS
from tests.support.feeding.graphs import iin
from tests.systems.minimal import minimal

KAZ = {"familyName": "А", "citizenship": "KAZ"}
NOW, LATER = "2026-06-02T10:00:00Z", "2026-06-03T10:00:00Z"

STAY = {"placedOn": "2026-05-01", "institution": "SP-10", "ruling": "R-1"}

BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("penal-releases", {"plannedArrivalOn": "2026-05-31"}, "plannedArrivalOn is before releasedOn"),
    ("penal-releases", {"arrivedOn": "2026-05-31"}, "arrivedOn is before releasedOn"),
    ("penal-professions", {"endedOn": "2025-08-31"}, "endedOn is before startedOn"),
    ("probation-register", {"status": "CLOSED"}, "CLOSED needs closedOn"),
    ("probation-register", {"closedOn": "2026-06-01"}, "closedOn only with CLOSED"),
    ("probation-register", {"status": "CLOSED", "closedOn": "2026-04-30"}, "closedOn is before the first day"),
    ("probation-register", {"closedBecause": "x"}, "closedBecause only with CLOSED"),
    ("probation-register", {"movedTo": {"kato": "101000000", "address": "x"}}, "movedTo only with CLOSED"),
    ("police-cases", {"status": "CLOSED"}, "CLOSED needs closedOn"),
    ("police-cases", {"status": "SUSPENDED", "closedOn": "2026-06-01"}, "closedOn only with CLOSED"),
    ("police-registered-element", {"category": "SUPERVISED"}, "SUPERVISED needs a decision of a court"),
    ("police-case-events", {"kind": "COURT_MOTION"}, "COURT_MOTION needs a court"),
    ("police-case-events", {"court": "x"}, "court only with COURT_MOTION"),
    ("migration-foreigners", {"placement": {**STAY, "until": "2026-04-30"}}, "until is before placedOn"),
    ("migration-foreigners", {"placement": {**STAY, "endedOn": "2026-05-02"}}, "endedOn needs an outcome"),
    ("migration-foreigners", {"placement": {**STAY, "outcome": "EXPELLED"}}, "outcome only with endedOn"),
    ("police-proactive-matches", {"reason": "NOT_RELEVANT_06"}, "reason only with IGNORE"),
    ("police-proactive-matches", {"decision": "IGNORE", "decidedAt": NOW}, "IGNORE needs a reason"),
    ("police-proactive-matches", {"decision": "NOTIFY"}, "a decision needs decidedAt"),
    ("police-proactive-matches", {"decidedAt": NOW}, "decidedAt not with PENDING"),
    (
        "police-proactive-matches",
        {"decision": "IGNORE", "reason": "NOT_RELEVANT_06", "decidedAt": NOW, "acknowledgedAt": NOW},
        "acknowledgedAt only with NOTIFY",
    ),
    (
        "police-proactive-matches",
        {"decision": "NOTIFY", "decidedAt": NOW, "forwardedAt": NOW},
        "forwardedAt only with acknowledgedAt",
    ),
    (
        "police-proactive-matches",
        {"decision": "NOTIFY", "decidedAt": LATER, "acknowledgedAt": NOW},
        "acknowledgedAt is before decidedAt",
    ),
    (
        "police-proactive-matches",
        {"foundAt": LATER, "decision": "NOTIFY", "decidedAt": NOW},
        "decidedAt is before foundAt",
    ),
    ("police-protective-orders", {"until": "2026-05-31"}, "until is before issuedOn"),
    ("court-decisions", {"article": None}, "SENTENCE needs an article"),
    ("court-decisions", {"kind": "EXPULSION", "persons": [KAZ]}, "EXPULSION of a citizen"),
    ("court-decisions", {"inForceOn": "2026-03-31"}, "inForceOn is before decidedOn"),
    ("kpsisu-records", {"until": "2026-03-31"}, "until is before decidedOn"),
    ("juvenile-journal", {"minor": {"birthDate": "2008-06-01"}}, "the person was no minor on that day"),
    ("juvenile-journal", {"minor": {"birthDate": "2026-06-02"}}, "happenedOn is before the birth"),
    ("juvenile-journal", {"inquiryClosedOn": "2026-06-05"}, "inquiryClosedOn only with inquiryOpenedOn"),
    ("juvenile-journal", {"inquiryOpenedOn": "2026-05-31"}, "inquiryOpenedOn is before happenedOn"),
    ("juvenile-journal", {"grade": "9 А"}, "grade only with school"),
    ("education-students", {"endedOn": "2025-08-31"}, "endedOn is before startedOn"),
    ("employment-placements", {"outcome": "x"}, "outcome only with endedOn"),
    ("adaptation-centre-beds", {"freeBeds": "41"}, "freeBeds is more than beds"),
    ("health-register", {"endedOn": "2024-02-01"}, "endedOn is before startedOn"),
    ("crisis-centre-stays", {"endedOn": "2026-06-03"}, "endedOn only with startedOn"),
    ("crisis-centre-stays", {"startedOn": "2026-05-31"}, "startedOn is before appealedOn"),
    ("migration-foreigners", {"person": KAZ}, "a citizen is no foreigner"),
    ("plan-progress", {"act": "912"}, "the act numbers its measures otherwise"),
    ("plan-progress", {"measure": "4"}, "the act numbers its measures otherwise"),
    ("report-meetings", {"heldOn": "2026-07-01", "protocol": "x"}, "heldOn needs participants"),
    ("report-meetings", {"heldOn": "2026-07-01", "participants": "4"}, "heldOn needs a protocol"),
    ("report-meetings", {"protocol": "x"}, "protocol only with heldOn"),
    ("meeting-complaints", {"withinCompetence": "true", "passedTo": "AKIMAT-10"}, "passedTo only outside"),
    ("meeting-complaints", {"authorToldOn": "2026-06-02"}, "authorToldOn only with passedTo"),
    ("meeting-complaints", {"answeredOn": "2026-05-31"}, "answeredOn is before receivedOn"),
]

CHILDS_NUMBER, ADULTS_NUMBER = iin("12050650012"), iin("90020130012")
IN_DOUBT: list[dict[str, Any]] = [
    {"iin": CHILDS_NUMBER, "birthDate": "1990-05-06"},
    {"iin": CHILDS_NUMBER, "birthDate": "2007-12-31"},
    {"iin": CHILDS_NUMBER},
    {"iin": ADULTS_NUMBER, "birthDate": "2012-05-06"},
]
"""Who may have been a minor on the day of the event, whatever else the card says."""

SHORT: list[tuple[str, dict[str, Any]]] = [
    ("police-protective-orders", {"offender": None}),
    ("court-decisions", {"persons": []}),
    ("report-meetings", {"precincts": []}),
    ("probation-cases", {"kind": "JUVENILE"}),
    ("migration-cases", {"kind": "PROBATION"}),
    ("police-cases", {"kind": "PROBATION"}),
    ("police-registered-element", {"category": "SUSPECT"}),
    ("kpsisu-records", {"kind": "PAROLE"}),
    ("monitoring-events", {"breach": "BATTERY"}),
    ("education-absences", {"month": "2026-13"}),
    ("indicator-values", {"value": "NaN"}),
    ("indicator-values", {"indicator": "13"}),
    ("penal-releases", {"person": {"iin": "010101500012"}}),
    ("duty-summaries", {"at": "2026-06-02T10:00:00"}),
]


@pytest.mark.parametrize("minor", IN_DOUBT)
def test_who_may_be_a_minor_is_entered_in_the_juvenile_journal(minor: dict[str, Any]) -> None:
    FEEDS["juvenile-journal"].wire.model_validate(minimal("juvenile-journal", minor=minor))


def test_whose_number_alone_says_so_is_no_minor() -> None:
    with pytest.raises(ValidationError, match="the person was no minor on that day"):
        FEEDS["juvenile-journal"].wire.model_validate(
            minimal("juvenile-journal", minor={"iin": ADULTS_NUMBER, "familyName": "Ахметов"})
        )


@pytest.mark.parametrize(("feed", "changes", "text"), BROKEN)
def test_a_contradiction_is_refused(feed: str, changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        FEEDS[feed].wire.model_validate(minimal(feed, **changes))
    (error,) = caught.value.errors(include_url=False)
    assert isinstance(error["ctx"]["error"], ValueError)
    assert str(error["ctx"]["error"]).startswith(text)


@pytest.mark.parametrize(("feed", "changes"), SHORT)
def test_a_value_outside_its_list_is_refused(feed: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FEEDS[feed].wire.model_validate(minimal(feed, **changes))
