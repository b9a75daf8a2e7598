"""One plain spelling for every alphabet in which a name is written in Kazakhstan."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_BREAK = re.compile(r"[^\w'’ʼ`´]+|_")
_OTHER = re.compile(r"[^a-z0-9]")
_TWICE = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """``text`` in small letters of the plain alphabet and digits: Қасымов, Касымов and Qasymov are one.

    A letter that stands twice in a row stands once: whoever types and whoever transliterates doubles them.
    """
    return reduced(letters(text))


def letters(text: str) -> str:
    """``text`` letter for letter in the plain alphabet: not yet reduced to what spellings have in common."""
    lower = unicodedata.normalize("NFC", text.replace("İ", "i")).lower()
    return _OTHER.sub("", "".join(map(_letter, lower)))


def own_letters(text: str) -> str:
    """The letters of ``text`` in their own alphabet, in small letters. ё is е: in Russian either is right."""
    return "".join(filter(str.isalnum, text.casefold())).replace("ё", "е")


def reduced(text: str) -> str:
    """What :func:`letters` gave, with groups of letters that stand for one sound brought together."""
    text = _TWICE.sub(r"\1", text)
    for group in rules()["groups"]:
        text = text.replace(group["from"], group["to"])
    return _TWICE.sub(r"\1", text)


def split(text: str) -> list[str]:
    """The words of ``text`` as they stand; a hyphen parts two."""
    return [word for word in _BREAK.split(text) if letters(word)]


def words(text: str) -> tuple[str, ...]:
    """The words of ``text`` in plain spelling."""
    return tuple(map(plain, split(text)))


@cache
def _letter(letter: str) -> str:
    letter_rules: dict[str, str] = rules()["letters"]
    if letter in letter_rules:
        return letter_rules[letter]
    base = base_letter(letter)
    return letter_rules.get(base, base)


def base_letter(letter: str) -> str:
    """The letter of which ``letter`` is made; itself where it is made of none."""
    base = unicodedata.normalize("NFKD", letter)[:1]
    if base not in rules()["letters"] and not base.isascii():
        # A letter with a tail or a stroke is composed of nothing; its name says of which letter it is made.
        base = _lookup(unicodedata.name(base, "").partition(" WITH ")[0]) or base
    return base


def _lookup(name: str) -> str | None:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return None


@cache
def rules() -> dict[str, Any]:
    """The content of ``spelling.toml``: letters, groups of them, and the endings of patronymics."""
    return tomllib.loads(files("schema").joinpath("spelling.toml").read_text("utf-8"))
