"""``ortaq notices``: what units told each other, and who has not confirmed it."""

from typing import Annotated, Any

import typer

from hub.cli import queries
from hub.cli.store_command import print_row, with_store


def notices(
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help="Those that nobody has confirmed.")] = False,
    unit: Annotated[str | None, typer.Option(help="Code of the unit to which they were sent; else all.")] = None,
    norm: Annotated[str | None, typer.Option(help="Number of a norm, such as 89-8a; else all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="The most lines.")] = 100,
) -> None:
    """List notices between units, the oldest first, separated by tabs: id, norm, sent (UTC), from, to, confirmed.

    No person and no text stands here. Units read their own over GraphQL, as Unit.inbox.
    """
    filters: dict[str, Any] = {"unconfirmed": unconfirmed, "unit": unit, "norm": norm, "limit": limit}

    for row in with_store(lambda store: store.read(queries.NOTICES, filters)):
        print_row(*row, absent="")
