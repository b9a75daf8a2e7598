"""The matrix of the policy, to read and to sign: classes down, roles across, as text, CSV or HTML."""

import csv
import datetime as dt
import html
import io
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from schema.model import AccessClass
from security.authorization.agreements import Agreements
from security.authorization.policy import Policy, PolicyCell, Role
from security.norms import AGREEMENT

ACROSS = 5
"""Roles beside each other in a table of the text."""

WIDTH = 118
NOTE = (
    "What no cell releases is hidden. PUBLIC is open to every caller with a valid token. Of several releases in a "
    "cell the first that applies holds. A field of a minor needs its own class and MINOR; the stricter release "
    "holds. A cell stands on the norms in its brackets, otherwise on those of its role. A cell by agreement holds "
    "while an agreement named in its brackets is in force; where none is, it releases nothing."
)


@dataclass(frozen=True)
class Matrix:
    """Names of the roles, and the rows: a name, and a cell for each role."""

    roles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def matrix(policy: Policy, agreements: Agreements, day: dt.date) -> Matrix:
    """The matrix of ``policy`` as it is written, with the agreements in force on ``day``, in a fixed order."""
    in_force = tuple(agreement for agreement in agreements if agreement.in_force(day))
    roles = tuple(policy.roles[name] for name in sorted(policy.roles))
    classes = [access for access in AccessClass if access != AccessClass.PUBLIC]
    rows = [(access.value, tuple(_cell(role, access, in_force) for role in roles)) for access in classes]
    rows.append(("statistics", tuple(role.statistics or "–" for role in roles)))
    if any(role.emergency for role in roles):
        rows.append(("emergency", tuple(_emergency(role, in_force) for role in roles)))
    if any(role.limits for role in roles):
        rows.append(("at most", tuple(_limits(role) for role in roles)))
    rows.append(("carries out", tuple(", ".join(role.work) or "–" for role in roles)))
    rows.append(("norms", tuple(_norms(role) for role in roles)))
    return Matrix(tuple(role.name for role in roles), tuple(rows))


def _norms(role: Role) -> str:
    """The role's norms: those of the law, and by itself, that others come by agreement."""
    law = ", ".join(text for text in role.norms if text != AGREEMENT)
    return "; ".join(part for part in (law, AGREEMENT if AGREEMENT in role.norms else "") if part)


def _cell(role: Role, access: AccessClass, in_force: Agreements) -> str:
    groups: dict[str, list[str]] = {}
    for cell in role.cells.get(access, ()):
        groups.setdefault(_basis(role, access, cell, in_force), []).append(f"{cell.release.name} {cell.scope}")
    return ", ".join(", ".join(releases) + basis for basis, releases in groups.items()) or "–"


def _basis(role: Role, access: AccessClass, cell: PolicyCell, in_force: Agreements) -> str:
    """What a cell stands on, in brackets; nothing where it stands on all norms of its role."""
    if AGREEMENT not in cell.norms:
        return "" if cell.norms == role.norms else f" [{', '.join(cell.norms)}]"
    texts = [text for text in cell.norms if text != AGREEMENT]
    covering = [agreement.text for agreement in in_force if agreement.covers(role.name, access)]
    return f" [{', '.join((*texts, *(covering or ('no agreement in force',))))}]"


def _emergency(role: Role, in_force: Agreements) -> str:
    wider = role.in_emergency()
    if wider is None:
        return "–"
    return "; ".join(f"{access} {_cell(wider, access, in_force)}" for access in sorted(role.emergency))


def _limits(role: Role) -> str:
    return ", ".join(f"{name} {limit.name}" for name, limit in sorted(role.limits.items())) or "–"


def as_text(contents: Matrix) -> str:
    """Tables of five roles each, without colour, the same on a screen and in a file."""
    out = io.StringIO()
    console = Console(file=out, width=WIDTH, no_color=True, highlight=False, markup=False, legacy_windows=False)
    for start in range(0, len(contents.roles), ACROSS):
        table = Table("class", *contents.roles[start : start + ACROSS], show_lines=True)
        for name, cells in contents.rows:
            table.add_row(name, *cells[start : start + ACROSS])
        console.print(table)
    console.print(NOTE)
    return out.getvalue()


def as_csv(contents: Matrix) -> str:
    """One line a class, one column a role (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("class", *contents.roles))
    writer.writerows((name, *cells) for name, cells in contents.rows)
    return out.getvalue()


def as_html(contents: Matrix) -> str:
    """A page of its own, without script or style from elsewhere."""
    return "".join(_html(contents))


def _html(contents: Matrix) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Who may see what</title>\n'
    yield "<style>body{font:14px sans-serif}table{border-collapse:collapse}"
    yield "th,td{border:1px solid #888;padding:.3em;text-align:left;vertical-align:top}</style></head>\n<body>\n"
    yield "<table>\n<caption>Who may see what, and on which norm</caption>\n<thead><tr>"
    yield "".join(f'<th scope="col">{html.escape(name)}</th>' for name in ("class", *contents.roles))
    yield "</tr></thead>\n<tbody>\n"
    for name, cells in contents.rows:
        line = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        yield f'<tr><th scope="row">{html.escape(name)}</th>{line}</tr>\n'
    yield f"</tbody></table>\n<p>{html.escape(NOTE)}</p>\n</body>\n</html>\n"
