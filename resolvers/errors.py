"""Errors, made in one place: a stable code, a text for the caller, details for the log alone.

The texts stand in ``errors.toml`` in English, Russian and Kazakh. None of them repeats a value, names a field
that the caller did not write, or shows anything of the inside.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graphql import GraphQLError

from schema.identifiers import NormCode

LANGUAGES = ("en", "ru", "kk")


@dataclass(frozen=True)
class ErrorEntry:
    """One error of the catalogue."""

    code: str
    status: int
    texts: dict[str, str]


def _read() -> dict[str, ErrorEntry]:
    data = tomllib.loads((Path(__file__).parent / "errors.toml").read_text(encoding="utf-8"))
    return {
        code: ErrorEntry(code, entry["status"], {name: entry[name] for name in LANGUAGES})
        for code, entry in data.items()
    }


CATALOGUE = _read()
"""Every error, by code."""


class HubError(Exception):
    """An error that a caller is told of.

    ``places`` are line and column in the document; ``path`` is that of the answer, without list positions;
    ``numbers`` are told beside the code: costs, and after how many seconds to come again (``retrySeconds``).
    ``norm`` is the one that was to be carried out; ``day`` the one from which on to ask again (``availableOn``).
    """

    def __init__(
        self,
        code: str,
        places: Iterable[tuple[int, int]] = (),
        path: tuple[str, ...] = (),
        numbers: Mapping[str, int] = MappingProxyType({}),
        norm: NormCode | None = None,
        day: dt.date | None = None,
    ) -> None:
        super().__init__(code)
        self.day = day
        self.norm = norm
        self.path = path
        self.numbers = numbers
        self.entry = CATALOGUE[code]
        self.places = tuple(places)

    def as_response(self, language: str = "en") -> dict[str, Any]:
        """The error as the GraphQL specification (section 7.1.2) has it."""
        text = self.entry.texts.get(language, self.entry.texts["en"])
        about = {"norm": self.norm} if self.norm else {}
        when = {"availableOn": self.day.isoformat()} if self.day else {}
        extensions = {"code": self.entry.code, **about, **when, **self.numbers}
        error: dict[str, Any] = {"message": text, "extensions": extensions}
        if self.places:
            error["locations"] = [{"line": line, "column": column} for line, column in self.places]
        if self.path:
            error["path"] = list(self.path)
        return error


class RequestErrors(Exception):
    """Several errors of one request."""

    def __init__(self, errors: list[HubError]) -> None:
        super().__init__(",".join(error.entry.code for error in errors))
        self.errors = errors


_BY_MESSAGE = (
    ("Cannot query field", "UNKNOWN_FIELD"),
    ("Unknown argument", "UNKNOWN_ARGUMENT"),
    ("Variable ", "BAD_VARIABLE"),
    ("Expected value", "BAD_VALUE"),
    ("Value ", "BAD_VALUE"),
    ("Enum ", "BAD_VALUE"),
    ("Field ", "BAD_VALUE"),
    ("Maximum introspection depth", "TOO_DEEP"),
)


def translated(errors: Iterable[GraphQLError], default: str) -> RequestErrors:
    """graphql-core's errors as the hub's own: the place is kept, the text, which echoes values, is not."""
    hub_errors = []
    for error in errors:
        starts = (code for start, code in _BY_MESSAGE if error.message.startswith(start))
        code = default if default == "SYNTAX" else next(starts, default)
        if "cannot represent" in error.message:
            code = "BAD_VALUE"
        places = [(place.line, place.column) for place in error.locations or ()]
        hub_errors.append(HubError(code, places))
    return RequestErrors(hub_errors)
