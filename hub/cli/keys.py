"""The command ``ortaq keys``: what keys the vault has, and how they are changed."""

import asyncio
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from hub.audited_command import announced_command, change
from hub.graph_store import joined_store, vault_of
from hub.jobs.key_rotation import Rotated, rotate
from hub.settings import Settings
from schema.catalogue import CATALOGUE
from schema.model import Entity
from security.vault.kek import site_stores
from security.vault.key_file import read_ring
from security.vault.key_operations import next_file_kek, rewrap

keys = typer.Typer(help="The keys by which identity numbers are encrypted at rest.", no_args_is_help=True)
err = Console(stderr=True)


@keys.command(name="list")
def list_command() -> None:
    """List every version of every type's keys: its state, its day, and the key that wraps it."""
    settings = Settings()
    vault_of(settings)
    ring = read_ring(settings.keys)
    table = Table("type", "version", "state", "made", "wrapped by")
    for name, versions in sorted(ring.types.items() if ring else ()):
        for version in versions:
            state = "current" if version is versions[-1] else "being replaced"
            table.add_row(name, str(version.version), state, str(version.made_on), version.kek)
    Console().print(table)


@keys.command(name="rotate")
def rotate_command(
    type_name: Annotated[str | None, typer.Option("--type", help="One type; without it, every type.")] = None,
) -> None:
    """Give types new keys and encrypt anew what the old ones did. The hub may serve meanwhile.

    Stopped or killed, it goes on where it was when it is called again.
    """
    for rotated in asyncio.run(_rotate(Settings(), _entities(type_name))):
        typer.echo(
            f"{rotated.type}: key {rotated.version} is current, {rotated.records} records encrypted anew, "
            f"retired: {', '.join(map(str, rotated.retired)) or 'none'}"
        )


@keys.command(name="rewrap")
def rewrap_command(
    kek: Annotated[
        str | None, typer.Option(help="Key-encryption key, file:NAME or env:NAME; without it, a new file.")
    ] = None,
) -> None:
    """Wrap every key with another key-encryption key. No record is touched; the old one may then be destroyed."""
    folder = Settings().keys

    def wrap() -> tuple[int, str]:
        target = kek or next_file_kek(folder)
        return rewrap(folder, site_stores(folder), target), target

    count, target = change("keys rewrap", wrap)
    typer.echo(f"{count} versions wrapped anew, all by {target}")


def _entities(type_name: str | None) -> tuple[Entity, ...]:
    entities = {entity.name: entity for entity in CATALOGUE.sealed_entities}
    if type_name is None:
        return CATALOGUE.sealed_entities
    if type_name not in entities:
        raise typer.BadParameter(f"nothing of that type is encrypted; one of: {', '.join(entities)}")
    return (entities[type_name],)


async def _rotate(settings: Settings, entities: tuple[Entity, ...]) -> list[Rotated]:
    columns = (TextColumn("{task.description:22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with joined_store(settings) as store, announced_command(settings, "keys rotate", store):
        with Progress(*columns, console=err) as bars:
            tasks: dict[str, Any] = {}

            def advance(name: str, count: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bars.add_task(name, total=total)
                bars.update(tasks[name], completed=count, total=total)

            return await rotate(store, settings.keys, entities, advance)
