"""What commands have in common that work on the graph of this site."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from graph.engine.store import Store
from hub.audited_command import changing
from hub.graph_store import joined_store
from hub.settings import Settings

T = TypeVar("T")


def with_store(work: Callable[[Store], Awaitable[T]], command: str | None = None) -> T:
    """Return what ``work`` gives; ``command`` names one that changes something, which the access log is told.

    Raises as :func:`hub.graph_store.joined_store`.
    """

    async def run() -> T:
        settings = Settings()
        async with joined_store(settings) as store:
            return await changing(settings, command, store, lambda: work(store))

    return asyncio.run(run())


def print_row(*values: object, absent: str = "-") -> None:
    """Print a line that ``cut`` and ``awk`` can read: values parted by tabs, none shortened.

    ``absent`` stands for a value that is not there.
    """
    typer.echo("\t".join(absent if value is None else str(value) for value in values))
