"""Decisions, releases, registrations and matches, as courts, institutions, police and probation tell them."""

from collections.abc import Iterator

from synthetic.draws.days import iso, number
from synthetic.wire.envelope import WireRow, draw, enveloped
from synthetic.wire.source import PopulationReader, code
from synthetic.wire.told import WireRecord

_DECIDED = ("kind", "decidedOn", "inForceOn", "court", "article", "sentence", "termMonths", "until")
_MATCHED = ("foundAt", "decision", "reason", "decidedAt", "acknowledgedAt", "forwardedAt")
_PROFESSIONS = ("дәнекерлеуші", "тігінші", "ағаш шебері", "наубайшы", "электрик", "сылақшы")
_REGISTERS = {
    "PROB": "probation-register",
    "MIA": "police-registered-element",
    "MIGRATION": "migration-foreigners",
}


def decisions(source: PopulationReader) -> Iterator[WireRecord]:
    """Decisions of the last years by the courts, older ones by the special records."""
    for row in source.rows("CourtDecision"):
        content = {name: row.get(name) for name in _DECIDED}
        if source.is_old(row):
            for place, person in enumerate(row["persons"], 1):
                decision = {**content, "number": row["number"], "person": source.card(person, "KPSISU")}
                yield WireRecord("kpsisu-records", enveloped(f"{row['recordId']}-{place}", decision))
        else:
            cards = [source.card(person, "COURT") for person in row["persons"]]
            yield WireRecord("court-decisions", enveloped(row["number"], {**content, "persons": cards}), stays=True)


def releases(source: PopulationReader) -> Iterator[WireRecord]:
    """Notices of release; half of those released learnt a profession."""
    for row in source.rows("ReleaseNotice"):
        person, institution = source.card(row["person"], "PENAL"), code(row["institution"])
        content = {
            "person": person,
            "institution": institution,
            "ground": row["kind"],
            "notifiedOn": row["notifiedOn"],
            "releasedOn": row["releasedOn"],
            "plannedArrivalOn": row["plannedArrivalOn"],
            "arrivedOn": row.get("arrivedOn"),
            "chosen": source.address(row.get("chosenAddress")),
        }
        yield WireRecord("penal-releases", enveloped(row["recordId"], content))
        if draw(row["recordId"], 2):
            yield _profession(row, person, institution)


def _profession(row: WireRow, person: WireRow, institution: str | None) -> WireRecord:
    released = number(row["releasedOn"])
    content = {
        "person": person,
        "institution": institution,
        "profession": _PROFESSIONS[draw(row["recordId"], len(_PROFESSIONS))],
        "startedOn": iso(released - 300),
        "endedOn": iso(released - 60),
    }
    return WireRecord("penal-professions", enveloped(f"PRF-{row['recordId']}", content))


def registrations(source: PopulationReader) -> Iterator[WireRecord]:
    """Registrations, each by the body that keeps the register."""
    for row in source.rows("Registration"):
        system = row["system"]
        content = {
            "person": source.card(row["person"], system, home=True),
            "status": row["status"],
            "registeredOn": row["registeredOn"],
            "closedOn": row.get("closedOn"),
            "closedBecause": row.get("closedBecause"),
            "unit": code(row["unit"]),
            "decision": source.sent_by_court(row.get("basis")),
            "inspector": code(row.get("inspector")),
        }
        if system == "MIA":
            content["category"] = row["category"]
        if system == "MIGRATION":
            content["document"] = source.document(row["person"])
        yield WireRecord(_REGISTERS[system], enveloped(row["recordId"], content))


def met(source: PopulationReader) -> Iterator[WireRecord]:
    """What was entered in the registers that proactive queries watch."""
    for row in source.rows("RegisterEvent"):
        content = {"person": source.card(row["person"], "MIA"), "metIn": row["register"]}
        content |= {name: row[name] for name in ("happenedAt", "text")}
        yield WireRecord("police-register-events", enveloped(row["recordId"], content), stays=True)


def matches(source: PopulationReader) -> Iterator[WireRecord]:
    """Matches of proactive queries."""
    for row in source.rows("ProactiveMatch"):
        content = {"person": source.card(row["person"], "MIA"), "metIn": row["register"]}
        content["event"] = code(row.get("event"))
        content |= {name: row.get(name) for name in _MATCHED}
        yield WireRecord("police-proactive-matches", enveloped(row["recordId"], content))


def files(source: PopulationReader) -> Iterator[WireRecord]:
    """Operative files of the criminal police."""
    for row in source.rows("OperativeFile"):
        content = {
            "person": source.card(row["person"], "MIA"),
            "number": row["number"],
            "openedOn": row["openedOn"],
            "unit": code(row["unit"]),
        }
        yield WireRecord("police-operative-files", enveloped(row["recordId"], content))
