"""The least that each feed takes: a record with its required fields, as a reader of files hands it over.

Numbers, days and yes or no are text here, and a list of one is no list, as in CSV and XML.
"""

from typing import Any

from adapters.feeds.feed import Feed, Sender
from graph.write.ids import record_id
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS

_OWN = {"CRISIS": ("CrisisCenter", "CRC-10-1"), "NGO": ("Ngo", "NGO-0000001")}

_PERSON = {"familyName": "Ахметов", "givenName": "Ерлан", "birthDate": "1990-03-04"}
_MINOR = {"familyName": "Ахметов", "givenName": "Али", "birthDate": "2010-03-04"}
_PLACE = {"person": _PERSON, "kind": "MENTORING", "startedOn": "2026-05-01"}
_OPEN = {"person": _PERSON, "status": "OPEN", "registeredOn": "2026-05-01", "unit": "PSU-1010"}
_CASE = {
    "number": "1010/2026/7",
    "status": "OPEN",
    "openedOn": "2026-05-01",
    "person": _PERSON,
    "leadUnit": "PSU-1010",
}
_EVENT = {"case": "CAS-1", "kind": "APPEARANCE", "at": "2026-05-02T09:00:00+05:00", "text": "Келді.", "unit": "U-1"}
_DECISION = {"kind": "SENTENCE", "decidedOn": "2026-04-01", "court": "Семей қалалық соты"}

MINIMAL: dict[str, dict[str, Any]] = {
    "penal-releases": {
        "person": _PERSON,
        "institution": "PEN-0000001",
        "ground": "TERM_SERVED",
        "releasedOn": "2026-06-01",
    },
    "penal-professions": {
        "person": _PERSON,
        "institution": "PEN-0000001",
        "profession": "дәнекерлеуші",
        "startedOn": "2025-09-01",
    },
    "probation-register": _OPEN,
    "probation-cases": _CASE,
    "probation-case-events": _EVENT,
    "police-registered-element": {**_OPEN, "category": "RELEASED"},
    "police-register-events": {
        "person": _PERSON,
        "metIn": "DRIVING_LICENCE",
        "happenedAt": "2026-06-01T10:00:00Z",
        "text": "Куәлік ауыстырылды.",
    },
    "police-proactive-matches": {
        "person": _PERSON,
        "metIn": "PASSPORT",
        "foundAt": "2026-06-01T10:00:00Z",
        "decision": "PENDING",
    },
    "police-cases": {**_CASE, "kind": "PAROLE_CONTROL"},
    "police-case-events": _EVENT,
    "police-protective-orders": {
        "number": "ҚН-1010-5",
        "offender": _PERSON,
        "issuedOn": "2026-06-01",
        "until": "2026-07-01",
        "unit": "PSU-1010",
    },
    "police-risk-assessments": {
        "person": _PERSON,
        "instrument": "ODARA",
        "level": "HIGH",
        "assessedOn": "2026-06-01",
    },
    "police-operative-files": {"person": _PERSON, "number": "ЖІ-4", "openedOn": "2026-06-01", "unit": "CP-1010"},
    "kpsisu-records": {**_DECISION, "number": "1010-19-00-1/3", "person": _PERSON},
    "law-enforcement-exchange": {
        "person": _PERSON,
        "caseSystem": "PROB",
        "case": "CAS-1",
        "kind": "SEARCH_STEP",
        "at": "2026-06-01T10:00:00Z",
        "text": "Сәйкестік табылған жоқ.",
    },
    "court-decisions": {**_DECISION, "article": "ҚК 188(2)", "persons": _PERSON},
    "duty-summaries": {**_EVENT, "kind": "VIOLATION"},
    "monitoring-events": {
        "case": "CAS-1",
        "device": "EB-0007",
        "breach": "REMOVAL",
        "at": "2026-06-01T10:00:00Z",
        "unit": "PSU-1010",
    },
    "juvenile-journal": {
        "kind": "BY_MINOR",
        "number": "261000012",
        "happenedOn": "2026-06-01",
        "text": "Дүкеннен ұрлық жасады.",
        "minor": _MINOR,
        "unit": "JI-1010",
    },
    "education-students": {"person": _MINOR, "school": "SCH-0000001", "startedOn": "2025-09-01"},
    "education-absences": {"person": _MINOR, "case": "CAS-1", "month": "2026-05", "daysMissed": "4"},
    "employment-placements": _PLACE,
    "adaptation-centre-beds": {"centre": "ADC-0000001", "beds": "40", "freeBeds": "3"},
    "health-register": {"person": _PERSON, "kind": "NARCOLOGY_REGISTER", "startedOn": "2024-02-02"},
    "crisis-centre-stays": {"person": _PERSON, "appealedOn": "2026-06-01"},
    "crisis-centre-beds": {"beds": "16", "freeBeds": "0"},
    "ngo-programmes": _PLACE,
    "migration-foreigners": {**_OPEN, "person": {**_PERSON, "citizenship": "UZB"}},
    "migration-cases": _CASE,
    "migration-case-events": _EVENT,
    "plan-progress": {"act": "1233", "measure": "4.1", "status": "IN_PROGRESS"},
    "indicator-values": {"indicator": "1", "year": "2025", "value": "61.5", "source": "сауалнама"},
    "report-meetings": {
        "plannedFor": "2026-07-01T18:00:00+05:00",
        "place": "мектеп",
        "precincts": "PRC-1010-1",
        "inspectors": "INS-0000001",
    },
    "meeting-complaints": {
        "meeting": "MTG-0000001",
        "receivedOn": "2026-06-01",
        "text": "Көше шамдары жанбайды.",
        "withinCompetence": "false",
    },
}


def minimal(feed: str, **changes: Any) -> dict[str, Any]:
    """The least record of ``feed``, with ``changes``."""
    return {"recordId": "R-1", "version": "3", "changedAt": "2026-06-30T12:00:00+05:00", **MINIMAL[feed], **changes}


def sender_of(feed: Feed) -> Sender:
    """Somebody who may send ``feed``."""
    if not feed.shared:
        return Sender(feed.system)
    entity, code = _OWN[feed.system]
    unit = record_id(IDS, CATALOGUE.entity(entity), feed.system, code)
    return Sender(f"{feed.system}:{unit}", unit)
