"""``ortaq policy``: the matrix to sign, why a caller gets a field, what two policies differ in, and the check."""

import asyncio
import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hub.http.authentication import identity_of
from hub.policies import policy_of, remarks
from hub.reports.policy_explain import Asked, NoSuchFieldError, explain
from hub.reports.policy_matrix import as_csv, as_html, as_text, matrix
from hub.settings import Settings
from resolvers.visibility.policy_check import checked_policy, grants_at_most
from schema.identifiers import AreaCode, UnitId, area_code, unit_id
from security.authorization.agreements import read_agreements
from security.authorization.caller import Caller, grants_of
from security.authorization.policy import written_policy
from security.authorization.policy_diff import differences
from security.clock import today_in_kazakhstan
from security.identity.rejection_reasons import TokenError

policy_app = typer.Typer(help="Who may see what: to read, to check, to compare.", no_args_is_help=True)

Directory = Annotated[Path | None, typer.Argument(help="Folder of role files; the hub's own if none is named.")]
RoleName = Annotated[str | None, typer.Option("--role", help="A role, instead of a token.")]
Area = Annotated[str | None, typer.Option(help="With --role: KATO prefix; empty text for the whole country.")]
Unit = Annotated[str | None, typer.Option(help="With --role: hub id of the caller's unit.")]
Agency = Annotated[str | None, typer.Option(help="With --role: code of the caller's agency.")]
Token = Annotated[str | None, typer.Option(help="An access token: for the caller whom it names.")]


class MatrixFormat(StrEnum):
    """How the matrix is written."""

    TEXT = "text"
    CSV = "csv"
    HTML = "html"


_WRITERS = {MatrixFormat.TEXT: as_text, MatrixFormat.CSV: as_csv, MatrixFormat.HTML: as_html}


@policy_app.command(name="matrix")
def matrix_command(
    form: Annotated[MatrixFormat, typer.Option("--format", help="text, csv or html.")] = MatrixFormat.TEXT,
    directory: Directory = None,
) -> None:
    """Print who may see what and on which norm, as a table to sign."""
    settings, today = Settings(), today_in_kazakhstan()
    files, agreements = directory or settings.policy_files, read_agreements(settings.agreements_file)
    checked_policy(files, today, agreements)
    typer.echo(_WRITERS[form](matrix(written_policy(files, today), agreements, today)), nl=False)


@policy_app.command(name="explain")
def explain_command(
    field: Annotated[str, typer.Argument(help="A field, for example Person.iin.")],
    token: Token = None,
    role: RoleName = None,
    area: Area = None,
    unit: Unit = None,
    agency: Agency = None,
) -> None:
    """Say what of a field is released to a caller, by which rule and on which norm."""
    try:
        typer.echo(explain(caller_asked(role, area_code(area), unit_id(unit), agency, token), field), nl=False)
    except NoSuchFieldError as error:
        raise typer.BadParameter(str(error)) from None


@policy_app.command(name="diff")
def diff_command(
    old: Annotated[Path, typer.Argument(help="Folder of role files.")],
    new: Annotated[Path, typer.Argument(help="Folder of role files.")],
) -> None:
    """Say which role gains (+) or loses (-) which field in NEW, or stands on another norm (~).

    Ends with 1 if anybody gains anything, otherwise with 0.
    """
    # What has ended by now is part of what either policy says.
    changes = differences(written_policy(old, dt.date.min), written_policy(new, dt.date.min))
    for change in changes:
        typer.echo(str(change))
    if any(change.kind == "gained" for change in changes):
        raise typer.Exit(1)


@policy_app.command(name="check")
def check_command(directory: Directory = None) -> None:
    """Check role files as the hub does when it starts; what is wrong is named with file and line.

    What ends within thirty days, and what stands on an agreement where there is none, is said beside.
    """
    settings = Settings()
    policy = policy_of(settings, directory)
    typer.echo(f"{len(policy.roles)} roles, nothing wrong")
    for remark in remarks(settings, directory):
        typer.echo(remark)


def caller_asked(
    role: str | None, area: AreaCode | None, unit: UnitId | None, agency: str | None, token: str | None
) -> Asked:
    """The caller whom a token names, or one of a role.

    A role without more is taken with the whole country for an area, a unit and an agency: the most that any of
    its callers can be given.
    """
    settings, today = Settings(), today_in_kazakhstan()
    policy = policy_of(settings)
    if (role is None) == (token is None):
        raise typer.BadParameter("name a token or a role, not both")
    if token is not None:
        try:
            verifier = identity_of(settings, policy).verifier
            caller = asyncio.run(verifier.caller(token, None))
        except TokenError:
            raise typer.BadParameter("the token is not accepted") from None
    else:
        caller = Caller(subject="", role=role or "", area=area, unit=unit, agency=agency, purposes=(), expires=0)
    role_found = policy.roles.get(caller.role)
    if role_found is None:
        raise typer.BadParameter(f"there is no role {caller.role}; ortaq roles lists them")
    written = written_policy(settings.policy_files, today).roles[role_found.name]
    if token is None and (area, unit, agency) == (None, None, None):
        return Asked(
            f"any caller of role {role_found.name}", role_found, grants_at_most(role_found, today), written
        )
    return Asked(_who(caller), role_found, grants_of(caller, role_found, today), written)


def _who(caller: Caller) -> str:
    area = "no area" if caller.area is None else f"area {caller.area}" if caller.area else "the whole country"
    parts = [f"role {caller.role}", area]
    parts += [f"{name} {value}" for name, value in (("unit", caller.unit), ("agency", caller.agency)) if value]
    return ", ".join(parts)
