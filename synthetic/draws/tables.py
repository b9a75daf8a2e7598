"""The data files of this package, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` beside this module."""
    return tomllib.loads(files("synthetic.draws").joinpath(f"{name}.toml").read_text("utf-8"))


def localized(row: dict[str, Any], **places: dict[str, str]) -> dict[str, str]:
    """A text in the three languages; ``places`` fills its braces with texts in the same languages."""
    return {
        language: row[language].format(**{key: names[language] for key, names in places.items()})
        for language in ("kk", "ru", "en")
    }
