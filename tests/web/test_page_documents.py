"""The GraphQL documents that stand in the pages are valid, as the hub judges them."""

import re

import pytest
from graphql import parse, validate

from schema.api.graphql_schema import graphql_schema
from web.vendored import HERE

TEXT = re.compile(r"[`\"]((?:query|mutation|subscription)? ?(?:\([^`\"$]*(?:\$\w+[^`\"$]*)*\) )?\{[^`\"]*\})[`\"]")
DOCUMENTS = [
    (path.name, text)
    for path in sorted((HERE / "app").rglob("*.mjs"))
    for text in TEXT.findall(path.read_text(encoding="utf-8"))
    if "${" not in text and "{" in text[1:] and re.match(r"(query|mutation|subscription|\{ *\w)", text)
]


def test_documents_are_found() -> None:
    assert {"hits.mjs", "audit.mjs", "deliveries.mjs", "deeds.mjs", "links.mjs"} <= {name for name, _ in DOCUMENTS}


@pytest.mark.parametrize(("name", "text"), DOCUMENTS)
def test_document_is_valid(name: str, text: str) -> None:
    assert validate(graphql_schema(), parse(text)) == [], name
