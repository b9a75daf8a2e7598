"""The roots that give records: by their ids, by a person's number, or page by page."""

from schema.types.factory import Argument, publish_plain
from schema.types.roots import ConnectionRoot, RecordRoot, Root, connection_arguments


def _one(name: str, target: str, meaning: str) -> Root:
    arguments = {"id": Argument("strawberry.ID", "Id of the record.")}
    return RecordRoot(name=name, returns=f"{target} | None", meaning=meaning, arguments=arguments, target=target)


def _all(name: str, target: str, what: str) -> Root:
    return ConnectionRoot(
        name=name,
        returns=f"{target}Connection | None",
        meaning=f"All {what} that the caller may read.",
        arguments=connection_arguments(target),
        target=target,
    )


QUERIES = (
    _one("node", "Node", "The record with this id, of whatever type."),
    Root(
        name="nodes",
        returns="list[Node | None]",
        meaning="The records with these ids, in the order asked; at most 500.",
        arguments={"ids": Argument("list[strawberry.ID]", "Ids of the records.")},
    ),
    _one("person", "Person", "The person with this id."),
    Root(
        name="personByIin",
        returns="Person | None",
        meaning="The person with this individual identification number.",
        arguments={"iin": Argument("IIN", "The number.")},
    ),
    Root(
        name="lookup",
        returns="list[Hit]",
        meaning="Hit or no hit, in the order and number asked, with the bodies to ask; no personal data.",
        arguments={"iins": Argument("list[IIN]", "The numbers, at most 500.")},
    ),
    _all("persons", "Person", "persons"),
    _one("case", "Case", "The case with this id."),
    _all("cases", "Case", "cases"),
    _all("courtDecisions", "CourtDecision", "court decisions"),
    _all("registrations", "Registration", "registrations"),
    _all("protectiveOrders", "ProtectiveOrder", "protective orders"),
    _all("units", "Unit", "units"),
    _all("inspectors", "Inspector", "inspectors"),
    _all("precincts", "Precinct", "administrative precincts"),
    _all("crisisCenters", "CrisisCenter", "crisis centres"),
    _all("ngos", "Ngo", "non-governmental organisations"),
    _all("agencies", "Agency", "agencies"),
    _all("regions", "Region", "regions and districts"),
    _one("reconciliationAct", "ReconciliationAct", "The reconciliation act with this id."),
    _all("reconciliationActs", "ReconciliationAct", "reconciliation acts"),
    _all("legalActs", "LegalAct", "legal acts"),
    _all("norms", "Norm", "norms of the legal acts"),
    _all("duties", "Duty", "duties under the norms"),
    _all("notices", "Notice", "notices between units"),
    _all("measures", "Measure", "measures of plans"),
    _all("indicators", "Indicator", "indicators of plans"),
)


def publish() -> None:
    """Publish the type that ``lookup`` gives."""
    hit = {
        "found": ("bool", "Whether the hub knows the number and the caller may know that."),
        "holders": ("list[Agency] | None", "The bodies to ask."),
    }
    publish_plain("Hit", "Whether a number is known, and whom to ask.", hit)
