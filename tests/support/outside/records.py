"""Records as agencies send them: cards of persons, a record of every feed that is about one, and who sends it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.support.outside.bodies import HOME
from tests.support.outside.issuing import Caller

Record = dict[str, Any]
NDJSON = "application/x-ndjson"
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
SENDERS = {
    "crisis-centre-stays": ("crisis_centre", "CRISIS", "shelter-1"),
    "crisis-centre-beds": ("crisis_centre", "CRISIS", "shelter-1"),
    "health-register": ("health", "HEALTH", None),
    "ngo-programmes": ("ngo", "NGO", "ngo-1"),
    "probation-register": ("probation", "PROB", None),
    "probation-cases": ("probation", "PROB", None),
    "probation-case-events": ("probation", "PROB", None),
    "penal-releases": ("penal", "PENAL", None),
    "penal-professions": ("penal", "PENAL", None),
    "kpsisu-records": ("statistics", "KPSISU", None),
    "court-decisions": ("statistics", "COURT", None),
    "migration-foreigners": ("migration", "MIA", None),
    "education-students": ("education", "EDU", None),
    "employment-placements": ("employment", "LABOUR", None),
    "police-registered-element": ("public_security", "MIA", None),
    "police-register-events": ("public_security", "MIA", None),
    "police-proactive-matches": ("public_security", "MIA", None),
    "police-cases": ("public_security", "MIA", None),
    "police-case-events": ("public_security", "MIA", None),
    "police-protective-orders": ("public_security", "MIA", None),
    "police-risk-assessments": ("public_security", "MIA", None),
    "police-operative-files": ("criminal", "MIA", None),
    "juvenile-journal": ("juvenile", "MIA", None),
}
"""Role, agency and body of whoever sends a feed."""

FEEDS = tuple(SENDERS)
CLASS_OF = {
    "crisis-centre-stays": "SHELTER",
    "health-register": "HEALTH",
    "police-operative-files": "OPERATIVE",
    "police-risk-assessments": "VICTIM",
}
"""The feeds whose every record is of a closed class. A protected person of an order is VICTIM too."""


@dataclass(frozen=True)
class Delivered:
    """A delivery: records of a feed, and the body that sends them where several do."""

    feed: str
    records: tuple[Record, ...]
    body: str | None = None


def sender_of(made: Delivered, bodies: Mapping[str, str]) -> Caller:
    """Whoever sends such records."""
    role, agency, body = SENDERS[made.feed]
    name = made.body or body
    subject = f"sender-{made.feed}-{name or ''}"
    return Caller(
        role=role,
        area="",
        unit=bodies[name] if name else None,
        agency=agency,
        purposes=("FEED",),
        feeds=(made.feed,),
        subject=subject,
    )


def payload_of(made: Delivered) -> tuple[bytes, str]:
    """The body of a delivery and its media type."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in made.records)
    return "".join(lines).encode(), NDJSON


def number(eleven: str) -> str:
    """An identification number that begins so, or nearly (Government resolution 853 of 2003)."""
    while True:
        for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
            rest = sum(weight * int(digit) for weight, digit in zip(weights, eleven, strict=True)) % 11
            if rest < 10:
                return f"{eleven}{rest}"
        eleven = f"{int(eleven) + 1:011}"


def card(rng: Random, **said: Any) -> Record:
    """A person's card; what is given as None is left out."""
    year, month, day = rng.randrange(60, 100), rng.randrange(1, 13), rng.randrange(1, 28)
    made = {
        "iin": number(f"{year:02}{month:02}{day:02}4{rng.randrange(9000):04}"),
        "familyName": rng.choice(("Сейітова", "Қасымова", "Ержанова", "Попова", "Ким", "Жұмабаева"))
        + rng.choice(("", "", "-Алиева")),
        "givenName": rng.choice(("Айгүл", "Гүлнар", "Дина", "Әмина", "Ольга", "Жанна", "Меруерт")),
        "birthDate": f"19{year:02}-{month:02}-{day:02}",
        "sex": "FEMALE",
        "citizenship": "KAZ",
        "phone": f"+7701{rng.randrange(10**7):07}",
        "kato": HOME,
        "address": f"Абай көшесі, {rng.randrange(1, 200)}-{rng.randrange(1, 90)}",
        **said,
    }
    return {name: value for name, value in made.items() if value is not None}


def head(record_id: str, version: int = 1) -> Record:
    """What every record begins with."""
    return {"recordId": record_id, "version": version, "changedAt": f"2026-03-{version:02}T10:00:00Z"}


def deleted(made: Delivered, version: int = 9) -> Delivered:
    """The deletion of what was delivered."""
    records = tuple({**head(record["recordId"], version), "deleted": True} for record in made.records)
    return Delivered(made.feed, records, made.body)


def closed(feed: str, record_id: str, person: Record, kato: str = HOME, body: str | None = None) -> Delivered:
    """A record of a closed feed about a person, or an order that protects the person."""
    by_feed: dict[str, Record] = {
        "crisis-centre-stays": {"appealedOn": "2026-02-10", "startedOn": "2026-02-11", "referredBy": "MIA"},
        "health-register": {"kind": "NARCOLOGY_REGISTER", "startedOn": "2026-02-01", "organisation": "Емхана"},
        "police-operative-files": {"number": f"ЖІ-{record_id}", "openedOn": "2026-02-01", "unit": f"CP-{kato}"},
        "police-risk-assessments": {"instrument": "ODARA", "score": 9, "level": "HIGH", "assessedOn": "2026-02-01"},
    }
    return Delivered(feed, ({**head(record_id), "person": person, **by_feed[feed]},), body)


def order(record_id: str, offender: Record, protected: tuple[Record, ...] = (), kato: str = HOME) -> Delivered:
    """A protective order: the offender is of class JUSTICE, whoever is protected of class VICTIM."""
    said = {"number": f"ҚН-{record_id}", "issuedOn": "2026-02-01", "until": "2027-02-01", "unit": f"PSU-{kato}"}
    whom = {"protected": list(protected)} if protected else {}
    return Delivered("police-protective-orders", ({**head(record_id), "offender": offender, **whom, **said},))


def registered(
    record_id: str, person: Record, category: str = "RELEASED", kato: str = HOME, version: int = 1, **more: Any
) -> Delivered:
    """A registration that the police keep: the commonest open record."""
    said = {"status": "OPEN", "registeredOn": "2026-01-15", "unit": f"PSU-{kato}", "category": category, **more}
    return Delivered("police-registered-element", ({**head(record_id, version), "person": person, **said},))
