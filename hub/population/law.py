"""Legal acts and norms, as the domain lists them."""

from hub.population.feeds import Feeds
from hub.population.tables import localized, table

SYSTEM = "HUB"


def norm(code: str) -> str | None:
    """The reference to a norm; None for an empty code."""
    return f"{SYSTEM}/{code}" if code else None


def write_law(feeds: Feeds) -> None:
    """Write every act with its dates, and every norm with its act."""
    for number, row in table("acts").items():
        values = {
            "number": number,
            "title": localized(row),
            "adoptedOn": row["adopted"].isoformat(),
            "inForceFrom": row["in_force"].isoformat() if "in_force" in row else None,
            "repealedOn": row["repealed"].isoformat() if "repealed" in row else None,
        }
        feeds.add("LegalAct", SYSTEM, values, number)
    for code, row in table("norms").items():
        act = f"{SYSTEM}/{code.partition('-')[0]}"
        feeds.add("Norm", SYSTEM, {"code": code, "summary": localized(row), "act": act}, code)
