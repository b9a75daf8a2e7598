"""A policy file as its author sees it: entries with line numbers, and what is wrong with them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_AT_LINE = re.compile(r"at line (\d+)")


class PolicyError(Exception):
    """The policy says something that cannot be meant. ``problems`` name file and line, and say why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class PolicyFile:
    """A TOML file with its text."""

    path: Path
    text: str
    data: Mapping[str, Any]

    def line(self, *keys: str) -> int:
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

    @property
    def shown(self) -> str:
        """The file as a person would name it: from the folder at hand, where it lies under that."""
        return shown(self.path)

    def place(self, *keys: str) -> str:
        """File and line of the entry under ``keys``."""
        return f"{self.shown}:{self.line(*keys)}"

    def problem(self, why: str, *keys: str) -> str:
        """``why``, after the place of the entry under ``keys``."""
        return f"{self.place(*keys)}: {why}"


def shown(path: Path) -> str:
    """``path`` from the folder at hand, where it lies under that; otherwise as it is."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _holds(data: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True


def read_source(path: Path) -> PolicyFile:
    """The file at ``path``.

    Raises:
        PolicyError: it cannot be read as TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError([f"{shown(path)}:1: the file cannot be read as text: {type(error).__name__}"]) from error
    try:
        return PolicyFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        raise PolicyError([f"{shown(path)}:{line}: not TOML: {error}"]) from error
