"""Cypher of mutations, and of the move of parolees whose term has ended."""

from graph.ingest.facts import FEED_RECORD_OF
from graph.write.stays import STAY
from schema.catalogue import AREA, SUBJECT
from schema.internal.feed_records import HAS_OPEN_RECORD, VIA
from schema.internal.work_entries import TURN, WORK_ENTRY

SAVE_OUTCOME = f"MATCH (w:{WORK_ENTRY} {{id: $id}}) SET w.content = $content, w.outcome = $outcome, w.at = $at"

SAVED_OUTCOME = f"MATCH (w:{WORK_ENTRY} {{id: $id}}) WHERE w.outcome IS NOT NULL RETURN [w.content, w.outcome]"

UNIT_AREA_AND_AGENCY = f"""MATCH (u:Unit {{id: $id}}) OPTIONAL MATCH (u)-[:BELONGS_TO]->(a:Agency)
  RETURN u.{AREA} AS area, a.code AS agency"""

PERSONS_OF_CLOSED_RECORDS = (
    f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE coalesce(p.{HAS_OPEN_RECORD}, false) = false RETURN id"
)
"""Those of the persons ``ids`` of whom closed records alone tell."""

CLAIMS_OF_PERSON = (
    "MATCH (p:Person {id: $person})<-[:SOURCE_OF]-(s:SourceRecord) RETURN s.id AS id, s.system AS system"
)


def areas_of(label: str, *, lock: bool) -> str:
    """The areas of the records ``ids`` with that label. ``lock``: they are written to first."""
    turn = f"SET n.{TURN} = coalesce(n.{TURN}, 0) + 1 " if lock else ""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) {turn}RETURN n.{AREA} AS area"


def link_to_claim(label: str, edge: str) -> str:
    """Lets the links ``edge`` from the records ``ids`` with that label to ``person`` be by the mention ``via``."""
    return (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[l:{edge}]->(:Person {{id: $person}}) SET l.{VIA} = $via"
    )


def feed_record(label: str) -> str:
    """By which record of a feed the record ``id`` with that label is kept; null: by none."""
    return f"MATCH (n:{label} {{id: $id}}) RETURN n.{FEED_RECORD_OF} AS record"


DAY_OF_ADULTHOOD = "MATCH (p:Person {id: $person}) RETURN p.adultOn AS adult"

WORK_OF_PERIOD = """MATCH (:Unit {id: $unit})<-[:DONE_BY]-(w:WorkRecord)-[:DONE_UNDER]->(:Norm {code: $norm})
  WHERE w.period = $period RETURN w.id AS id"""

OPEN_CASES = """MATCH (p:Person {id: $person})<-[:ABOUT]-(c:Case) WHERE c.status <> 'CLOSED' AND c.kind IN $kinds
  RETURN c.id AS id, c.kind AS kind, c.openedOn AS opened"""

PERSON_OF_RELEASE = f"""MATCH (r:ReleaseNotice {{id: $id}})-[l:NOTIFIES_OF]->(p:Person)
  RETURN p.id AS person, l.{VIA} AS via"""

PERSON_OF_PLACEMENT = f"""MATCH (r:SpecialPlacement {{id: $id}})-[l:HELD]->(p:Person)
  RETURN p.id AS person, l.{VIA} AS via"""

PERSON_OF_REGISTRATION = f"""MATCH (r:Registration {{id: $id}})-[l:REGISTERS]->(p:Person)
  RETURN p.id AS person, l.{VIA} AS via"""

KIND_OF_UNIT = "MATCH (u:Unit {id: $id}) RETURN u.kind AS kind"

OWN_STAY = f"MATCH (s:{STAY.name} {{id: $id}}) WHERE s.{FEED_RECORD_OF} IS NULL RETURN s.id AS id"
"""A row if the hub keeps the stay itself."""

CASE_WITH_PERSON = f"""MATCH (c:Case {{id: $id}})-[l:ABOUT]->(p:Person)
  RETURN c.kind AS kind, c.status AS status, p.id AS person, l.{VIA} AS via"""

MATCH_WITH_PERSON = f"""MATCH (m:ProactiveMatch {{id: $id}})-[l:MATCHES]->(p:Person)
  RETURN p.id AS person, p.area AS area, l.{VIA} AS via, m.decision AS decision, m.acknowledgedAt AS acknowledged,
    m.forwardedAt AS forwarded"""

NOTICE_AND_RECEIVER = f"""MATCH (n:Notice {{id: $id}})-[:SENT_TO]->(u:Unit) OPTIONAL MATCH (n)-[:ASKED_BY]->(a:Norm)
  OPTIONAL MATCH (n)-[l:TELLS_OF]->(p:Person)
  RETURN u.id AS unit, a.code AS norm, p.id AS person, l.{VIA} AS via, n.confirmedAt AS confirmed"""

CONFIRMATION_OF_NOTICE = "MATCH (n:Notice {id: $id}) RETURN n.confirmedAt AS confirmed"

INSPECTORS_OF_PRECINCTS = (
    "UNWIND $ids AS id MATCH (:Precinct {id: id})-[:ASSIGNED_TO]->(i:Inspector) RETURN DISTINCT i.id AS id"
)

MEETING_DAYS = (
    "MATCH (m:ReportMeeting {id: $id}) RETURN m.announcedOn AS announced, m.heldOn AS held, m.plannedFor AS planned"
)

COMPLAINT_STATE = """MATCH (c:Complaint {id: $id}) OPTIONAL MATCH (c)-[:PASSED_TO]->(a:Agency)
  RETURN c.receivedOn AS received, c.withinCompetence AS within, c.answeredOn AS answered, a.id AS passed"""

UNITS_WITH_CODES = """UNWIND $ids AS id MATCH (u:Unit {id: id})
  RETURN u.id AS id, u.kind AS kind, u.code AS code, u.area AS area"""

AREA_OF_REGION = "MATCH (r:Region {id: $id}) RETURN r.area AS area"

CLAIMS_AND_INSPECTORS = f"""UNWIND $ids AS id MATCH (r:Registration {{id: id}})-[l:REGISTERS]->(:Person)
  OPTIONAL MATCH (r)-[:WATCHED_BY]->(i:Inspector)
  RETURN r.id AS id, l.{VIA} AS via, i.id AS inspector"""
"""Of registrations: the mention by which they mean the person, and the inspector who watches."""

CLOSE_OWN_REGISTRATIONS = f"""UNWIND $rows AS row MATCH (r:Registration {{id: row.id}})
  WHERE r.{FEED_RECORD_OF} IS NULL AND r.closedOn IS NULL
  SET r.status = 'CLOSED', r.closedOn = row.day, r.closedBecause = row.because RETURN r.id AS id"""
"""Closes those that the hub keeps itself and that are open. Returns their ids."""

CLOSE_OWN_CASES = f"""UNWIND $rows AS row MATCH (c:Case {{id: row.id}})
  WHERE c.{FEED_RECORD_OF} IS NULL AND c.closedOn IS NULL
  SET c.status = 'CLOSED', c.closedOn = row.day RETURN c.id AS id"""
"""Closes those that the hub keeps itself and that are open. Returns their ids."""

LINK_REGISTRATIONS_TO_CLAIMS = (
    f"UNWIND $pairs AS pair MATCH (r:Registration {{id: pair[0]}})-[l:REGISTERS]->(:Person) SET l.{VIA} = pair[1]"
)
"""``pairs``: the id of a registration, and the mention by which it means the person."""

DECISION_ON_PERSON = """MATCH (d:CourtDecision {id: $id})-[:CONCERNS]->(p:Person {id: $person})
  RETURN d.kind AS kind"""

CHILDREN_OF_PERSON = "MATCH (p:Person {id: $person})<-[:KIN_OF]-(k:Kinship {kind: 'CHILD'}) RETURN k.id AS id"

OPENING_OF_CASE = f"MATCH (c:Case {{id: $id}}) RETURN c.openedOn AS opened, c.{FEED_RECORD_OF} AS record"

AREA_OF_ADDRESS = """MATCH (a:Address {id: $id})-[:ADDRESS_OF]->(:Person {id: $person})
  OPTIONAL MATCH (a)-[:LIES_IN]->(r:Region) RETURN r.area AS area"""

UNIT_WITH_SUPERIOR = """MATCH (u:Unit {id: $id}) OPTIONAL MATCH (u)-[:SUBORDINATE_TO]->(above:Unit)
  RETURN u.kind AS kind, u.level AS level, above.id AS above, above.kind AS aboveKind, above.level AS aboveLevel"""

UNITS_OF_PRECINCT_AND_INSPECTOR = """MATCH (p:Precinct {id: $precinct})-[:SERVED_FROM]->(u:Unit)
  MATCH (i:Inspector {id: $inspector})-[:SERVES_IN]->(v:Unit) RETURN u.id AS point, v.id AS serves"""
