"""``ortaq notices``: what units told each other, and who has not confirmed it."""

from typing import Annotated, Any

import typer

from hub.cli.store_command import print_row, with_store

_LIST = """MATCH (n:Notice) WHERE NOT $unconfirmed OR n.confirmedAt IS NULL
  OPTIONAL MATCH (n)-[:SENT_BY]->(s:Unit) OPTIONAL MATCH (n)-[:SENT_TO]->(r:Unit)
  OPTIONAL MATCH (n)-[:ASKED_BY]->(a:Norm)
  WITH n, s, r, a WHERE ($unit IS NULL OR r.code = $unit) AND ($norm IS NULL OR a.code = $norm)
  RETURN [n.id, a.code, toString(n.sentAt), s.code, r.code, toString(n.confirmedAt)]
  ORDER BY n.sentAt, n.id LIMIT $limit"""


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

    for row in with_store(lambda store: store.read(_LIST, filters)):
        print_row(*row, absent="")
