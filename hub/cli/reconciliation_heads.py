"""``ortaq reconciliation head``: whose public keys may sign acts. The operator writes them down; none is secret."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hub.audited_command import change
from hub.cli.store_command import with_store
from hub.settings import Settings
from prevention.reconciliation.kinds import PROBATIONERS
from prevention.reconciliation.read_registers import Office, offices_named
from prevention.reconciliation.signatories import (
    HeadsError,
    Signatory,
    add,
    end,
    heads,
    public_of,
    signatory_content,
    thumbprint,
)
from schema.identifiers import HubId, UnitId
from security.clock import today_in_kazakhstan

head_app = typer.Typer(
    help="The heads who sign acts: the unit, rank and name of each, and a public key. Private keys stay with them.",
    no_args_is_help=True,
)
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day; without it, today.")]


@head_app.command(name="add")
def add_command(
    public_key: Annotated[Path, typer.Argument(help="PEM file with the public key, as new-key prints it.")],
    unit: Annotated[str, typer.Option(help="Id or code of the unit whose head this is.")],
    name: Annotated[str, typer.Option(help="Name of the head, as it stands in the act.")],
    rank: Annotated[str, typer.Option(help="Rank of the head.")],
    since: DayOption = None,
) -> None:
    """Write a head down, and print the name of the key. Make sure before that the key is the head's own."""
    office = _office(unit)
    body = next((register.body for register in PROBATIONERS.registers if office.kind in register.units), None)
    if body is None:
        sys.exit("ortaq: this unit keeps none of the registers on which an act is signed")
    public = public_of(_public_key(public_key))
    day = since.date() if since else today_in_kazakhstan()
    head = Signatory(
        key=thumbprint(public),
        public=public,
        unit=UnitId(HubId(office.id)),
        body=body,
        name=name,
        rank=rank,
        since=day,
    )
    try:
        change("reconciliation head add", lambda: add(Settings().home, head))
    except HeadsError as error:
        sys.exit(f"ortaq: {error}")
    typer.echo(head.key)


@head_app.command(name="list")
def list_command() -> None:
    """Print every head that was ever written down, as JSON: what docs/verify_act.py takes."""
    typer.echo(
        json.dumps(
            [signatory_content(signatory) for signatory in heads(Settings().home)], ensure_ascii=False, indent=1
        )
    )


@head_app.command(name="end")
def end_command(
    key: Annotated[str, typer.Argument(help="Name of the key; head list has it.")], on: DayOption = None
) -> None:
    """Let a key be good no longer than to a day. What it signed by then stays signed."""
    try:
        day = on.date() if on else today_in_kazakhstan()
        head = change("reconciliation head end", lambda: end(Settings().home, key, day))
    except HeadsError as error:
        sys.exit(f"ortaq: {error}")
    typer.echo(f"{head.key}\t{head.until}")


def _office(name: str) -> Office:
    offices = with_store(lambda store: offices_named(store, name))
    if len(offices) != 1:
        sys.exit("ortaq: no unit has this id or code" if not offices else "ortaq: several units have this code")
    return offices[0]


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError:
        sys.exit("ortaq: the file holds no public key in PEM")
    if not isinstance(key, Ed25519PublicKey):
        sys.exit("ortaq: the key must be one of Ed25519")
    return key
