"""Reads a TOML file of the site into a frozen pydantic model, or says by file, line and key what to write.

A message repeats no value of the file: pydantic's own texts do, so only the kind of its error and the bounds of the
model reach a message.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

_AT_LINE = re.compile(r"at line (\d+)")
_RULE = "site_file"
_MEANING = {
    "missing": "is missing",
    "extra_forbidden": "unknown entry",
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "date_type": "must be a day, as in 2026-01-31",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "frozen_set_type": "must be a list",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "too_short": "must name at least one",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}

M = TypeVar("M")


class SiteTable(BaseModel):
    """A table of a site's file: frozen, of the types written, with no other entry than those declared."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True
    )


def refuse(why: str) -> NoReturn:
    """Refuse a value from within a validator. ``why`` says what to write, and repeats nothing of the file."""
    raise PydanticCustomError(_RULE, "{why}", {"why": why})


def _not_blank(text: str) -> str:
    return text if text.strip() else refuse("must not be empty")


SiteText = Annotated[str, AfterValidator(_not_blank)]
SiteTexts = Annotated[tuple[SiteText, ...], Field(strict=False)]
"""A list of texts. TOML has no tuple, so a list becomes one."""


class SiteFileError(Exception):
    """A file of the site cannot be meant. ``problems`` name file and line, and say what to write."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class SiteFile:
    """A TOML file with its text."""

    path: Path
    text: str
    data: Mapping[str, Any]

    def line(self, *keys: str | int) -> int:
        """The line on which the entry under ``keys`` begins; 1 where there is no such entry.

        The parser gives no positions, so the file is read up to each of its lines: the entry begins after the
        longest beginning of the file that is whole without it.
        """
        lines = self.text.splitlines(keepends=True)
        whole = 0
        for count in range(1, len(lines) + 1):
            try:
                data = tomllib.loads("".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(data, keys):
                return whole + 1
            whole = count
        return 1

    def place(self, *keys: str | int) -> str:
        """File and line of the entry under ``keys``, or of the table that lacks it."""
        while keys and not _holds(self.data, keys):
            keys = keys[:-1]
        return f"{display_path(self.path)}:{self.line(*keys)}"

    def problem(self, why: str, *keys: str | int) -> str:
        """``why``, after the place of the entry under ``keys``."""
        return f"{self.place(*keys)}: {why}"

    def parse(self, model: type[M], context: Mapping[str, Any] | None = None) -> M:
        """The file as ``model``. ``context`` reaches the model's validators.

        Raises:
            SiteFileError: it is not what the model declares; every problem is named.
        """
        try:
            return TypeAdapter(model).validate_python(self.data, context=context, by_alias=True, by_name=False)
        except ValidationError as error:
            raise SiteFileError([self._problem(detail) for detail in error.errors(include_url=False)]) from None

    def _problem(self, detail: ErrorDetails) -> str:
        keys = tuple(key for key in detail["loc"] if key != "[key]")
        why = detail["msg"] if detail["type"] == _RULE else _MEANING.get(detail["type"], "cannot be meant")
        key_path = "".join(f" {key + 1}" if isinstance(key, int) else f": {key}" for key in keys)
        return self.problem(f"{key_path}: {why.format(**detail.get('ctx', {}))}".removeprefix(": "), *keys)


def read_source(path: Path) -> SiteFile:
    """The file at ``path``.

    Raises:
        SiteFileError: it cannot be read as TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteFileError(
            [f"{display_path(path)}:1: the file cannot be read as text: {type(error).__name__}"]
        ) from None
    try:
        return SiteFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        position = _AT_LINE.search(str(error))
        line = int(position[1]) if position else max(1, len(text.splitlines()))
        raise SiteFileError([f"{display_path(path)}:{line}: not TOML"]) from None


def read_site_file(path: Path, model: type[M], context: Mapping[str, Any] | None = None) -> M:
    """The file at ``path`` as ``model``.

    Raises:
        SiteFileError: it cannot be read as TOML, or is not what the model declares.
    """
    return read_source(path).parse(model, context)


def refuse_twice(names: Iterable[str], what: str) -> None:
    """Refuse a list of tables two of which have the same name; ``what`` is the entry that names them."""
    all_names = list(names)
    if len(set(all_names)) < len(all_names):
        refuse(f"two tables have the same {what}")


def display_path(path: Path) -> str:
    """``path`` from the folder at hand, where it lies under that; otherwise as it is."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _holds(data: Any, keys: tuple[str | int, ...]) -> bool:
    for key in keys:
        if isinstance(key, int):
            if not isinstance(data, list) or key >= len(data):
                return False
        elif not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True
