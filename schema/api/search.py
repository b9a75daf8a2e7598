"""The root that finds records by what somebody types."""

from dataclasses import dataclass, replace
from typing import Any

import strawberry

from schema.model import EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

SEARCH_TYPE = EnumType(
    "SearchType",
    ("PERSON", "CASE", "DECISION", "ORDER", "UNIT"),
    "What is searched: persons by name, birth year or number, cases, court decisions and protective orders by "
    "number, units by name.",
)
MATCHED_ON = EnumType(
    "MatchedOn",
    ("NAME", "SPELLING", "NUMBER", "BIRTH_YEAR", "TYPING_ERROR"),
    "By what a record was found: the name or its beginning, another spelling of it, a number, the year of birth, a "
    "name one typing error away.",
)
DEFAULT_HITS = 20
MOST_HITS = 200
LONGEST_TEXT = 200


@dataclass(frozen=True, kw_only=True)
class SearchRoot(Root):
    """The root ``search``: its default is a member of a list that is published first."""

    def published(self) -> Any:
        """The field of Query."""
        types = replace(self.arguments["types"], default=(made.published(SEARCH_TYPE.name).PERSON,))
        return made.with_arguments(self.name, self.meaning, {**self.arguments, "types": types}, self.returns)


QUERIES = (
    SearchRoot(
        name="search",
        returns="SearchPage",
        meaning="The records that fit best what is typed, by values that the caller gets in full.",
        arguments={
            "text": Argument("str", f"What is typed, at most {LONGEST_TEXT} characters."),
            "types": Argument("list[SearchType] | None", "What is searched, in this order."),
            "area": Argument("str | None", "Only records in this area, a KATO prefix.", strawberry.UNSET),
            "first": Argument("int | None", f"How many at most, 1 to {MOST_HITS}.", DEFAULT_HITS, shapes_plan=True),
        },
    ),
)


def publish() -> None:
    """Publish the types that ``search`` gives and takes."""
    made.publish_enum(SEARCH_TYPE)
    made.publish_enum(MATCHED_ON)
    hit = {
        "record": ("Node", "The record."),
        "matched": ("list[MatchedOn]", "By what it was found."),
    }
    page = {
        "hits": ("list[SearchHit]", "The records, the best first."),
        "complete": ("bool", "Whether there are no others; there is no count."),
    }
    publish_plain("SearchHit", "A record that fits what was typed.", hit)
    publish_plain("SearchPage", "What was found.", page)
