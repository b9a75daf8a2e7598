"""Signing on the head's own machine: no graph and no hub is needed, and the private key goes nowhere."""

import asyncio
import datetime as dt
import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from hub.audited_command import announced_command
from hub.graph_store import joined_store
from hub.settings import Settings
from prevention.reconciliation.act_file import ActFile, ActFileError, read_file
from prevention.reconciliation.acts import ActError, ReconciliationAct
from prevention.reconciliation.draw_up import DrawUpResult
from prevention.reconciliation.sign import Signing, sign
from prevention.reconciliation.signatories import heads, public_of, text_of, thumbprint
from resolvers.errors import CATALOGUE
from security.clock import today_in_kazakhstan, utc_now
from security.vault.secret_files import secret_file

SIGN = """mutation ($act: ID!, $key: String!, $signedOn: Date!, $signature: String!) {
  signReconciliation(act: $act, key: $key, signedOn: $signedOn, signature: $signature) {
    act status signatures } }"""
SECONDS = 30


def new_key(
    file: Annotated[Path, typer.Argument(help="Where to write the private key. It must not be there yet.")],
    passphrase: Annotated[bool, typer.Option(help="Ask for a passphrase under which the key is kept.")] = True,
) -> None:
    """Make a key for signing acts, on the head's own machine. Prints the public half, for whoever runs the hub."""
    if file.exists():
        sys.exit("ortaq: there is a file of that name; a key is never replaced")
    key = Ed25519PrivateKey.generate()
    encryption: KeySerializationEncryption = NoEncryption()
    if passphrase:
        encryption = BestAvailableEncryption(
            typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True).encode()
        )
    secret_file(file, lambda: key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    public = key.public_key()
    typer.echo(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(), nl=False)
    typer.echo(f"the name of the key is {thumbprint(public_of(public))}", err=True)


def sign_command(
    act: Annotated[
        typer.FileText,
        typer.Argument(encoding="utf-8", help="Act file, as export writes json. - for standard input."),
    ],
    key: Annotated[Path, typer.Option(help="PEM file with the head's private key.")],
    on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the signature; without it, today.")
    ] = None,
    submit: Annotated[str | None, typer.Option(help="Address of the hub to which to submit at once.")] = None,
    token: Annotated[Path | None, typer.Option(help="File with an access token, to submit.")] = None,
) -> None:
    """Sign an act, and print the signature as JSON; what is signed is shown on standard error first.

    Signatures that the file holds already are checked. Without --submit nothing leaves this machine: send the
    output to whoever runs the hub, who takes it in with ortaq reconciliation submit.
    """
    if (submit is None) != (token is None):
        raise typer.BadParameter("--submit and --token go together")
    try:
        file = read_file(act.read())
        file.check()
        signed = _signed(file, key, on.date() if on else today_in_kazakhstan())
    except ActFileError as error:
        sys.exit(f"ortaq: {error}")
    typer.echo(json.dumps(signed))
    if submit is not None and token is not None:
        typer.echo(f"taken in: {_submitted(submit, token.read_text().strip(), signed)}", err=True)


def submit_command(
    signature: Annotated[
        typer.FileText, typer.Argument(encoding="utf-8", help="What sign printed. - for standard input.")
    ],
) -> None:
    """Take in a signature that a head sent. Prints id, status, how many have signed."""
    try:
        document = json.loads(signature.read())
        day = dt.date.fromisoformat(document["signedOn"])
        today, now = today_in_kazakhstan(), utc_now()
        order = Signing(
            act=document["act"],
            key=document["key"],
            signed_on=day,
            signature=document["signature"],
            unit=None,
            today=today,
            now=now,
        )
    except (ValueError, KeyError, TypeError):
        sys.exit("ortaq: this is not what ortaq reconciliation sign prints")
    try:
        step = asyncio.run(_accepted(order))
    except ActError as error:
        sys.exit(f"ortaq: {CATALOGUE[error.code].texts['en']} ({error.code})")
    typer.echo("\t".join((step.act, step.status, str(step.signatures))))


async def _accepted(order: Signing) -> DrawUpResult:
    settings = Settings()
    async with joined_store(settings) as store, announced_command(settings, "reconciliation submit", store):
        return await sign(store, settings.home, order, partial(_body_of, settings.home, order.key))


def _body_of(home: Path, key: str, act: ReconciliationAct) -> str | None:
    """The body of whoever has the key; for a key of nobody, whose turn it is."""
    body = next((head.body for head in heads(home) if head.key == key), None)
    return body or act.next_body or act.kind.bodies[-1]


def _signed(file: ActFile, path: Path, day: dt.date) -> dict[str, Any]:
    private = _private_key(path)
    name = thumbprint(public_of(private.public_key()))
    statement = file.statement(name, day)
    stated = file.parsed_content
    typer.echo(f"{stated['norm']} {stated['district']['kato']} {stated['year']}-{stated['quarter']}", err=True)
    for row in stated["rows"]:
        typer.echo("\t".join(str(row[n]) for n in ("body", "putOn", "takenOff", "standing")), err=True)
    typer.echo(f"differences\t{stated['differences']['count']}", err=True)
    return {
        "act": stated["id"],
        "key": name,
        "signedOn": day.isoformat(),
        "signature": text_of(private.sign(statement)),
    }


def _private_key(path: Path) -> Ed25519PrivateKey:
    text = path.read_bytes()
    try:
        key = load_pem_private_key(text, None)
    except TypeError:
        passphrase = typer.prompt("Passphrase", hide_input=True, err=True)
        try:
            key = load_pem_private_key(text, passphrase.encode())
        except ValueError:
            sys.exit("ortaq: the passphrase does not open the key")
    except ValueError:
        sys.exit("ortaq: the file holds no private key in PEM")
    if not isinstance(key, Ed25519PrivateKey):
        sys.exit("ortaq: the key must be one of Ed25519")
    return key


def _submitted(url: str, token: str, signed: dict[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {token}", "Ortaq-Purpose": "RECONCILIATION"}
    body = {"query": SIGN, "variables": signed}
    try:
        answer = httpx.post(f"{url.rstrip('/')}/graphql", json=body, headers=headers, timeout=SECONDS).json()
    except (httpx.HTTPError, ValueError):
        sys.exit("ortaq: the hub did not answer; the signature above can be submitted later")
    if "errors" in answer:
        error = answer["errors"][0]
        sys.exit(f"ortaq: {error['message']} ({error['extensions']['code']})")
    step = answer["data"]["signReconciliation"]
    return f"{step['act']}\t{step['status']}\t{step['signatures']}"
