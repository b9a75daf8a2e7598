"""Searches as callers ask them of a hub on a graph of the tests, and the spellings that people type."""

from dataclasses import dataclass
from typing import Any

from resolvers.errors import HubError
from resolvers.execute import Engine, Request, execute
from schema.identifiers import area_code, unit_id
from security.authorization.caller import Caller
from tests.conftest import Graph

FAR = 2**40
QUERY = """query ($text: String!, $types: [SearchType!], $area: String) {
  search(text: $text, types: $types, area: $area, first: 200) {
    complete hits { matched record { __typename id ... on Person { familyName givenName } } }
  }
}"""


@dataclass(frozen=True)
class Searcher:
    """A caller who searches."""

    graph: Graph
    hub: Engine
    caller: Caller

    def ask(self, query: str, **variables: Any) -> Any:
        """The answer to a question; the code of the error where there is one."""
        request = Request(query=query, variables=variables, operation_name=None)
        try:
            return self.graph.run(execute(self.hub, self.caller, request)).data
        except HubError as error:
            return error.entry.code

    def search(self, text: str, **more: Any) -> Any:
        """The page for what is typed."""
        data = self.ask(QUERY, text=text, **more)
        return data if isinstance(data, str) else data["search"]

    def ids(self, text: str, **more: Any) -> list[str]:
        """The ids of what is found."""
        return [hit["record"]["id"] for hit in self.search(text, **more)["hits"]]

    def ways(self, text: str, **more: Any) -> dict[str, list[str]]:
        """By what each record is found."""
        return {hit["record"]["id"]: hit["matched"] for hit in self.search(text, **more)["hits"]}


def searcher(graph: Graph, role: str = "public_security", area: str = "75", unit: str | None = None) -> Searcher:
    """A caller of a role, in an area."""
    caller = Caller(
        subject="tests",
        role=role,
        area=area_code(area),
        unit=unit_id(unit),
        agency="MIA",
        purposes=("CASE_WORK",),
        expires=FAR,
    )
    return Searcher(graph, graph.hub(), caller)


LATIN = {
    **dict(zip("абвгғдеёзийкқлмнңоөпрстуұүфһыіэә", "abvggdeeziikqlmnnooprstuuufhyiea", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "iu", "я": "ia"},
}
ALIKE = str.maketrans("АВЕКМНОРСТХаеорсху", "ABEKMHOPCTXaeopcxy")


def in_latin(name: str) -> str:
    """A name as a passport has it."""
    return "".join(LATIN.get(letter, letter) for letter in name.lower()).title()


def with_look_alikes(name: str) -> str:
    """A name with a Latin letter for the first that has one: nobody sees it."""
    at = next((place for place, letter in enumerate(name) if letter.translate(ALIKE) != letter), None)
    return name if at is None else name[:at] + name[at].translate(ALIKE) + name[at + 1 :]


def with_other_e(name: str) -> str:
    """A name with е for ё, or with ё for its first е."""
    return name.replace("ё", "е") if "ё" in name else name.replace("е", "ё", 1)


def with_an_error(name: str) -> str:
    """A name with a letter left out in the middle: not one of two that are the same, which would be no error."""
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 :]
