"""The command ``ortaq ids``: ids of the old form brought over, and ids looked up."""

import asyncio
from functools import partial
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from graph.engine.store import Store
from graph.rekey import is_old
from graph.write.ids import keyed
from hub.audited_command import changing
from hub.cli import queries
from hub.cli.store_command import print_row, with_store
from hub.graph_store import unchecked_store
from hub.jobs.rekey_hub import rekey
from hub.settings import Settings
from schema.catalogue import CATALOGUE

ids = typer.Typer(help="The ids of records, which are keyed with a key of the hub.", no_args_is_help=True)
err = Console(stderr=True)


@ids.command(name="rekey")
def rekey_command() -> None:
    """Bring a graph whose ids are of the old form over to keyed ids. No hub may serve it meanwhile.

    Stopped or killed, it goes on when it is called again. Streams begin anew afterwards; the access log keeps the
    old ids (ortaq ids of).
    """
    is_complete = asyncio.run(_rekey(Settings()))
    typer.echo("all ids are keyed" if is_complete else "nothing to do: all ids are keyed already")


@ids.command(name="of")
def of_command(old: Annotated[list[str], typer.Argument(help="Ids of the old form.")]) -> None:
    """Print what ids of the old form have become: the old one, a tab, the new one.

    Of a person who is put together of several records by now, it is the id of that person.
    """
    if wrong := [old_id for old_id in old if not is_old(old_id)]:
        raise typer.BadParameter(f"{wrong[0]} is no id of the old form")

    async def work(store: Store) -> list[tuple[str, str]]:
        return [(old_id, await _now(store, old_id)) for old_id in old]

    for row in with_store(work):
        print_row(*row)


@ids.command(name="bodies")
def bodies_command(
    type_name: Annotated[str, typer.Option("--type", help="Unit, or the type of an organisation.")] = "Unit",
) -> None:
    """List bodies with their ids, codes and names: what stands in a token as unit, and in ortaq token --unit."""
    type_names = [entity.name for entity in CATALOGUE.members("Organisation")]
    if type_name not in ("Unit", *type_names):
        raise typer.BadParameter(f"no type of bodies; one of: Unit, {', '.join(type_names)}")

    async def work(store: Store) -> list[Any]:
        return await store.read(queries.bodies_of(type_name), {})

    for row in with_store(work):
        print_row(*row, absent="")


async def _now(store: Store, old: str) -> str:
    new = keyed(store.sealer, old)
    return next(iter(await store.read(queries.PERSON_OF_KEY, {"id": new})), new)


async def _rekey(settings: Settings) -> bool:
    columns = (TextColumn("{task.description:24}"), TextColumn("{task.completed:>10}"), TimeElapsedColumn())
    async with unchecked_store(settings) as store:
        with Progress(*columns, console=err) as bars:
            tasks: dict[str, Any] = {}

            def advance(name: str, count: int) -> None:
                if name not in tasks:
                    tasks[name] = bars.add_task(name, total=None)
                bars.update(tasks[name], completed=count)

            work = partial(rekey, store, settings.home, advance)
            return await changing(settings, "ids rekey", store, work)
