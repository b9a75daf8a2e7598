"""A scene, and the same scene without what a prosecutor of area 75 may not know of.

Aigerim, her son Bolat, Botagoz and Dana live in 75. Chingiz lives in Abai (10), and where Erlan lives nobody has
written down, so that both are hidden. Hidden records hang on everything that is seen: units, inspectors, decisions,
orders. In the bare scene they are gone, and what is masked or pointed at has other values that leave the same.
"""

from datetime import date
from typing import Any

from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import Who
from tests.proofs.reference.world import Line, Thing, World, id_of, thing

DAY = date(2026, 6, 1)
PROSECUTOR = Who("prosecutor", "75")
IIN = "900505400001"
HIDDEN_IIN = "800101300016"
CHINGIZ, ERLAN = "Chingizov", "Erlanov"

SEEN: dict[str, dict[str, Line]] = {
    "Region": {
        "almaty": {"kato": "750000000", "name": {"kk": "Алматы"}},
        "alatau": {"kato": "751010000", "name": {"kk": "Алатау"}, "parent": "T/almaty"},
        "abai": {"kato": "100000000", "name": {"kk": "Абай"}},
    },
    "Agency": {"PD75": {"code": "PD75", "name": {"kk": "ПД"}}, "PD10": {"code": "PD10", "name": {"kk": "ПД10"}}},
    "Unit": {
        "psu": {"code": "75-1", "region": "T/alatau", "agency": "HUB/PD75"},
        "office": {"code": "10-1", "region": "T/abai", "agency": "HUB/PD10"},
    },
    "Inspector": {"serik": {"name": "Серік", "unit": "T/psu"}},
    "School": {"school": {"name": "№ 1", "region": "T/alatau"}},
    "CrisisCenter": {"haven": {"name": "Пана", "beds": 10, "region": "T/almaty"}},
    "Ngo": {"ngo": {"name": "Үміт", "region": "T/abai"}},
    "LegalAct": {"act": {"number": "517", "title": {"kk": "Заң"}}},
    "Norm": {"norm": {"code": "517-8.1", "act": "T/act"}},
    "Person": {
        "aigerim": {
            "iin": IIN,
            "familyName": "Axmetova",
            "sex": "FEMALE",
            "birthDate": "1990-05-05",
            "citizenship": "KAZ",
            "phone": "+77010001122",
            "region": "T/alatau",
        },
        "bolat": {"familyName": "Bolatov", "birthDate": "2010-06-02", "citizenship": "KAZ", "region": "T/alatau"},
        "botagoz": {"familyName": "Botina", "birthDate": "2010-03-09", "citizenship": "KAZ", "region": "T/alatau"},
        "dana": {"familyName": "Danaeva", "citizenship": "RUS", "region": "T/alatau"},
    },
    "Address": {
        "home-botagoz": {"text": "Тәуелсіздік 1", "owner": "T/botagoz", "region": "T/alatau"},
        "home-dana": {"text": "Тәуелсіздік 2", "owner": "T/dana", "region": "T/alatau"},
    },
    "Kinship": {"son": {"kind": "CHILD", "owner": "T/aigerim", "person": "T/bolat"}},
    "Treatment": {
        "one": {"kind": "A", "from": "2024-02-03", "organisation": "North", "person": "T/aigerim"},
        "two": {"kind": "B", "from": "2024-05-06", "organisation": "South", "person": "T/aigerim"},
    },
    "CourtDecision": {"verdict": {"number": "1-2", "article": "188(2)", "persons": ["T/aigerim"]}},
    "Registration": {"open": {"status": "OPEN", "person": "T/aigerim", "unit": "T/psu", "inspector": "T/serik"}},
    "Case": {"home": {"number": "K-1", "subject": "T/aigerim", "leadUnit": "T/psu", "inspector": "T/serik"}},
    "ProtectiveOrder": {"order": {"number": "O-1", "unit": "T/psu", "protected": ["T/bolat"]}},
    "ShelterStay": {"stay": {"from": "2025-10-01", "person": "T/aigerim", "center": "T/haven"}},
    "OperativeFile": {"file": {"number": "OP-1", "person": "T/aigerim", "unit": "T/psu"}},
}
"""What the prosecutor may know of, if only masked or as a pointer."""

SECRET: dict[str, dict[str, Line]] = {
    "Person": {
        "chingiz": {
            "iin": HIDDEN_IIN,
            "familyName": CHINGIZ,
            "sex": "MALE",
            "birthDate": "1980-01-01",
            "citizenship": "RUS",
            "region": "T/abai",
        },
        "erlan": {"familyName": ERLAN, "birthDate": "1970-12-31", "citizenship": "KAZ"},
    },
    "Address": {"away": {"text": "Abai 1", "owner": "T/chingiz", "region": "T/abai"}},
    "Kinship": {"brother": {"kind": "SIBLING", "owner": "T/chingiz", "person": "T/aigerim"}},
    "Document": {"pass": {"kind": "ID", "number": "N7654321", "owner": "T/chingiz"}},
    "Enrolment": {"class": {"grade": "9A", "owner": "T/erlan", "school": "T/school"}},
    "SourceRecord": {"s1": {"owner": "T/chingiz"}},
    "Treatment": {"three": {"kind": "C", "from": "2024-01-01", "person": "T/chingiz"}},
    "CourtDecision": {"hidden": {"number": "9-9", "article": "99", "persons": ["T/chingiz", "T/erlan"]}},
    "Registration": {"away": {"status": "OPEN", "person": "T/chingiz", "unit": "T/psu", "inspector": "T/serik"}},
    "Case": {"away": {"number": "K-9", "subject": "T/chingiz", "leadUnit": "T/psu", "inspector": "T/serik"}},
    "CaseEvent": {"visit": {"text": "seen", "case": "T/away", "unit": "T/psu", "norm": "T/norm"}},
    "ReleaseNotice": {"free": {"releasedOn": "2026-01-01", "person": "T/chingiz"}},
    "RegisterEvent": {"met": {"happenedAt": "2026-01-02T03:00:00Z", "text": "met", "person": "T/chingiz"}},
    "ProactiveMatch": {"match": {"foundAt": "2026-01-02T03:04:05Z", "person": "T/chingiz"}},
    "ProgrammePlace": {"work": {"kind": "WORK", "person": "T/chingiz", "organisation": "Ngo:T/ngo"}},
    "SpecialPlacement": {
        "held": {"from": "2026-02-01", "endedOn": "2026-02-09", "person": "T/chingiz", "unit": "T/psu"}
    },
    "ProtectiveOrder": {"away": {"number": "O-9", "unit": "T/psu", "offender": "T/erlan"}},
    "RiskAssessment": {"risk": {"score": 9, "person": "T/erlan", "assessor": "T/serik"}},
    "ShelterStay": {"away": {"from": "2025-11-01", "person": "T/erlan", "center": "T/haven"}},
    "OperativeFile": {"away": {"number": "OP-9", "person": "T/chingiz", "unit": "T/psu"}},
    "Duty": {"away": {"status": "OPEN", "unit": "T/office", "case": "T/away", "norm": "T/norm"}},
    "Inspector": {"saule": {"name": "Сәуле", "unit": "T/office"}},
}
"""What the prosecutor may not know of. Each stands in the feed after those to which it refers."""

OTHERWISE: dict[tuple[str, str], Line] = {
    ("Treatment", "one"): {"from": "2024-12-30", "organisation": "East"},
    ("Treatment", "two"): {"from": "2024-01-02", "organisation": "West"},
    ("ShelterStay", "stay"): {"from": "2001-01-01"},
    ("OperativeFile", "file"): {"number": "OP-0"},
}
"""Other values of what is masked or pointed at, of which the same is left."""


def scene() -> World:
    """Everything."""
    return World([*_things(SEEN), *_things(SECRET)])


def bare() -> World:
    """What the prosecutor may know of, with other values where they are not released in full."""
    return World(_things(SEEN, OTHERWISE))


def _things(
    records: dict[str, dict[str, Line]], otherwise: dict[tuple[str, str], Line] | None = None
) -> list[Thing]:
    found = []
    for type_name, group in records.items():
        for name, line in group.items():
            system = {"Agency": "HUB", "SourceRecord": "PD10"}.get(type_name, "T")
            whole: dict[str, Any] = {"system": system, "recordId": name, "version": 1, **line}
            whole |= (otherwise or {}).get((type_name, name), {})
            found.append(thing(type_name, whole))
    return found


def secret_ids() -> dict[str, str]:
    """The id of a hidden record of each type that has one."""
    return {one.type: one.id for one in _things(SECRET)}


def id_in_scene(type_name: str, name: str) -> str:
    """The id of a record of the scene."""
    return id_of(type_name, f"T/{name}")


def absent_id(type_name: str) -> str:
    """An id of that type that no record has."""
    return id_of(type_name, "T/nobody")


def all_types() -> list[str]:
    """Every type of record."""
    return sorted(types())
