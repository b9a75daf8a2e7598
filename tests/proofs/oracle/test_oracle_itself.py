"""The oracle against answers worked out by hand."""

from datetime import date
from pathlib import Path

import pytest

from tests.proofs.oracle import Oracle, OracleCaller, OracleError, compare, learn
from tests.proofs.oracle.masks import masked
from tests.proofs.oracle.sdl import oracle_sdl
from tests.proofs.oracle.small import RECORDS, id_of, write_small
from tests.proofs.oracle.values import Json
from tests.proofs.oracle.view import adult_on

TODAY = date(2026, 6, 1)
NAMES = {id_of(kind, name): name for kind, records in RECORDS.items() for name in records}
WHOLE_COUNTRY = OracleCaller("public_security", "")
COMMITTEE = OracleCaller("mia_committee")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small set of records."""
    return write_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def oracle(directory: Path) -> Oracle:
    """An oracle over the small set."""
    return Oracle(oracle_sdl(), directory)


def ask(oracle: Oracle, caller: OracleCaller, query: str, today: date = TODAY) -> dict[str, Json]:
    """The answer to a query without variables."""
    return oracle.answer(query, {}, caller, today)


def found(oracle: Oracle, caller: OracleCaller, root: str, arguments: str = "", today: date = TODAY) -> list[str]:
    """The names of the records that a root connection lists."""
    given = f"({arguments})" if arguments else ""
    answer = ask(oracle, caller, f"{{ {root}{given} {{ nodes {{ id }} }} }}", today)
    return [NAMES[node["id"]] for node in answer[root]["nodes"]]


def test_a_pointer_has_its_id_and_is_not_listed(oracle: Oracle) -> None:
    precinct = OracleCaller("precinct", "10")
    assert found(oracle, precinct, "persons") == ["chingiz"]
    mother, minor = id_of("Person", "aigerim"), id_of("Person", "bolat")
    query = f"""{{ a: person(id: "{mother}") {{ __typename id familyName registrations {{ totalCount }} }}
        b: node(id: "{minor}") {{ id }} c: person(id: "{id_of("Case", "home")}") {{ id }}
        nodes(ids: ["{minor}", "nothing", "{mother}"]) {{ ... on Person {{ isMinor }} id }} }}"""
    assert ask(oracle, precinct, query) == {
        "a": {"__typename": "Person", "id": mother, "familyName": None, "registrations": None},
        "b": None,
        "c": None,
        "nodes": [None, None, {"isMinor": None, "id": mother}],
    }


def test_minors_and_their_parents_belong_to_the_juvenile_inspector(oracle: Oracle) -> None:
    juvenile = OracleCaller("juvenile", "75")
    assert sorted(found(oracle, juvenile, "persons")) == ["aigerim", "bolat", "dana"]
    grown_up = date(2028, 6, 2)
    assert found(oracle, juvenile, "persons", today=grown_up) == ["dana"]
    query = f'{{ person(id: "{id_of("Person", "bolat")}") {{ iin isMinor familyName }} }}'
    assert ask(oracle, juvenile, query)["person"] == {
        "iin": "********0006",
        "isMinor": True,
        "familyName": "Болатов",
    }
    assert ask(oracle, WHOLE_COUNTRY, query, grown_up)["person"]["isMinor"] is False
    assert adult_on(date(2008, 2, 29)) == date(2026, 3, 1)


def test_masked_values(oracle: Oracle) -> None:
    query = f"""{{ person(id: "{id_of("Person", "aigerim")}") {{ familyName patronymic birthDate sex citizenship
        isMinor phone iin region {{ kato }} documents {{ totalCount }}
        decisions {{ nodes {{ number kind decidedOn article termMonths }} }} }} }}"""
    assert ask(oracle, COMMITTEE, query)["person"] == {
        "familyName": "А.",
        "patronymic": None,
        "birthDate": "1990",
        "sex": "FEMALE",
        "citizenship": "KAZ",
        "isMinor": False,
        "phone": None,
        "iin": None,
        "region": {"kato": "751010000"},
        "documents": None,
        "decisions": {
            "nodes": [
                {
                    "number": None,
                    "kind": "SENTENCE",
                    "decidedOn": "2024",
                    "article": "188",
                    "termMonths": None,
                }
            ]
        },
    }
    masks = {"last_two": "***45", "last_four": "*2345", "year": "1234", "nothing": None, "keep": "12345"}
    assert {mask: masked(mask, "12345") for mask in masks} == masks


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{status: {eq: OPEN}}", ["away", "juvenile", "open"]),
        ("{status: {ne: OPEN}}", ["closed"]),
        ("{not: {status: {eq: OPEN}}}", ["closed"]),
        ("{status: {isNull: true}}", ["unknown"]),
        ("{not: {status: {isNull: null}}}", []),
        ("{status: {in: []}}", []),
        ("{not: {status: {in: []}}}", ["away", "closed", "juvenile", "open"]),
        ("{status: {notIn: []}}", ["away", "closed", "juvenile", "open"]),
        ("{or: []}", []),
        ("{and: []}", ["away", "closed", "juvenile", "open", "unknown"]),
        ("{}", ["away", "closed", "juvenile", "open", "unknown"]),
        ("{or: [{status: {eq: CLOSED}}, {category: {eq: JUVENILE}}]}", ["closed", "juvenile"]),
        ("{not: {and: [{status: {eq: OPEN}}, {category: {eq: JUVENILE}}]}}", ["away", "closed", "open"]),
        ('{person: {birthDate: {gt: "2000-01-01"}}}', ["juvenile"]),
        ('{not: {basis: {number: {eq: "1-2"}}}}', ["away", "closed", "juvenile", "open", "unknown"]),
        ('{unit: {region: {name: {startsWith: "Алат"}}}, status: {lt: OPEN}}', ["closed"]),
    ],
)
def test_filters_in_three_valued_logic(oracle: Oracle, where: str, expected: list[str]) -> None:
    assert sorted(found(oracle, WHOLE_COUNTRY, "registrations", f"where: {where}")) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{registrations: {every: {status: {eq: OPEN}}}}", ["bolat", "chingiz", "dana", "erlan"]),
        ("{registrations: {none: {status: {eq: OPEN}}}}", ["dana", "erlan"]),
        ("{registrations: {some: {status: {isNull: true}}}}", ["aigerim"]),
        ("{registrations: {some: {}, none: {status: {eq: CLOSED}}}}", ["bolat", "chingiz"]),
        ("{operativeFiles: {some: {}}}", []),
        ("{not: {operativeFiles: {some: {}}}}", []),
        ("{region: {kato: {ne: null}}}", []),
        ("{not: {region: {}}}", ["erlan"]),
        ('{iin: {in: ["900505400001"]}}', ["aigerim"]),
    ],
)
def test_filters_along_relations(oracle: Oracle, where: str, expected: list[str]) -> None:
    assert sorted(found(oracle, WHOLE_COUNTRY, "persons", f"where: {where}")) == expected


def test_a_withheld_value_tells_nothing_apart(oracle: Oracle) -> None:
    everybody = sorted(RECORDS["Person"])
    assert sorted(found(oracle, COMMITTEE, "persons", "where: {}")) == everybody
    for where in ("{familyName: {isNull: false}}", "{not: {familyName: {isNull: true}}}", '{iin: {eq: "1"}}'):
        assert found(oracle, COMMITTEE, "persons", f"where: {where}") == []
    plain = found(oracle, COMMITTEE, "persons")
    assert found(oracle, COMMITTEE, "persons", "orderBy: [{birthDate: DESC}]") == plain


def test_a_student_until_the_last_day_of_school(oracle: Oracle) -> None:
    education, last_day = OracleCaller("education", "75"), date(2026, 5, 31)
    assert found(oracle, education, "persons") == []
    assert found(oracle, education, "persons", today=last_day) == ["bolat"]
    assert found(oracle, education, "persons", "where: {registrations: {some: {}}}", last_day) == ["bolat"]
    some_open = "where: {registrations: {some: {status: {eq: OPEN}}}}"
    assert found(oracle, education, "persons", some_open, last_day) == []


def test_order_and_pages_both_ways(oracle: Oracle) -> None:
    by_age = "orderBy: [{birthDate: DESC}]"
    down = ["bolat", "aigerim", "chingiz", "erlan", "dana"]
    assert found(oracle, WHOLE_COUNTRY, "persons", by_age) == down
    assert found(oracle, WHOLE_COUNTRY, "persons", "orderBy: [{birthDate: ASC}]") == [*down[3::-1], "dana"]
    query = """query ($before: String) { persons(last: 2, before: $before, orderBy: [{birthDate: DESC}]) {
        edges { cursor node { id } } totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    cursors: dict[str, Json] = {}
    before = None
    seen: list[str] = []
    for expected_next in (False, True, True):
        page = oracle.answer(query, {"before": before}, WHOLE_COUNTRY, TODAY, cursors=cursors)["persons"]
        cursors |= learn(page, page)
        seen = [NAMES[edge["node"]["id"]] for edge in page["edges"]] + seen
        before = page["pageInfo"]["startCursor"]
        assert page["pageInfo"]["hasNextPage"] is expected_next
        assert page["pageInfo"]["hasPreviousPage"] is (len(seen) < 5)
        assert page["totalCount"] == 5
    assert seen == down
    with pytest.raises(OracleError):
        oracle.answer(query, {"before": "never given"}, WHOLE_COUNTRY, TODAY)


def test_the_default_order_is_by_area_then_id(oracle: Oracle) -> None:
    listed = found(oracle, WHOLE_COUNTRY, "persons")
    in_alatau = sorted(("aigerim", "bolat", "dana"), key=lambda name: id_of("Person", name))
    assert listed == ["chingiz", *in_alatau, "erlan"]
    nested = f'{{ node(id: "{id_of("Unit", "psu")}") {{ ... on Unit {{ registrations {{ nodes {{ id }} }} }} }} }}'
    ids = [node["id"] for node in ask(oracle, WHOLE_COUNTRY, nested)["node"]["registrations"]["nodes"]]
    assert len(ids) == 4
    assert ids == sorted(ids)


def test_a_stay_belongs_to_its_centre(oracle: Oracle) -> None:
    haven = OracleCaller("crisis_centre", "75", unit=id_of("CrisisCenter", "haven"))
    query = "{ crisisCenters { nodes { stays { nodes { id from person { familyName } } } } } }"
    stay = id_of("ShelterStay", "stay")
    own = [{"id": stay, "from": "2025-10-01", "person": {"familyName": "Ахметова"}}]
    assert ask(oracle, haven, query)["crisisCenters"]["nodes"] == [{"stays": {"nodes": own}}]
    police = OracleCaller("public_security", "75")
    # The list of a centre would tell which one a person is in.
    assert ask(oracle, police, query)["crisisCenters"]["nodes"] == [{"stays": None}]
    assert ask(oracle, COMMITTEE, query)["crisisCenters"]["nodes"] == [{"stays": None}]
    assert found(oracle, police, "crisisCenters", "where: {stays: {some: {}}}") == []
    assert found(oracle, haven, "crisisCenters", "where: {stays: {some: {from: {isNull: false}}}}") == ["haven"]


def test_a_record_about_an_adult_and_a_minor(oracle: Oracle) -> None:
    query = (
        "{ protectiveOrders { nodes { number offender { id familyName } protected { nodes { familyName } } } } }"
    )
    # That an order protects a child is told by the child, and by nothing else.
    offender = {"id": id_of("Person", "chingiz"), "familyName": None}
    of_offender = {"number": "O-1", "offender": offender, "protected": {"nodes": []}}
    assert ask(oracle, OracleCaller("precinct", "10"), query)["protectiveOrders"]["nodes"] == [of_offender]
    order = {
        "number": "O-1",
        "offender": offender,
        "protected": {"nodes": [{"familyName": "Б."}]},
    }
    assert ask(oracle, OracleCaller("precinct", "75"), query)["protectiveOrders"]["nodes"] == [order]


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (OracleCaller("analytics"), [True, True, False]),
        (OracleCaller("precinct", "10"), [True, False, False]),
        (OracleCaller("education", ""), [False, False, False]),
        (OracleCaller("migration", ""), [False, False, False]),
    ],
)
def test_hit_or_no_hit(oracle: Oracle, caller: OracleCaller, expected: list[bool]) -> None:
    numbers = '["900505400001", "100602500006", "000000000000"]'
    hits = ask(oracle, caller, f"{{ lookup(iins: {numbers}) {{ found }} }}")["lookup"]
    assert [hit["found"] for hit in hits] == expected


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (OracleCaller("migration", "75"), ["chingiz"]),
        (OracleCaller("commission", "75", agency="KDN75"), ["aigerim"]),
        (OracleCaller("commission", "75", agency="PROB"), []),
        (OracleCaller("probation", "10", unit=id_of("Unit", "office")), ["chingiz"]),
        (OracleCaller("probation", "10", unit=id_of("Unit", "psu"), agency="PROB"), ["aigerim", "bolat"]),
        (OracleCaller("probation", "10", agency="PROB"), ["chingiz"]),
        (OracleCaller("ngo", "", unit=id_of("Ngo", "ngo")), ["chingiz"]),
        (OracleCaller("ngo", "", agency="PD75"), ["aigerim"]),
        (OracleCaller("ministry"), []),
        (OracleCaller("prosecutor", None), []),
    ],
)
def test_whom_a_scope_reaches(oracle: Oracle, caller: OracleCaller, expected: list[str]) -> None:
    assert sorted(found(oracle, caller, "persons")) == expected


def test_records_about_nobody(oracle: Oracle) -> None:
    assert found(oracle, OracleCaller("precinct", "10"), "inspectors") == ["saule"]
    assert found(oracle, OracleCaller("health", ""), "inspectors") == []
    query = "{ inspectors { nodes { registrations { totalCount } cases { totalCount } } } }"
    nodes = ask(oracle, OracleCaller("operator"), query)["inspectors"]["nodes"]
    assert nodes == [{"registrations": None, "cases": None}] * 2
    names = "kk: name ru: name(language: RU) districts { totalCount }"
    regions = f'{{ regions(where: {{name: {{eq: "Абай"}}}}) {{ nodes {{ {names} }} }} }}'
    assert ask(oracle, OracleCaller("auditor"), regions)["regions"]["nodes"] == [
        {"kk": "Абай", "ru": None, "districts": {"totalCount": 0}}
    ]


def test_the_order_of_keys_and_the_merging_of_fragments(oracle: Oracle) -> None:
    query = """query ($no: Boolean = false, $id: ID!) { __typename one: node(id: $id) { ...F ... on Person { phone }
        ... on Case { subject { b: familyName } number @include(if: $no) } id @skip(if: $no) } }
        fragment F on Case { subject { a: givenName } events { nodes { at } } }"""
    answer = oracle.answer(query, {"id": id_of("Case", "home")}, WHOLE_COUNTRY, TODAY)
    expected = {
        "__typename": "Query",
        "one": {
            "subject": {"a": "Айгерім", "b": "Ахметова"},
            "events": {"nodes": [{"at": "2026-01-02T03:04:05Z"}]},
            "id": id_of("Case", "home"),
        },
    }
    assert compare(answer, expected) == []
    assert compare(answer, {"one": expected["one"], "__typename": "Query"}) != []
