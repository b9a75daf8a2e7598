"""Decisions, releases, registrations and matches, as courts, institutions, police and probation tell them."""

from collections.abc import Iterator

from synthetic.draws.days import iso, number
from synthetic.wire.envelope import Row, draw, enveloped
from synthetic.wire.source import Source, code
from synthetic.wire.told import Told

_DECIDED = ("kind", "decidedOn", "inForceOn", "court", "article", "sentence", "termMonths", "until")
_MATCHED = ("foundAt", "decision", "reason", "decidedAt", "acknowledgedAt", "forwardedAt")
_PROFESSIONS = ("дәнекерлеуші", "тігінші", "ағаш шебері", "наубайшы", "электрик", "сылақшы")
_REGISTERS = {
    "PROB": "probation-register",
    "MIA": "police-registered-element",
    "MIGRATION": "migration-foreigners",
}


def decisions(source: Source) -> Iterator[Told]:
    """Decisions of the last years by the courts, older ones by the special records."""
    for row in source.rows("CourtDecision"):
        content = {name: row.get(name) for name in _DECIDED}
        if source.is_old(row):
            for place, person in enumerate(row["persons"], 1):
                own = {**content, "number": row["number"], "person": source.card(person, "KPSISU")}
                yield Told("kpsisu-records", enveloped(f"{row['recordId']}-{place}", own))
        else:
            cards = [source.card(person, "COURT") for person in row["persons"]]
            yield Told("court-decisions", enveloped(row["number"], {**content, "persons": cards}), stays=True)


def releases(source: Source) -> Iterator[Told]:
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
        yield Told("penal-releases", enveloped(row["recordId"], content))
        if draw(row["recordId"], 2):
            yield _profession(row, person, institution)


def _profession(row: Row, person: Row, institution: str | None) -> Told:
    released = number(row["releasedOn"])
    content = {
        "person": person,
        "institution": institution,
        "profession": _PROFESSIONS[draw(row["recordId"], len(_PROFESSIONS))],
        "startedOn": iso(released - 300),
        "endedOn": iso(released - 60),
    }
    return Told("penal-professions", enveloped(f"PRF-{row['recordId']}", content))


def registrations(source: Source) -> Iterator[Told]:
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
        yield Told(_REGISTERS[system], enveloped(row["recordId"], content))


def met(source: Source) -> Iterator[Told]:
    """What was entered in the registers that proactive queries watch."""
    for row in source.rows("RegisterEvent"):
        content = {"person": source.card(row["person"], "MIA"), "metIn": row["register"]}
        content |= {name: row[name] for name in ("happenedAt", "text")}
        yield Told("police-register-events", enveloped(row["recordId"], content), stays=True)


def matches(source: Source) -> Iterator[Told]:
    """Matches of proactive queries."""
    for row in source.rows("ProactiveMatch"):
        content = {"person": source.card(row["person"], "MIA"), "metIn": row["register"]}
        content["event"] = code(row.get("event"))
        content |= {name: row.get(name) for name in _MATCHED}
        yield Told("police-proactive-matches", enveloped(row["recordId"], content))


def files(source: Source) -> Iterator[Told]:
    """Operative files of the criminal police."""
    for row in source.rows("OperativeFile"):
        content = {
            "person": source.card(row["person"], "MIA"),
            "number": row["number"],
            "openedOn": row["openedOn"],
            "unit": code(row["unit"]),
        }
        yield Told("police-operative-files", enveloped(row["recordId"], content))
