"""An empty graph, and numbers and places for records."""

from neo4j import AsyncManagedTransaction

from hub.population.iin import check_digit
from tests.conftest import Graph

SEMEY, AKTAU = "101000000", "471000000"


def iin(eleven: str) -> str:
    """A valid number that begins so, or nearly."""
    while (digit := check_digit(eleven)) is None:
        eleven = f"{int(eleven) + 1:011}"
    return f"{eleven}{digit}"


ONE, OTHER = iin("90010130012"), iin("85050540034")


async def emptied(graph: Graph) -> None:
    """Take out all that is in the graph."""

    async def work(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run("MATCH (n) DETACH DELETE n")).consume()

    await graph.store.write(work)
