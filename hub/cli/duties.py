"""``ortaq duties``: what units owe under the norms, by when, and whether it was done."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from graph.engine.store import Store
from hub.cli import queries
from hub.cli.store_command import print_row, with_store
from hub.reports.past_duties import Wanted, listed_on
from prevention.duties.norms_page import page
from prevention.duties.rules.rule import Status
from prevention.engine import read_search_as, recompute_all
from prevention.norm_records import save_law
from prevention.repairs.registrations_without_court import Correction, unfounded
from schema.identifiers import NormCode, unit_id
from security.clock import today_in_kazakhstan, utc_now
from security.norms import NORMS

STATUSES = ", ".join(Status)

duties_app = typer.Typer(
    help="What units owe under the norms, by when, and whether it was done.", no_args_is_help=True
)


@duties_app.command(name="list")
def list_duties(
    status: Annotated[str | None, typer.Option(help=f"One of {STATUSES}; else all.")] = None,
    norm: Annotated[str | None, typer.Option(help="Number of a norm, such as 89-8a; else all.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of a unit; else all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="The most lines.")] = 100,
    on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As they stood at the end of a past day.")
    ] = None,
) -> None:
    """List duties, the first due first, separated by tabs: id, norm, status, day it arose, due (UTC), unit.

    No person stands here. For whose sake a duty is owed is told to whoever may know it, over GraphQL:
    { persons(where: { duties: { some: { status: { eq: OVERDUE } } } }) { nodes { familyName } } }

    With --on they are worked out anew by the norms of that day, from what the graph has of the time up to it.
    """
    if status is not None and status not in tuple(Status):
        raise typer.BadParameter(f"one of {STATUSES}")
    if on is not None and on.date() >= today_in_kazakhstan():
        raise typer.BadParameter("a day that is over", param_hint="--on")
    filters: dict[str, Any] = {"status": status, "norm": norm, "unit": unit, "limit": limit}

    async def work(store: Store) -> Sequence[Sequence[str | None]]:
        if on is None:
            return await store.read(queries.DUTIES, filters)
        return await listed_on(
            store, on.date(), Wanted(status, None if norm is None else NormCode(norm), unit_id(unit)), limit
        )

    for row in with_store(work):
        print_row(*row, absent="")


@duties_app.command()
def recompute() -> None:
    """Work all duties out anew from the facts, and say of how many files. A hub that runs keeps them by itself.

    Registrations that the hub itself once moved to SUPERVISED without a court are put on the list of those who fall
    under the law (622-13); each is printed, and those of others as supervised without a court's decision in force.
    """
    mended: list[Correction] = []
    others: list[tuple[str, bool]] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("files", total=None)

        async def work(store: Store) -> int:
            await save_law(store)
            count = await recompute_all(
                store,
                utc_now().replace(microsecond=0),
                lambda count: progress.update(task, completed=count),
                mended=mended.extend,
            )
            others.extend(await unfounded(store, today_in_kazakhstan()))
            return count

        typer.echo(with_store(work, "duties recompute"))
    for correction in mended:
        again = "\tstands again" if correction.stands_again else ""
        typer.echo(f"{correction.registration}\tSUPERVISED to FALLS_UNDER_SUPERVISION_LAW{again}")
    for registration, is_own in others:
        keeper = "the hub" if is_own else "an agency's system"
        typer.echo(f"{registration}\tSUPERVISED without a court's decision in force\tkept by {keeper}")


@duties_app.command(name="read")
def read_norm(
    norm: Annotated[str, typer.Argument(help="Number of a norm that can be read in several ways: 89-8b.")],
    reading: Annotated[str, typer.Argument(help="Name of the reading, as docs/norms.md has it.")],
    by: Annotated[str, typer.Option(help="Who decided so for this site: a post, and nobody's name.")],
) -> None:
    """Read a norm as this site decides, from now on: who decided and when is kept, and all is worked out anew."""
    readings = NORMS.provisions[norm].readings if norm in NORMS.provisions else None
    if readings is None:
        raise typer.BadParameter("it can be read in one way alone", param_hint="norm")
    if reading not in readings.words:
        raise typer.BadParameter(f"one of {', '.join(readings.words)}", param_hint="reading")

    async def work(store: Store) -> None:
        await read_search_as(store, reading, by, utc_now().replace(microsecond=0))

    with_store(work, "duties read")
    typer.echo(readings.words[reading]["en"])


@duties_app.command()
def norms() -> None:
    """Print every norm with what the hub watches of it, or why it does not (docs/norms.md)."""
    typer.echo(page(), nl=False)
