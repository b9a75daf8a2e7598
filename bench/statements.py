"""The floor's statements: for each answer the fastest Cypher found among several forms.

Tried on the embedded graph: projections and plain maps, pattern comprehensions and ``COLLECT {}``, with labels
in the patterns and without, the unit as a pattern of its own or as the second hop of the registration's, dates
as text from the engine or from Python. Text from the engine is faster by a quarter on a page, since the driver
unpacks text faster than dates.
"""

_DECISIONS = """[(p)<-[:CONCERNS]-(d) |
  d{.number, .kind, decidedOn: toString(d.decidedOn), .article}]"""
_REGISTRATIONS = """[(p)<-[:REGISTERS]-(r)-[:KEPT_BY]->(u) |
  r{.category, .status, registeredOn: toString(r.registeredOn), unit: u{.code, name: u.nameKk},
    inspector: head([(r)-[:WATCHED_BY]->(i) WHERE i.areaKey STARTS WITH '75' | i{.name, .rank}])}]"""
_PERSON = f"""p{{.id, .familyName, .givenName, birthDate: toString(p.birthDate),
  decisions: {_DECISIONS}, registrations: {_REGISTRATIONS}}}"""

PERSON = f"MATCH (p:Person) WHERE p.id = $id RETURN {_PERSON} AS row"
REGION = (
    f"MATCH (p:Person) WHERE p.areaKey STARTS WITH $prefix RETURN {_PERSON} AS row ORDER BY p.areaKey LIMIT 100"
)
FILTERED = """MATCH (p:Person) WHERE p.areaKey STARTS WITH $prefix
  AND any(r IN [(p)<-[:REGISTERS]-(each) | each] WHERE r.category = $category AND r.status = $status)
  RETURN p{.id, .familyName, .givenName, birthDate: toString(p.birthDate)} AS row ORDER BY p.areaKey LIMIT 50"""
LOOKUP = """UNWIND $iins AS iin MATCH (p:Person {iinIndex: iin}) RETURN
  {iin: iin, holders: [(p)<-[:SOURCE_OF]-()-[:KEPT_AT]->(a) | {code: a.code, name: a.nameKk}]} AS row"""


def _initial(name: str) -> str:
    return f"CASE WHEN p.adultOn > $today THEN left(p.{name}, 1) + '.' ELSE p.{name} END"


def _date(variable: str, name: str) -> str:
    """A date, of which the year is left where the record is about a minor."""
    text = f"toString({variable}.{name})"
    return f"CASE WHEN {variable}.adultOn > $today THEN left({text}, 4) ELSE {text} END"


_MASKED = f"""p{{.id, familyName: {_initial("familyName")}, givenName: {_initial("givenName")},
  birthDate: {_date("p", "birthDate")},
  decisions: [(p)<-[:CONCERNS]-(d) | d{{
    number: CASE WHEN d.adultOn <= $today THEN d.number END, .kind, decidedOn: {_date("d", "decidedOn")},
    article: CASE WHEN d.adultOn > $today THEN split(split(d.article, '.')[0], '(')[0] ELSE d.article END}}],
  registrations: [(p)<-[:REGISTERS]-(r)-[:KEPT_BY]->(u) | r{{
    .category, .status, registeredOn: {_date("r", "registeredOn")}, unit: u{{.code, name: u.nameKk}},
    inspector: head([(r)-[:WATCHED_BY]->(i) WHERE i.areaKey STARTS WITH '7510' | i{{.name, .rank}}])}}]}}"""

PERSON_MASKED = f"MATCH (p:Person) WHERE p.id = $id RETURN {_MASKED} AS row"
REGION_MASKED = (
    f"MATCH (p:Person) WHERE p.areaKey STARTS WITH $prefix RETURN {_MASKED} AS row ORDER BY p.areaKey LIMIT 100"
)
