"""The command ``ortaq webhooks``: to whom the hub sends, how far it has got, and how to move it by hand."""

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.audited_command import change
from hub.policies import policy_of
from hub.settings import Settings
from hub.subscriptions.lifecycle import journal_of, webhooks_of
from hub.subscriptions.webhook_config import Webhook
from hub.subscriptions.webhook_state import Journal, WebhookState
from resolvers.errors import HubError
from resolvers.subscriptions.positions import FIRST, Positions
from security.vault.cursor_seal import CursorSeal, new_key
from security.vault.secret_files import secret_file

webhooks = typer.Typer(help="Those to whom the hub sends what happens.", no_args_is_help=True)

WebhookName = Annotated[str, typer.Argument(help="Name of a webhook.")]


def _configured(name: str) -> tuple[Settings, Webhook, Journal]:
    settings = Settings()
    webhooks = webhooks_of(settings, policy_of(settings))
    if name not in webhooks:
        raise typer.BadParameter(f"no such webhook; one of: {', '.join(sorted(webhooks)) or 'none'}")
    return settings, webhooks[name], journal_of(settings)


def _word(state: WebhookState) -> str:
    if state.parked is not None:
        return f"parked: {state.parked}"
    if state.failures:
        return f"failing, {state.failures} times"
    return "new" if state.mark is None else "sending"


def _time(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M:%SZ") if seconds else "-"


@webhooks.command(name="list")
def list_command() -> None:
    """List every webhook, its state, and when something was last taken."""
    settings = Settings()
    journal = journal_of(settings)
    table = Table("name", "role", "area", "until", "state", "last taken")
    for webhook in webhooks_of(settings, policy_of(settings)).values():
        state, caller = journal.state(webhook.name), webhook.caller
        row = (
            webhook.name,
            caller.role,
            caller.area or "-",
            str(webhook.until),
            _word(state),
            _time(state.delivered),
        )
        table.add_row(*row)
    Console().print(table)


@webhooks.command()
def show(name: WebhookName) -> None:
    """Show one webhook."""
    _, webhook, journal = _configured(name)
    state = journal.state(name)
    typer.echo(f"url        {webhook.url}")
    typer.echo(f"until      {webhook.until}")
    typer.echo(f"state      {_word(state)}")
    typer.echo(f"failing    since {_time(state.since if state.failures else 0)}")
    typer.echo(f"last taken {_time(state.delivered)}")


@webhooks.command()
def resume(name: WebhookName) -> None:
    """Let a parked webhook go on where it stopped. A running hub does so within a second or two."""
    _, _, journal = _configured(name)
    change("webhooks resume", lambda: journal.change(name, None, parked=None, failures=0))
    typer.echo(f"{name} goes on where it stopped")


@webhooks.command()
def replay(
    name: WebhookName,
    after: Annotated[
        str, typer.Option(help="A position that the receiver was given; without it, from the first record ever.")
    ] = "",
) -> None:
    """Send again what happened after a position."""
    settings, webhook, journal = _configured(name)
    mark = FIRST
    if after:
        seal = CursorSeal(secret_file(settings.keys / "cursors", new_key))
        try:
            mark = Positions(seal, webhook.caller.subject, "").read(after)
        except HubError:
            raise typer.BadParameter("not a position that this hub gave to this webhook") from None
    change("webhooks replay", lambda: journal.change(name, None, parked=None, failures=0, mark=mark))
    typer.echo(f"{name} is sent again what happened")
