"""The data files of this package, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` beside this module."""
    return tomllib.loads(files("adapters.matching").joinpath(f"{name}.toml").read_text("utf-8"))
