"""An empty graph, and numbers and places for records."""

from graph.engine.store import Address
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from prevention.norm_records import save_law
from synthetic.draws.iin import check_digit
from tests.conftest import Graph

SEMEY, AKTAU = "101000000", "471000000"


def iin(eleven: str) -> str:
    """A valid number that begins so, or nearly."""
    while (digit := check_digit(eleven)) is None:
        eleven = f"{int(eleven) + 1:011}"
    return f"{eleven}{digit}"


ONE, OTHER = iin("90010130012"), iin("85050540034")


ALL = "MATCH (n) DETACH DELETE n"
ALL_BUT_LAW = "MATCH (n) WHERE NOT (n:LegalAct OR n:Norm) DETACH DELETE n"
LAW = """MATCH (n:LegalAct) RETURN [properties(n), null] AS law
  UNION ALL MATCH (n:Norm) RETURN [properties(n), [(n)--(a:LegalAct) | a.id]] AS law"""
_loaded: dict[Address, list[str]] = {}
"""The law of each graph as it was loaded."""


async def emptied(graph: Graph) -> None:
    """Take out all that is in the graph."""
    await _run(graph, ALL)


async def lawful(graph: Graph) -> None:
    """Take out all but the law; where it is not as it was loaded, load it anew."""
    await _run(graph, ALL_BUT_LAW)
    if graph.address not in _loaded or await _law(graph) != _loaded[graph.address]:
        await emptied(graph)
        await save_law(graph.store)
        _loaded[graph.address] = await _law(graph)


async def _law(graph: Graph) -> list[str]:
    return sorted(map(str, await graph.store.read(LAW, {})))


async def _run(graph: Graph, text: str) -> None:
    async def job(work: UnitOfWork) -> None:
        await work.rows(text)

    await commit(graph.store, job)
