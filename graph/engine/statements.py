"""Running a statement of a writing transaction."""

from typing import Any

from neo4j import AsyncManagedTransaction


async def rows_of(transaction: AsyncManagedTransaction, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a statement, each by the names of its columns. Of a list that is empty nothing is asked."""
    if parameters and all(value == [] for value in parameters.values()):
        return []
    return await (await transaction.run(text, parameters)).data()
