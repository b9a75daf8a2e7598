"""The root fields of the API, and what each stands for."""

from dataclasses import dataclass
from typing import Literal

RootKind = Literal[
    "by_id",
    "by_ids",
    "by_iin",
    "connection",
    "lookup",
    "me",
    "access",
    "log",
    "statistics",
    "feeds",
    "links",
    "reconciliation",
    "changes",
    "work",
]

MAX_VALUES = 500
"""The most ids or numbers that one root field takes, and the largest page."""

DEFAULT_PAGE = 50


@dataclass(frozen=True)
class Root:
    """A root field: its kind, and the type of what it gives."""

    name: str
    kind: RootKind
    type: str
    meaning: str


def _list(name: str, type_name: str, what: str) -> Root:
    return Root(name, "connection", type_name, f"All {what} that the caller may read.")


ROOTS: dict[str, Root] = {
    root.name: root
    for root in (
        Root("me", "me", "Caller", "The caller, as the token names it."),
        Root(
            "access",
            "access",
            "FieldAccess",
            "What of a field is released to the caller, and on which norms.",
        ),
        Root("accessLog", "log", "ReadingPage", "Answers that were given, by time: to whom, about whom, and why."),
        Root(
            "unreviewedEmergencies",
            "log",
            "Reading",
            "Readings in an emergency that wait for review, oldest first.",
        ),
        Root("accessNorms", "log", "NormUse", "How many answers stood on each norm."),
        Root(
            "accessExtract",
            "log",
            "Extract",
            "What a person is told of who read about them: no other person, no caller, no case.",
        ),
        Root(
            "statistics",
            "statistics",
            "Statistics",
            "How many persons stood on each register, by district, at the end of a quarter; the last one that has "
            "ended, unless another is asked for. Null if there is no such quarter; an error as long as the hub has "
            "not worked it out.",
        ),
        Root("deliveries", "feeds", "Delivery", "What the caller delivered, the newest first."),
        Root(
            "delivery",
            "feeds",
            "Delivery",
            "What the caller delivered of a feed under a key: how far it is, or its receipt. Null if nothing was.",
        ),
        Root(
            "quarantine",
            "feeds",
            "Quarantined",
            "The caller's own records that were refused and neither came in since nor were dropped, oldest first.",
        ),
        Root(
            "recordSources",
            "links",
            "RecordSource",
            "On which records of which systems a record stands, the newest first; on none where it came in the "
            "hub's own form.",
        ),
        Root(
            "personLinks",
            "links",
            "PersonLink",
            "Pairs of records that may be, are or are not of one person, of those who stand on this person.",
        ),
        Root("node", "by_id", "Node", "The record with this id, of whatever type."),
        Root("nodes", "by_ids", "Node", "The records with these ids, in the order asked; at most 500."),
        Root("person", "by_id", "Person", "The person with this id."),
        Root("personByIin", "by_iin", "Person", "The person with this individual identification number."),
        Root(
            "lookup",
            "lookup",
            "Hit",
            "Hit or no hit, in the order and number asked, with the bodies to ask; no personal data.",
        ),
        _list("persons", "Person", "persons"),
        Root("case", "by_id", "Case", "The case with this id."),
        _list("cases", "Case", "cases"),
        _list("courtDecisions", "CourtDecision", "court decisions"),
        _list("registrations", "Registration", "registrations"),
        _list("protectiveOrders", "ProtectiveOrder", "protective orders"),
        _list("units", "Unit", "units"),
        _list("inspectors", "Inspector", "inspectors"),
        _list("precincts", "Precinct", "administrative precincts"),
        _list("crisisCenters", "CrisisCenter", "crisis centres"),
        _list("ngos", "Ngo", "non-governmental organisations"),
        _list("agencies", "Agency", "agencies"),
        _list("regions", "Region", "regions and districts"),
        Root("reconciliationAct", "by_id", "ReconciliationAct", "The reconciliation act with this id."),
        _list("reconciliationActs", "ReconciliationAct", "reconciliation acts"),
        _list("legalActs", "LegalAct", "legal acts"),
        _list("duties", "Duty", "duties under the norms"),
        _list("notices", "Notice", "notices between units"),
        _list("measures", "Measure", "measures of plans"),
        _list("indicators", "Indicator", "indicators of plans"),
    )
}
"""Root fields by name."""
