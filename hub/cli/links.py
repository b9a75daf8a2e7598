"""``ortaq links``: pairs of persons' records that may be of one person, and what is decided on them."""

import sys
from typing import Annotated

import typer

from graph.ingest.clusters import CONFIRMED, REJECTED
from graph.ingest.identity_links import STATUSES, NoLinkError, StoredLink, decide, links
from hub.cli.store_command import print_row, with_store
from hub.jobs.link_finder import link_all
from hub.settings import Settings
from security.clock import utc_now

CALLER = "command"

links_app = typer.Typer(
    help="Pairs of records that may be of one person: to list, to decide on, to undo.", no_args_is_help=True
)
LinkId = Annotated[str, typer.Argument(metavar="id", help="Id of the link; ortaq links list names them.")]


@links_app.command()
def find() -> None:
    """Look for candidates of whoever came or changed, and say of how many. A hub that runs does so by itself."""
    typer.echo(with_store(lambda store: link_all(Settings(), store), "links find"))


@links_app.command(name="list")
def list_links(
    status: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATUSES)}; else all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="The most lines.")] = 100,
) -> None:
    """List links, the likeliest first, separated by tabs: id, status, score, the two keys. No names stand here."""
    if status is not None and status not in STATUSES:
        raise typer.BadParameter(f"one of {', '.join(STATUSES)}")
    for link in with_store(lambda store: links(store, status, limit)):
        print_row(link.id, link.status, f"{link.score:.4f}", link.one, link.other)


@links_app.command()
def confirm(link_id: LinkId) -> None:
    """The two are one person."""
    _decide(link_id, CONFIRMED, "links confirm")


@links_app.command()
def reject(link_id: LinkId) -> None:
    """The two are two persons. What a link had joined is parted again, and the pair is not proposed any more."""
    _decide(link_id, REJECTED, "links reject")


@links_app.command()
def undo(link_id: LinkId) -> None:
    """Take a decision back: what the hub found by itself holds again."""
    _decide(link_id, None, "links undo")


def _decide(link_id: str, status: str | None, command: str) -> None:
    try:
        link: StoredLink = with_store(lambda store: decide(store, link_id, status, CALLER, utc_now()), command)
    except NoLinkError:
        sys.exit("ortaq: there is no such link; ortaq links list names them")
    typer.echo(f"{link.id}\t{link.status}")
