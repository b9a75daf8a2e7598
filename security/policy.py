"""The policy: what each role is released, on which norm, read from one file a role.

What no rule releases is hidden. The files stand in ``security/policy/``; a site changes them, never the code.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schema.model import AccessClass
from security.release import SCOPES, Release

POLICY_VERSION = "1"
"""Part of every plan's key, beside the digest of the caller's grants."""

DIRECTORY = Path(__file__).parent / "policy"
_NORM = re.compile(r"^(agreement .+|\d{2,4}(-[0-9A-Za-z.]+)?)$")


class PolicyError(Exception):
    """A policy file says something that cannot be meant. The message names the file and the entry."""


@dataclass(frozen=True)
class Cell:
    """One entry of the matrix: a release and the scope within which it holds."""

    release: Release
    scope: str
    norms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """What a role is released: for each class its cells, of which the first that applies holds.

    ``once`` and ``bound`` are demands on its tokens: good for one request alone (by their ``jti``), bound to the
    caller's certificate (RFC 8705).
    """

    name: str
    meaning: str
    norms: tuple[str, ...]
    cells: Mapping[AccessClass, tuple[Cell, ...]]
    statistics: str
    once: bool = False
    bound: bool = False


@dataclass(frozen=True)
class Policy:
    """All roles, by name."""

    roles: Mapping[str, Role]


def load_policy(directory: Path = DIRECTORY) -> Policy:
    """Read and check every role file of ``directory``.

    Raises:
        PolicyError: a file is not TOML, or names an unknown class, release, scope or ill-formed norm.
    """
    roles = [_role(path) for path in sorted(directory.glob("*.toml"))]
    if not roles:
        raise PolicyError(f"{directory}: no role file")
    return Policy({role.name: role for role in roles})


def _role(path: Path) -> Role:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path}: {error}") from error
    unknown = set(data) - {"meaning", "norms", "statistics", "release", "once", "bound"}
    if unknown:
        raise PolicyError(f"{path}: unknown entry {sorted(unknown)[0]}")
    norms = tuple(str(norm) for norm in data.get("norms", ()))
    for norm in norms:
        if not _NORM.match(norm):
            raise PolicyError(f"{path}: {norm} is not the number of a norm")
    cells = {
        _access_class(path, name): _cells(path, name, str(line)) for name, line in data.get("release", {}).items()
    }
    if cells and not norms and path.stem not in ("operator", "auditor"):
        raise PolicyError(f"{path}: a release without a norm")
    return Role(
        path.stem,
        str(data.get("meaning", "")),
        norms,
        cells,
        str(data.get("statistics", "")),
        once=_demand(path, data, "once"),
        bound=_demand(path, data, "bound"),
    )


def _demand(path: Path, data: Mapping[str, Any], name: str) -> bool:
    demand = data.get(name, False)
    if not isinstance(demand, bool):
        raise PolicyError(f"{path}: {name} is neither true nor false")
    return demand


def _access_class(path: Path, name: str) -> AccessClass:
    try:
        return AccessClass(name)
    except ValueError:
        raise PolicyError(f"{path}: {name} is not a class") from None


def _cells(path: Path, name: str, line: str) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for part in line.split(","):
        words = part.split()
        if len(words) != 2 or words[0] not in Release.__members__ or words[1] not in SCOPES:
            raise PolicyError(f"{path}: {name} = {line!r} is not a list of releases with scopes")
        found.append(Cell(Release[words[0]], words[1]))
    return tuple(found)
