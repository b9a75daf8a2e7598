"""Given names in use in Kazakhstan, and the spellings and short forms of one name (``given_names.toml``)."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from schema.spelling import plain


def common_form(name: str) -> str:
    """The name of which a given name in plain spelling is a form; itself, where no list knows it."""
    return _forms().get(name, name)


@cache
def known_names() -> frozenset[str]:
    """Given names that are certainly names, in plain spelling."""
    names = {plain(name) for name in _table()["known"].split()} | {plain(name) for name in _table()["forms"]}
    return frozenset(map(common_form, names))


@cache
def _forms() -> dict[str, str]:
    forms_by_name = _table()["forms"].items()
    return {plain(form): plain(name) for name, forms in forms_by_name for form in (name, *forms)}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("schema").joinpath("given_names.toml").read_text("utf-8"))
