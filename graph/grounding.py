"""What is asked of records that have just been written: the codes of what is refused, and who asks.

The graph does not know the law. Whoever opens a store hands it the question (prevention/grounds), as it hands it
the keys; both doors, the feeds' and that of ``ortaq load``, ask it in the transaction that wrote.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from neo4j import AsyncManagedTransaction

from graph.records import Record

Grounds = Callable[[AsyncManagedTransaction, Sequence[Record]], Awaitable[None]]
"""Sees that records just written stand on what the law asks.

Raises:
    graph.grounds.UngroundedError: some do not. The transaction must not be committed.
"""

NO_RULING = "NO_RULING"
NO_SPECIAL_INSTITUTION = "NO_SPECIAL_INSTITUTION"
STAY_ON_RECORD = "STAY_ON_RECORD"
NOT_SOUGHT = "NOT_SOUGHT"
OUT_OF_TURN = "OUT_OF_TURN"
IN_THE_FUTURE = "IN_THE_FUTURE"

TEXTS: Mapping[str, str] = {
    NO_RULING: "ruling: no ruling of a court lets this person be held in a special institution on that day",
    NO_SPECIAL_INSTITUTION: "unit: nobody who is to be expelled is held but in a special institution",
    NOT_SOUGHT: "case: this person is not to be searched for: under no control, awaited still, or found",
    OUT_OF_TURN: "kind: a wanted notice is the last of the three acts of 89-8c",
    IN_THE_FUTURE: "it has not happened yet",
}
"""Why ``ortaq load`` refuses a line, by code."""
