"""The texts of pages: complete for all that is published, nothing left over, and each in its own language."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType

from resolvers.errors import CATALOGUE
from schema.api.graphql_schema import graphql_schema
from schema.api.operations import OPERATIONS
from security.authorization.disclosure import SCOPES
from security.authorization.purposes import PURPOSES
from tests.support.policy_files import agreed_policy
from web.vendored import HERE

SCHEMA = graphql_schema()
LANGUAGES = ("kk", "ru", "en")
FILES = ("work", "enums", "fields", "roles", "errors")
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]{3}", re.IGNORECASE)

PLUMBING = re.compile(r"(Connection|Edge|Page|List)$|^PageInfo$")
"""Types that only carry records page by page: no page shows them."""

ALIKE = {
    *("Акт", "Балл", "Инспектор", "Код", "Комиссия", "Комитет", "Норма", "Орган", "Пробация", "Прокуратура"),
    "Республика",
}
"""Words that are the same in Kazakh and in Russian."""

INSTRUMENTS = {"ODARA", "SAFER", "CRAF"}
"""Names that are written in Latin letters in every language."""


@cache
def texts(name: str, language: str) -> Any:
    return json.loads((HERE / "texts" / language / f"{name}.json").read_text(encoding="utf-8"))


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a file, by its place."""
    if isinstance(value, Mapping):
        for key, under in value.items():
            yield from leaves(under, (*path, key))
    else:
        yield path, value


def members(kind: type[Any]) -> dict[str, Any]:
    """The published types of a kind, without those of introspection."""
    return {
        name: declared
        for name, declared in SCHEMA.type_map.items()
        if isinstance(declared, kind) and name[0] != "_"
    }


def test_every_language_has_the_same_files() -> None:
    for language in LANGUAGES:
        assert {path.name for path in (HERE / "texts" / language).iterdir()} >= {f"{name}.json" for name in FILES}
    assert {path.name for path in (HERE / "texts").iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("name", FILES)
def test_every_language_has_the_same_keys_in_the_same_order(name: str) -> None:
    kazakh = [path for path, _ in leaves(texts(name, "kk"))]
    assert kazakh
    for language in LANGUAGES:
        assert [path for path, _ in leaves(texts(name, language))] == kazakh


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_text_is_words_and_no_code(name: str, language: str) -> None:
    for path, text in leaves(texts(name, language)):
        assert isinstance(text, str) and text == text.strip() != "", path
        assert "  " not in text and "_" not in text and text not in ("title", "name"), path
        assert text[0] == text[0].upper(), path
        if language == "en":
            assert not CYRILLIC.search(text), path
            assert path[-1] != text, path
        else:
            assert CYRILLIC.search(text) and path[-1] != text, path
            assert set(LATIN.findall(text.replace("-", " "))) == set() or (name == "work" and _latin(text)), path


def _latin(text: str) -> bool:
    """Whether the words in Latin letters are names alone."""
    return set(re.findall(r"[A-Za-z]{3,}", text)) <= INSTRUMENTS


@pytest.mark.parametrize("name", FILES)
def test_kazakh_is_kazakh_and_russian_is_russian(name: str) -> None:
    kazakh, russian = dict(leaves(texts(name, "kk"))), dict(leaves(texts(name, "ru")))
    assert {text for path, text in kazakh.items() if russian[path] == text} <= ALIKE
    assert [text for text in russian.values() if KAZAKH.search(text)] == []
    # Many a short word has none of the nine letters that Kazakh has beside the Russian ones; a sentence has.
    long = [text for text in kazakh.values() if len(text.split()) >= 5]
    assert [text for text in long if not KAZAKH.search(text)] == []
    assert sum(bool(KAZAKH.search(text)) for text in kazakh.values()) > 0.75 * len(kazakh)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mutation_has_the_texts_of_its_form(language: str) -> None:
    work = texts("work", language)
    assert set(work) == {"inputs", "hints", "mutations"}
    assert SCHEMA.mutation_type is not None
    assert work["mutations"].keys() == SCHEMA.mutation_type.fields.keys()
    shared: dict[str, set[str]] = {"inputs": set(), "hints": set()}
    for name, field in SCHEMA.mutation_type.fields.items():
        form = work["mutations"][name]
        assert {"title", "done"} <= form.keys() <= {"title", "done", "inputs", "hints"}, name
        assert not form["title"].endswith(".") and form["done"].endswith("."), name
        for part, names in shared.items():
            own = form.get(part, {})
            assert own.keys() <= field.args.keys(), (name, part)
            assert part not in form or own, (name, part)
            names.update(field.args.keys() - own.keys())
        assert field.args.keys() <= work["inputs"].keys() | form.get("inputs", {}).keys(), name
    assert work["inputs"].keys() <= shared["inputs"] and work["hints"].keys() <= shared["hints"]
    assert all(not label.endswith(".") for path, label in leaves(work) if path[-2] == "inputs")
    assert all(hint.endswith(".") for path, hint in leaves(work) if path[-2] == "hints")


def test_no_text_of_one_place_repeats_the_shared_one() -> None:
    """What a form or a type says of its own is said otherwise in some language."""
    for name, places, parts in (("work", "mutations", ("inputs", "hints")), ("fields", "types", ("fields",))):
        for place, entry in texts(name, "kk")[places].items():
            for part in parts:
                for key in entry.get(part, {}):
                    assert any(
                        texts(name, language)[places][place][part][key] != texts(name, language)[part].get(key)
                        for language in LANGUAGES
                    ), (place, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_every_closed_list_has_a_label(language: str) -> None:
    labels = {name: set(values) for name, values in texts("enums", language).items()}
    expected = {name: set(declared.values) for name, declared in members(GraphQLEnumType).items()}
    assert labels == {**expected, "Purpose": set(PURPOSES), "Scope": set(SCOPES)}
    for name, values in texts("enums", language).items():
        assert len(set(values.values())) == len(values), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_and_every_field_has_a_label(language: str) -> None:
    labels = texts("fields", language)
    assert set(labels) == {"fields", "types"}
    types = members(GraphQLObjectType) | members(GraphQLInterfaceType)
    types = {name: kind for name, kind in types.items() if name not in OPERATIONS and not PLUMBING.search(name)}
    assert labels["types"].keys() == types.keys()
    shared: set[str] = set()
    for name, kind in types.items():
        entry = labels["types"][name]
        assert {"name"} <= entry.keys() <= {"name", "fields"}, name
        own = entry.get("fields", {})
        assert own.keys() <= kind.fields.keys() and ("fields" not in entry or own), name
        assert kind.fields.keys() <= labels["fields"].keys() | own.keys(), name
        shared |= kind.fields.keys() - own.keys()
    assert labels["fields"].keys() == shared


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_name(language: str) -> None:
    names = texts("roles", language)
    assert names.keys() == agreed_policy().roles.keys()
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_is_told_in_words_for_an_official(language: str) -> None:
    """The catalogue's own words serve, except where they are for whoever wrote the request."""
    own = texts("errors", language)
    assert own.keys() <= CATALOGUE.keys()
    for code, entry in CATALOGUE.items():
        text = own.get(code) or entry.texts[language]
        assert text.strip() and text != code and text.endswith("."), code
        assert code not in own or own[code] != entry.texts[language], code
        if language != "en":
            words = set(LATIN.findall(text))
            assert words == set(), (code, words)
