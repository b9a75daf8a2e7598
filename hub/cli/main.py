"""The command ``ortaq``."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from adapters.bulk.load_files import FeedReport, NoFeedsError, load
from adapters.bulk.plan_records import PlanReport, load_plan
from adapters.plan_text import PlanTextError, read_plan
from adapters.systems import FEEDS
from graph.engine.embedded_arcadedb import GraphInUseError, GraphStartError
from graph.engine.probes import UnfitEngineError
from graph.engine.store import GraphDownError, StatementError, Store
from graph.write.id_scheme import IdSchemeError
from hub.audited_command import changing
from hub.cli.audit import audit
from hub.cli.duties import duties_app
from hub.cli.feeds import feeds, quarantine, receipts
from hub.cli.ids import ids
from hub.cli.keys import keys
from hub.cli.links import links_app
from hub.cli.matching import matching
from hub.cli.notices import notices
from hub.cli.policy import caller_asked, policy_app
from hub.cli.reconciliation import reconciliation
from hub.cli.webhooks import webhooks
from hub.graph_store import OtherKeysError, opened_store
from hub.http.authentication import LocalIssuerOffError, issuer_of
from hub.http.tls import TlsError
from hub.jobs.key_rotation import RotationError
from hub.reports.data_dictionary import dictionary, error_catalogue
from hub.server import PortTakenError, serve
from hub.settings import Settings, described
from resolvers.visibility.schema_views import sdl_of
from schema.api.build import published
from schema.identifiers import area_code, unit_id
from security.audit.log import AccessLogDownError
from security.audit.signed_heads import BrokenLogError
from security.authorization.policy import load_policy
from security.authorization.purposes import PURPOSES
from security.identity.certificates import ProxyError
from security.identity.issuers import LOCAL_MINUTES
from security.identity.local_issuer import Claims, IssuerKeyError
from security.site_file import SiteFileError
from security.vault.kek import KeyUnavailableError
from security.vault.key_file import RingError
from security.vault.private_folder import OpenFolderError, check_private, close_new_files
from synthetic import generate
from synthetic.wire import write_feeds

T = TypeVar("T")
SHOWN_REFUSALS = 20
WITHOUT_HOME = frozenset({"dictionary", "errors", "population", "roles", "settings"})
"""Commands that open nothing under ``ORTAQ_HOME``."""

app = typer.Typer(
    help="Ortaq, the interagency hub: serves it, feeds it, and says what it holds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(policy_app, name="policy")
app.add_typer(keys, name="keys")
app.add_typer(ids, name="ids")
app.add_typer(audit, name="audit")
app.add_typer(feeds, name="feeds")
app.add_typer(quarantine, name="quarantine")
app.add_typer(receipts, name="receipts")
app.add_typer(matching, name="matching")
app.add_typer(links_app, name="links")
app.add_typer(duties_app, name="duties")
app.command()(notices)
app.add_typer(webhooks, name="webhooks")
app.add_typer(reconciliation, name="reconciliation")
err = Console(stderr=True)


def _print_version(is_asked: bool) -> None:
    """Print the version that the installed package states, and end."""
    if is_asked:
        typer.echo(f"ortaq {version('ortaq')}")
        raise typer.Exit


@app.callback()
def prepare(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Refuse a folder that others can read, before a command opens it."""
    if context.invoked_subcommand not in WITHOUT_HOME and "--help" not in sys.argv:
        check_private(Settings().home)


def main() -> None:
    """Run the command; what a person can mend is one sentence, not a traceback."""
    close_new_files()
    try:
        app()
    except (GraphInUseError, GraphStartError, GraphDownError, UnfitEngineError, PortTakenError) as error:
        sys.exit(f"ortaq: {error}")
    except (BrokenLogError, AccessLogDownError, OpenFolderError) as error:
        sys.exit(f"ortaq: {error}")
    except (KeyUnavailableError, RingError, OtherKeysError, RotationError, IdSchemeError) as error:
        sys.exit(f"ortaq: {error}")
    except (ProxyError, TlsError, IssuerKeyError, LocalIssuerOffError) as error:
        sys.exit(f"ortaq: {error}")
    except (NoFeedsError, PlanTextError, PermissionError, FileNotFoundError) as error:
        sys.exit(f"ortaq: {error}")
    except SiteFileError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except StatementError:
        sys.exit("ortaq: the graph refused a statement; this is a fault of the hub")


def _with_store(work: Callable[[Store], Coroutine[Any, Any, T]], command: str) -> T:
    async def run() -> T:
        settings = Settings()
        async with opened_store(settings) as store:
            return await changing(settings, command, store, lambda: work(store))

    return asyncio.run(run())


def bars() -> Progress:
    """A progress bar on standard error."""
    return Progress(
        TextColumn("{task.description:22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err
    )


@app.command(name="serve")
def serve_command(
    demo: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Demonstrate: turn the local issuer on, print a token of it, and load a made-up country of this "
            "many persons if the graph is empty.",
        ),
    ] = None,
) -> None:
    """Serve the hub until Ctrl-C."""
    serve(Settings(), demo)


@app.command()
def token(
    role: Annotated[str, typer.Option(help="Role, for example precinct; ortaq roles lists them.")],
    area: Annotated[str | None, typer.Option(help="KATO prefix; empty text for the whole country.")] = None,
    unit: Annotated[str | None, typer.Option(help="Hub id of the caller's unit or organisation.")] = None,
    agency: Annotated[str | None, typer.Option(help="Code of the caller's agency.")] = None,
    purpose: Annotated[
        list[str] | None, typer.Option(help="A purpose that may be stated; may be given several times.")
    ] = None,
    feed: Annotated[
        list[str] | None, typer.Option(help="A feed that may be delivered; may be given several times.")
    ] = None,
    subject: Annotated[str, typer.Option(help="Who the caller is.")] = "demo",
    hours: Annotated[
        float, typer.Option(min=0, max=LOCAL_MINUTES / 60, help="How long the token is good for.")
    ] = 12,
) -> None:
    """Print an access token from the local issuer, and nothing else."""
    roles = load_policy(Settings().policy_files).roles
    if role not in roles:
        raise typer.BadParameter(f"no such role; one of: {', '.join(sorted(roles))}")
    purposes = tuple(purpose or ["CASE_WORK"])
    if unknown := [p for p in purposes if p not in PURPOSES]:
        raise typer.BadParameter(f"{unknown[0]} is no purpose; one of: {', '.join(PURPOSES)}")
    if area and not (area.isascii() and area.isdigit() and len(area) <= 9):
        raise typer.BadParameter("an area is a KATO prefix: up to nine digits")
    if unheard := [name for name in feed or () if name not in FEEDS]:
        raise typer.BadParameter(f"no feed {unheard[0]}; ortaq feeds list names them")
    claims = Claims(
        role=role,
        area=area_code(area),
        unit=unit_id(unit),
        agency=agency,
        purposes=purposes,
        subject=subject,
        lifetime=int(hours * 3600),
        feeds=tuple(feed or ()),
    )
    typer.echo(issuer_of(Settings()).issue(claims))


@app.command()
def roles() -> None:
    """List the roles of the policy, with their meaning."""
    for role in load_policy(Settings().policy_files).roles.values():
        typer.echo(f"{role.name:16} {role.meaning}")


@app.command()
def sdl(
    role: Annotated[str | None, typer.Option(help="Only what callers of this role can ever be given.")] = None,
    token: Annotated[str | None, typer.Option(help="Only what the caller of this token can be given.")] = None,
) -> None:
    """Print the published GraphQL schema, the whole or what a caller sees of it."""
    if role is None and token is None:
        typer.echo(published().as_str())
    else:
        typer.echo(sdl_of(caller_asked(role, None, None, None, token).grants))


@app.command(name="dictionary")
def dictionary_command() -> None:
    """Print the data dictionary (docs/dictionary.md)."""
    typer.echo(dictionary(), nl=False)


@app.command()
def errors() -> None:
    """Print the catalogue of errors (docs/errors.md)."""
    typer.echo(error_catalogue(), nl=False)


@app.command()
def settings() -> None:
    """List every setting: an environment variable, its default and its meaning."""
    for name, default, meaning in described():
        typer.echo(f"{name:28} {default or '-':12} {meaning}")


@app.command()
def population(
    persons: Annotated[int, typer.Option(min=1, help="How many persons.")],
    out: Annotated[Path | None, typer.Option(help="Folder for files of the hub's own records.")] = None,
    feeds: Annotated[Path | None, typer.Option(help="Folder for files of feeds, as agencies send them.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Write a made-up country as files of the hub's own records, as feeds of the agencies, or both."""
    if out is None and feeds is None:
        raise typer.BadParameter("--out or --feeds is needed")
    if out is not None:
        _write_population(persons, seed, out)
    if feeds is not None:
        for feed, count in sorted(write_feeds(persons, seed, feeds).items()):
            typer.echo(f"{feed:26} {count:>10}")


def _write_population(persons: int, seed: int, out: Path) -> None:
    with bars() as progress:
        task = progress.add_task("persons", total=persons)
        counts = generate(persons, seed, out, lambda feed, count, total: progress.update(task, completed=count))
        progress.update(task, completed=persons)
    for feed, count in sorted(counts.by_feed.items()):
        typer.echo(f"{feed:22} {count:>10}")


@app.command(name="load")
def load_command(
    directory: Annotated[Path, typer.Argument(help="Folder with feed files such as persons.ndjson.")],
) -> None:
    """Bring in a folder of feed files. What is refused is listed with its line and reason; the rest comes in."""
    reports = _with_store(lambda store: load_with_bars(store, directory), "load")
    _show(reports)
    if any(report.refused for report in reports):
        raise typer.Exit(1)


async def load_with_bars(store: Store, directory: Path) -> list[FeedReport]:
    """Load a folder, with a progress bar for each file."""
    with bars() as progress:
        tasks: dict[str, Any] = {}

        def advance(feed: str, count: int, size: int) -> None:
            if feed not in tasks:
                tasks[feed] = progress.add_task(feed, total=size)
            progress.update(tasks[feed], completed=count)

        return await load(store, directory, advance)


def _show(reports: list[FeedReport]) -> None:
    table = Table("feed", "in", "unchanged", "refused")
    for report in reports:
        table.add_row(report.feed, str(report.written), str(report.unchanged), str(len(report.refused)))
    Console().print(table)
    refused = [line for report in reports for line in report.refused]
    for line in refused[:SHOWN_REFUSALS]:
        typer.echo(f"{line.file}:{line.line}: {line.reason}", err=True)
    if len(refused) > SHOWN_REFUSALS:
        typer.echo(f"and {len(refused) - SHOWN_REFUSALS} more", err=True)


@app.command(name="load-plan")
def load_plan_command(
    file: Annotated[Path, typer.Argument(help="Official text of resolution 912 or 1233, as published.")],
) -> None:
    """Bring in a plan from its official text. A text that does not parse loads nothing."""
    plan = read_plan(file)
    report: PlanReport = _with_store(lambda store: load_plan(store, plan), "load-plan")
    typer.echo(f"act {report.act}: {report.measures} measures, {report.executors} executors")
    typer.echo(f"{report.indicators} indicators with {report.targets} yearly targets")
    typer.echo(f"{report.written} records written, {report.unchanged} unchanged")
