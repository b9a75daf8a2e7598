"""Sources that say another date of birth than their person has: each of them says so of itself.

A source's date and the person's are released together (tests/policy), so that this tells nobody anything new. A
number's date is not compared here: numbers are released to fewer.
"""

from collections.abc import Iterable

from graph.engine.unit_of_work import UnitOfWork
from schema.catalogue import SOURCE, SUBJECT
from schema.entities.people import DISPUTED
from schema.internal.feed_records import STANDS_ON


async def compare_sources(work: UnitOfWork, persons: Iterable[str]) -> list[str]:
    """Let the open sources of ``persons`` say whether their date of birth is the person's. Returns the changed."""
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}})<-[:{STANDS_ON}]-(s:{SOURCE}) "
        f"RETURN s.id AS id, s.{DISPUTED} AS before, p.birthDate AS born, s.birthDate AS said",
        ids=sorted(set(persons)),
    )
    now = {row["id"]: None not in (row["born"], row["said"]) and row["born"] != row["said"] for row in rows}
    changed = [row["id"] for row in rows if row["before"] != now[row["id"]]]
    await work.rows(
        f"UNWIND $rows AS row MATCH (s:{SOURCE} {{id: row.id}}) SET s.{DISPUTED} = row.now",
        rows=[{"id": record_id, "now": now[record_id]} for record_id in sorted(changed)],
    )
    return changed
