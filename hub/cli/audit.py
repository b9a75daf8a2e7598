"""``ortaq audit``: whether the access log is whole, and what it says."""

import asyncio
import importlib.util
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Annotated

import orjson
import typer
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hub.settings import Settings
from security.audit.entry import AuditEntry, as_id, now, open_reason, time_of
from security.audit.intents import unfinished
from security.audit.log import FOLDER, open_log
from security.audit.query import Logged, Span, entries, extract, norms_used, readings, unreviewed
from security.audit.stream_state import last_line
from security.clock import KAZAKHSTAN, today_in_kazakhstan
from security.vault.secret_files import read_secret

audit = typer.Typer(help="The access log: to verify, to ask, to review.", no_args_is_help=True)
VERIFIER = Path(__file__).parents[2] / "docs" / "verify_access_log.py"

Since = Annotated[datetime | None, typer.Option(help="From this moment on, in Kazakhstan.")]
Until = Annotated[datetime | None, typer.Option(help="To before this moment, in Kazakhstan.")]
PersonId = Annotated[str, typer.Argument(help="The hub's id of the person.")]


@audit.command()
def verify(
    heads: Annotated[list[Path] | None, typer.Option(help="Heads that were kept elsewhere.")] = None,
) -> None:
    """Say everything that is wrong with the log; ends with 1 if anything is.

    Runs docs/verify_access_log.py, which needs nothing of the hub and runs elsewhere just as well.
    """
    settings = Settings()
    folder = settings.home / FOLDER
    if not folder.is_dir():
        raise typer.BadParameter(f"there is no log in {folder}: the hub has not answered anybody yet")
    key = load_pem_public_key((settings.keys / "access-log.pub").read_bytes())
    problems = _verifier().verify(folder, key, heads or [])
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo("nothing was changed, removed, inserted, moved or cut off", err=True)


@audit.command()
def heads() -> None:
    """Print the newest signed head of each stream, to keep elsewhere: a line each."""
    for stream in sorted((Settings().home / FOLDER).glob("w*/heads.jsonl")):
        line, _ = last_line(stream)
        if line:
            typer.echo(line.decode())


@audit.command()
def who(person: PersonId, since: Since = None, until: Until = None) -> None:
    """Print who read a person: a JSON line for each answer."""
    _print(readings(Settings().home, _span(since, until), person=person))


@audit.command()
def caller(
    subject: Annotated[str, typer.Argument(help="The caller, as entries name it.")],
    since: Since = None,
    until: Until = None,
) -> None:
    """Print what a caller read: a JSON line for each answer."""
    _print(readings(Settings().home, _span(since, until), caller=subject))


@audit.command()
def norms(since: Since = None, until: Until = None) -> None:
    """Print how many answers stood on each norm."""
    for norm, count in sorted(norms_used(Settings().home, _span(since, until)).items()):
        typer.echo(f"{count:>8}  {norm}")


@audit.command(name="extract")
def extract_command(person: PersonId, since: Since = None, until: Until = None) -> None:
    """Print what a person may be told of who read about them: nobody else is named."""
    for reading in extract(Settings().home, person, _span(since, until)):
        typer.echo(orjson.dumps(reading).decode())


@audit.command(name="unreviewed")
def unreviewed_command() -> None:
    """Print the readings in an emergency that nobody has reviewed, with their reasons and last days."""
    settings, today = Settings(), today_in_kazakhstan()
    for emergency in unreviewed(settings.home):
        entry = emergency.reading.entry
        state = "OVERDUE" if emergency.overdue(today) else "due"
        typer.echo(
            f"{emergency.reading.place}  {state} {emergency.due}  {entry['role']} {entry['caller']}  "
            f"{len(entry['persons'])} persons  {_reason(settings, emergency.reading)}"
        )


@audit.command(name="unfinished")
def unfinished_command() -> None:
    """Print the changes that were announced and have no outcome: those under way, and those a crash left.

    What a crash left is looked up in the graph at the next start; kind found_written or found_unwritten says so.
    """
    for entry in unfinished(Settings().home):
        typer.echo(orjson.dumps(entry).decode())


@audit.command()
def review(
    place: Annotated[str, typer.Argument(help="The reading, as `ortaq audit unreviewed` names it.")],
    by: Annotated[str, typer.Option(help="Who has reviewed it.")],
) -> None:
    """Record that a reading in an emergency was reviewed."""
    settings = Settings()
    entry_found = next((entry for entry in entries(settings.home) if entry.place == place), None)
    if entry_found is None or entry_found.entry["kind"] != "emergency":
        raise typer.BadParameter(f"{place} is no reading in an emergency")
    if place not in {emergency.reading.place for emergency in unreviewed(settings.home)}:
        raise typer.BadParameter(f"{place} was reviewed already")
    if entry_found.entry["caller"] == as_id(by):
        raise typer.BadParameter("whoever read it cannot review it")
    entry = AuditEntry(
        kind="reviewed",
        time=now(),
        caller=by,
        role="auditor",
        area=None,
        unit=None,
        agency=None,
        purpose="OVERSIGHT",
        reviews=place,
    )
    asyncio.run(_append(settings, entry))
    typer.echo(f"{place} is reviewed", err=True)


def _span(since: datetime | None, until: datetime | None) -> Span:
    start, end = ("" if moment is None else time_of(moment.replace(tzinfo=KAZAKHSTAN)) for moment in (since, until))
    return Span(start, end)


async def _append(settings: Settings, entry: AuditEntry) -> None:
    async with open_log(settings.home, settings.keys) as log:
        await log.append(entry)


def _print(entries_: Iterable[Logged]) -> None:
    for entry in entries_:
        typer.echo(orjson.dumps(entry.entry).decode())


def _reason(settings: Settings, logged: Logged) -> str:
    sealed = logged.entry["reason"]
    try:
        return open_reason(read_secret(settings.keys / "reasons"), sealed) if sealed else ""
    except (InvalidTag, FileNotFoundError):
        return "(its reason cannot be opened: keys/reasons is another key)"


def _verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_access_log", VERIFIER)
    if spec is None or spec.loader is None:
        sys.exit(f"ortaq: {VERIFIER} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
