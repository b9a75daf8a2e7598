"""One identification number is one person's, among the rows that are loaded too (docs/matching.md)."""

from collections.abc import Iterable

from graph.engine.records import VERSION, Record
from graph.engine.unit_of_work import UnitOfWork
from schema.catalogue import IIN_INDEX, SUBJECT
from schema.internal.feed_records import HAS_OPEN_RECORD


async def with_a_number_of_another(work: UnitOfWork, rows: Iterable[Record]) -> frozenset[str]:
    """The ids of those of the hub's own ``rows`` of persons whose number another row has, stored or earlier here.

    Whether the two are one person, or one has the other's number, cannot be told from here. A row of whom closed
    records alone tell has no number here: the refusal would tell of her, and an open record would be lost.
    """
    first_with: dict[str, str] = {}
    others: set[str] = set()
    indexes: list[list[str]] = []
    for row in rows:
        if (number := row.properties.get("iin")) is not None:
            if first_with.setdefault(number, row.id) != row.id:
                others.add(row.id)
            indexes += [[index, row.id] for index in work.sealer.indexes(SUBJECT, "iin", number)]
    stored = await work.rows(
        f"UNWIND $indexes AS pair MATCH (p:{SUBJECT} {{{IIN_INDEX}: pair[0]}}) "
        f"WHERE p.{VERSION} IS NOT NULL AND p.id <> pair[1] AND "
        f"(coalesce(p.{HAS_OPEN_RECORD}, false) OR NOT EXISTS {{ (p)<-[]-() }}) RETURN DISTINCT pair[1] AS id",
        indexes=indexes,
    )
    return frozenset(others | {row["id"] for row in stored})
