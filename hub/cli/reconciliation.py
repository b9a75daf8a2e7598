"""``ortaq reconciliation``: acts drawn up, shown, verified and printed by whoever runs the hub (norm 517-9.4)."""

import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from graph.engine.store import Store
from graph.write.commit import commit
from hub.cli.reconciliation_heads import head_app
from hub.cli.reconciliation_signatures import new_key, sign_command, submit_command
from hub.cli.store_command import print_row, with_store
from hub.settings import Settings
from prevention.reconciliation.act_file import ActFileError, check_stored, file_of, write_file
from prevention.reconciliation.acts import ActError, ReconciliationAct, act_of, all_acts, differences_of
from prevention.reconciliation.compare import Difference, Total, period_of
from prevention.reconciliation.content import RegistrationSources, difference_content
from prevention.reconciliation.draw_up import ActRequest, compared, draw, has_ended
from prevention.reconciliation.form import LANGUAGES, form_of
from prevention.reconciliation.kinds import KINDS, PROBATIONERS
from prevention.reconciliation.render import FORMATS
from prevention.reconciliation.signatories import heads
from prevention.statistics import Quarter
from resolvers.errors import CATALOGUE
from schema.identifiers import AreaCode
from security.clock import today_in_kazakhstan

T = TypeVar("T")
JSON = "json"
_FINDING = (
    *("body", "unit", "status", "registeredOn", "closedOn"),
    *("sourceSystem", "sourceFeed", "sourceVersion", "sourceChangedAt"),
)

reconciliation = typer.Typer(
    help="Registers of probation, public security and the analytical unit compared, and the act that their heads "
    "sign.\n\nA quarter goes like this: draw the act, export it as json, let each head sign the file on their own "
    "machine, submit what comes back, export the act as docx or pdf. docs/reconciliation.md tells it in full.",
    no_args_is_help=True,
)
reconciliation.add_typer(head_app, name="head")
reconciliation.command(name="new-key")(new_key)
reconciliation.command(name="sign")(sign_command)
reconciliation.command(name="submit")(submit_command)

ActId = Annotated[str, typer.Argument(metavar="id", help="Id of the act; ortaq reconciliation list names them.")]
DistrictArgument = Annotated[str, typer.Argument(help="KATO code of the district, nine digits.")]
Year = Annotated[int, typer.Option(help="The year.")]
QuarterNumber = Annotated[int, typer.Option("--quarter", min=1, max=4, help="The quarter. It must have ended.")]
WithDifferences = Annotated[
    bool, typer.Option("--differences", help="With the differences: persons by their ids in the hub.")
]


@reconciliation.command(name="draw")
def draw_command(
    district: DistrictArgument,
    year: Year,
    quarter: QuarterNumber,
    by: Annotated[str, typer.Option(help=f"The body that draws it up: {', '.join(PROBATIONERS.bodies)}.")],
) -> None:
    """Draw the act of a district and quarter up, or anew while nobody has signed it. Prints id, status, digest.

    The three bodies do this themselves over GraphQL (drawUpReconciliation), each in its own district alone.
    """
    if by not in PROBATIONERS.bodies:
        raise typer.BadParameter(f"one of {', '.join(PROBATIONERS.bodies)}")
    order = ActRequest(
        kind=PROBATIONERS,
        kato=AreaCode(district),
        quarter=Quarter(year, quarter),
        body=by,
        unit=None,
        today=today_in_kazakhstan(),
    )
    step = _with_store(lambda store: draw(store, order), "reconciliation draw")
    print_row(step.act, step.status, step.digest)


@reconciliation.command(name="list")
def list_command() -> None:
    """List the acts, separated by tabs: id, district, year and quarter, status, signatures there and wanted."""
    for act in _with_store(lambda store: all_acts(store.read)):
        statement = act.parsed_content
        signed = f"{len(act.signatures)}/{len(act.kind.bodies)}"
        print_row(act.id, act.kato, f"{statement['year']}-{statement['quarter']}", act.status, signed)


@reconciliation.command(name="show")
def show_command(act_id: ActId, differences: WithDifferences = False) -> None:
    """Show the rows of an act, who has signed it and, if asked, the differences; separated by tabs."""

    async def act_found(store: Store) -> tuple[ReconciliationAct, list[dict[str, Any]]]:
        act = await _act(store, act_id)
        return act, await differences_of(store.read, act_id) if differences else []

    act, act_differences = _with_store(act_found)
    for row in act.parsed_content["rows"]:
        print_row("row", row["body"], row["putOn"], row["takenOff"], row["standing"])
    print_row("differences", act.parsed_content["differences"]["count"])
    for signature in act.signatures:
        print_row("signed", signature.place, signature.body, signature.signed_on, signature.key)
    _show(act_differences)


@reconciliation.command(name="compare")
def compare_command(
    kind: Annotated[str, typer.Argument(help=f"What is compared: {', '.join(KINDS)}.")],
    district: DistrictArgument,
    year: Year,
    quarter: QuarterNumber,
) -> None:
    """Compare registers and write nothing. Prints rows and differences, separated by tabs; persons by their ids.

    PROBATIONERS is what an act would say (517-9.4). PROBATION_CHECK (517-9.2), NOT_ARRIVED (89-8d) and MINORS
    (1098-23.10) are the other comparisons that the law asks for every quarter.
    """
    reconciliation, at = KINDS.get(kind), Quarter(year, quarter)
    if reconciliation is None:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}")
    if not has_ended(at, today_in_kazakhstan()):
        sys.exit(_refusal("ACT_PERIOD"))

    async def work(store: Store) -> tuple[tuple[Total, ...], tuple[Difference, ...], RegistrationSources]:
        comparison = await commit(
            store, partial(compared, kind=reconciliation, kato=AreaCode(district), quarter=at)
        )
        return comparison.comparison.totals, comparison.comparison.differences, comparison.sources

    totals, differences, sources = _with_store(work)
    for total in totals:
        print_row("row", total.body, total.put_on, total.taken_off, total.standing)
    _show([difference_content(difference, period_of(at), sources) for difference in differences])


@reconciliation.command(name="verify")
def verify_command(act_id: ActId) -> None:
    """Check that an act is what was drawn up and signed: content, rows, differences, keys, order; else end with 1.

    Whoever has an exported file checks it without the hub: docs/verify_act.py.
    """

    async def work(store: Store) -> ReconciliationAct:
        act = await _act(store, act_id)
        await check_stored(store.read, act)
        return act

    try:
        act = _with_store(work)
        file_of(act).check(heads(Settings().home))
    except ActFileError as error:
        sys.exit(f"ortaq: {error}")
    typer.echo(f"{act.id}\t{act.status}\twhole, {len(act.signatures)} of {len(act.kind.bodies)} have signed")


@reconciliation.command(name="export")
def export_command(
    act_id: ActId,
    format_name: Annotated[str, typer.Option("--format", help=f"One of {', '.join((JSON, *FORMATS))}.")] = JSON,
    language: Annotated[str, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")] = "kk",
    differences: WithDifferences = False,
    out: Annotated[Path | None, typer.Option(help="Where to write; without it, to standard output.")] = None,
) -> None:
    """Write an act out: json to sign and to verify, docx, pdf or xlsx in the form of Annex 2."""
    if format_name not in (JSON, *FORMATS) or language not in LANGUAGES:
        raise typer.BadParameter("see --help for formats and languages")

    async def work(store: Store) -> tuple[ReconciliationAct, list[dict[str, Any]] | None]:
        act = await _act(store, act_id)
        return act, await differences_of(store.read, act_id) if differences else None

    act, act_differences = _with_store(work)
    file = file_of(act)
    written = (
        write_file(file).encode()
        if format_name == JSON
        else FORMATS[format_name](form_of(file, language, act_differences))
    )
    if out is not None:
        out.write_bytes(written)
    elif format_name != JSON and sys.stdout.isatty():
        sys.exit("ortaq: this is no text; give --out FILE, or send it on")
    else:
        sys.stdout.buffer.write(written)


async def _act(store: Store, act_id: str) -> ReconciliationAct:
    act = await act_of(store.read, act_id)
    if act is None:
        raise ActError("ACT_UNKNOWN")
    return act


def _show(differences: list[dict[str, Any]]) -> None:
    for difference in differences:
        print_row(
            "difference", difference["person"], difference["column"], difference["missingIn"], difference["since"]
        )
        for finding in difference["findings"]:
            print_row("", *(finding[name] for name in _FINDING))


def _refusal(code: str) -> str:
    return f"ortaq: {CATALOGUE[code].texts['en']} ({code})"


def _with_store(work: Callable[[Store], Awaitable[T]], command: str | None = None) -> T:
    """What ``work`` gives; ``command`` names one that changes something."""

    try:
        return with_store(work, command)
    except ActError as error:
        sys.exit(_refusal(error.code))
