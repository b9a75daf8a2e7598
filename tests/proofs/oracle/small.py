"""Five persons and what is known of them: small enough to work answers out by hand.

Aigerim (adult) is the mother of Bolat (minor), both of district 7510 of Almaty. Chingiz is a foreigner in Abai.
Of Dana the birth date is not known, of Erlan the region.
"""

import json
from pathlib import Path

from tests.proofs.oracle.facts import types
from tests.proofs.oracle.values import Json
from tests.support.ids import record_id

RECORDS: dict[str, dict[str, dict[str, Json]]] = {
    "Region": {
        "almaty": {"kato": "750000000", "name": {"kk": "Алматы", "ru": "Алматы", "en": "Almaty"}},
        "alatau": {"kato": "751010000", "name": {"kk": "Алатау ауданы"}, "parent": "T/almaty"},
        "abai": {"kato": "100000000", "name": {"kk": "Абай", "en": "Abai"}},
    },
    "Agency": {
        "police": {"code": "PD75", "name": {"kk": "Полиция"}, "kind": "MINISTRY"},
        "probation": {"code": "PROB", "name": {"kk": "Пробация"}, "kind": "COMMITTEE"},
        "commission": {"code": "KDN75", "name": {"kk": "Комиссия"}, "kind": "COMMISSION"},
    },
    "Unit": {
        "psu": {"code": "75-1", "kind": "PUBLIC_SECURITY", "region": "T/alatau", "agency": "T/police"},
        "office": {"code": "10-1", "kind": "PROBATION", "region": "T/abai", "agency": "T/probation"},
    },
    "Inspector": {
        "serik": {"name": "Серік", "phone": "1", "unit": "T/psu"},
        "saule": {"name": "Сәуле", "phone": "2", "unit": "T/office"},
    },
    "School": {"school": {"name": "№ 1", "region": "T/alatau"}},
    "CrisisCenter": {"haven": {"name": "Пана", "beds": 10, "region": "T/almaty"}},
    "Ngo": {"ngo": {"name": "Үміт", "services": ["help"], "region": "T/abai"}},
    "Person": {
        "aigerim": {
            "iin": "900505400001",
            "familyName": "Ахметова",
            "givenName": "Айгерім",
            "birthDate": "1990-05-05",
            "sex": "FEMALE",
            "citizenship": "KAZ",
            "phone": "+77010001122",
            "workplace": "Bakery",
            "region": "T/alatau",
        },
        "bolat": {
            "iin": "100602500006",
            "familyName": "Болатов",
            "birthDate": "2010-06-02",
            "sex": "MALE",
            "citizenship": "KAZ",
            "region": "T/alatau",
        },
        "chingiz": {"birthDate": "1980-01-01", "citizenship": "RUS", "region": "T/abai"},
        "dana": {"familyName": "Данаева", "citizenship": "KAZ", "region": "T/alatau"},
        "erlan": {"familyName": "Ерланов", "birthDate": "1970-12-31"},
    },
    "Kinship": {"mother": {"kind": "CHILD", "owner": "T/aigerim", "person": "T/bolat"}},
    "Document": {
        "card": {"kind": "ID", "number": "N1234567", "issuedOn": "2020-02-03", "owner": "T/aigerim"},
        # An open record each: somebody of whom there is none would be known to nobody.
        "dana-card": {"kind": "ID", "number": "N2", "issuedOn": "2020-02-03", "owner": "T/dana"},
        "erlan-card": {"kind": "ID", "number": "N3", "issuedOn": "2020-02-03", "owner": "T/erlan"},
    },
    "Enrolment": {"class": {"grade": "9A", "until": "2026-05-31", "owner": "T/bolat", "school": "T/school"}},
    "CourtDecision": {
        "verdict": {
            "number": "1-2",
            "kind": "SENTENCE",
            "decidedOn": "2024-03-04",
            "article": "188(2)",
            "termMonths": 24,
            "persons": ["T/aigerim", "T/chingiz"],
        }
    },
    "Registration": {
        "open": {"status": "OPEN", "category": "SUPERVISED", "person": "T/aigerim", "unit": "T/psu"},
        "closed": {"status": "CLOSED", "closedOn": "2025-01-01", "person": "T/aigerim", "unit": "T/psu"},
        "unknown": {"person": "T/aigerim", "unit": "T/psu"},
        "juvenile": {"status": "OPEN", "category": "JUVENILE", "person": "T/bolat", "unit": "T/psu"},
        "away": {"status": "OPEN", "category": "PROBATIONER", "person": "T/chingiz", "unit": "T/office"},
    },
    "Case": {
        "home": {
            "number": "K-1",
            "kind": "DOMESTIC_VIOLENCE",
            "subject": "T/aigerim",
            "leadUnit": "T/psu",
            "agencies": ["T/commission", "T/police"],
            "decisions": ["T/verdict"],
        }
    },
    "CaseEvent": {"visit": {"kind": "CHECK_VISIT", "at": "2026-01-02T03:04:05Z", "case": "T/home"}},
    "ProtectiveOrder": {"order": {"number": "O-1", "offender": "T/chingiz", "protected": ["T/bolat"]}},
    "ShelterStay": {
        "stay": {"from": "2025-10-01", "person": "T/aigerim", "center": "T/haven"},
        "nobody": {"from": "2025-11-01", "center": "T/haven"},
    },
    "ProgrammePlace": {"place": {"kind": "WORK", "person": "T/chingiz", "organisation": "Ngo:T/ngo"}},
    "OperativeFile": {"file": {"number": "OP-1", "person": "T/aigerim", "unit": "T/psu"}},
}


def id_of(type_name: str, name: str) -> str:
    """The id of a record above."""
    return record_id(types()[type_name].prefix, f"T/{name}")


def write_small(directory: Path) -> Path:
    """Write the records above as feed files into ``directory``."""
    for type_name, records in RECORDS.items():
        lines = [
            json.dumps({"system": "T", "recordId": name, "version": "1", **values}, ensure_ascii=False)
            for name, values in records.items()
        ]
        (directory / f"{types()[type_name].feed}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory
