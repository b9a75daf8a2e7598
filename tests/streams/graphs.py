"""Graphs for tests that follow what is written: emptied, written to record by record."""

from collections.abc import Mapping
from typing import Any

import orjson
from neo4j import AsyncManagedTransaction

from adapters.intake import record_of
from graph.writer import write
from schema.catalogue import CATALOGUE
from tests.conftest import Graph


async def emptied(graph: Graph) -> None:
    """Take out all that is in the graph."""

    async def empty(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run("MATCH (n) DETACH DELETE n")).consume()

    await graph.store.write(empty)
