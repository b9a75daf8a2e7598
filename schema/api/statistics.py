"""The root of the protected statistics."""

import strawberry

from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

QUERIES = (
    Root(
        name="statistics",
        returns="Statistics | None",
        meaning="How many persons stood on each register, by district, at the end of a quarter; the last one that "
        "has ended, unless another is asked for. Null if there is no such quarter; an error as long as the hub has "
        "not worked it out.",
        arguments={
            "year": Argument("int | None", "The year, with `quarter`.", strawberry.UNSET),
            "quarter": Argument("int | None", "The quarter, 1 to 4, with `year`.", strawberry.UNSET),
        },
    ),
)


def publish() -> None:
    """Publish the types that this root gives."""
    count = {
        "category": ("RegisterCategory", "The register."),
        "persons": ("int | None", "How many persons; null where that is not told."),
    }
    district = {
        "kato": ("str", "The district's KATO code."),
        "counts": ("list[StatisticsCount]", "Every register."),
    }
    table = {
        "year": ("int", "The year."),
        "quarter": ("int", "The quarter, 1 to 4."),
        "asOf": ("Date", "The day as of which is counted: the last of the quarter."),
        "threshold": ("int", "The least number that is told."),
        "districts": ("list[StatisticsDistrict]", "The caller's districts of which something is told."),
        "sums": ("list[StatisticsCount]", "Sums of what is told: what is withheld is in none of them."),
    }
    publish_plain("StatisticsCount", "How many persons stood on a register.", count)
    publish_plain("StatisticsDistrict", "The registers of a district.", district)
    publish_plain("Statistics", "Counts that tell of nobody.", table)
