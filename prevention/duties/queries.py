"""Cypher of duties: what is read for them, and how they are written."""

from graph.ingest.facts import FEED_RECORD_OF
from graph.write.stays import FIRST_SAID, LAST_SAID, LAST_UNEXPELLED, RULINGS_SAID, STAY
from schema.catalogue import CATALOGUE, DUTY, SUBJECT
from schema.internal.duty_watch import (
    DUTY_FILE,
    DUTY_WATCH,
    HELD_SINCE,
    MADE_FOR,
    RECORDS,
    RULING_USE,
    SAID_AS,
    SEARCH_READING,
    SHARED_AS,
    SPENT_ON,
    SUBJECT_OF_DUTY,
    WAKES_AT,
)
from schema.internal.feed_records import VIA
from schema.model import GraphStep

_ABOUT_PERSONS = (
    "Address",
    "Registration",
    "Case",
    "CaseEvent",
    "ReleaseNotice",
    "CourtDecision",
    "RegisterEvent",
    "ProactiveMatch",
    "Notice",
    "SpecialPlacement",
)

_OTHERS = {
    "WorkRecord": ("-[:DONE_BY]->(m:Unit)",),
    "ReconciliationAct": ("<-[:ROW_OF]-(:ReconciliationTotal)-[:COUNTED_AT]->(m:Unit)",),
    "Complaint": ("-[:HEARD_IN]->(m:ReportMeeting)",),
    "ReportMeeting": ("-[:HELD_FOR]->(:Precinct)-[:SERVED_FROM]->(m:Unit)",),
    "Precinct": ("<-[:HELD_FOR]-(m:ReportMeeting)", "-[:SERVED_FROM]->(m:Unit)"),
}


def _hops(path: tuple[GraphStep, ...]) -> str:
    """The pattern that leads along a path to a person."""
    hops = [f"{'' if step.forward else '<'}-[:{step.edge}]-{'>' if step.forward else ''}" for step in path]
    return "()".join(hops) + f"(m:{SUBJECT})"


_OF_RULINGS = f" UNWIND n.{RULINGS_SAID} AS ruling MATCH (:CourtDecision {{id: ruling}})-[:CONCERNS]->(m:{SUBJECT})"
"""From a stay to whom the rulings concern on which it stood: the days that it took are gone for them too."""

_OF_ONE_RULING = (
    f" UNWIND u.{SHARED_AS} AS key MATCH (k:{RULING_USE} {{id: key}}) UNWIND k.{RECORDS} AS other "
    f"MATCH (:CourtDecision {{id: other}})-[:CONCERNS]->(m:{SUBJECT})"
)
_OF_SAME_AS_HELD = f" UNWIND n.{RULINGS_SAID} AS ruling MATCH (u:{RULING_USE} {{id: ruling}})" + _OF_ONE_RULING
_OF_SAME = f" MATCH (u:{RULING_USE} {{id: n.id}})" + _OF_ONE_RULING
"""From a stay, and from a decision, to whom other records concern that are plainly one ruling with its own."""

FILE_PATTERNS: dict[str, tuple[str, ...]] = {
    **{name: tuple(_hops(path) for path in CATALOGUE.anchors(CATALOGUE.entity(name))) for name in _ABOUT_PERSONS},
    **_OTHERS,
}
FILE_PATTERNS[STAY.name] += (_OF_RULINGS, _OF_SAME_AS_HELD)
FILE_PATTERNS["CourtDecision"] += (_OF_SAME,)
"""By kind of record: how its files are reached from it."""


def subjects_reached(label: str, pattern: str) -> str:
    """The ids of the files to which ``pattern`` leads from the records ``ids`` with that label."""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}){pattern} RETURN DISTINCT m.id"


PERSONS_OF_DUTIES = f"""UNWIND $ids AS id MATCH (d:{DUTY} {{id: id}})-[:OWED_FOR]->(p:{SUBJECT})
  RETURN DISTINCT p.id"""

READING_OF_SEARCHES = f"MATCH (w:{DUTY_WATCH}) RETURN w.{SEARCH_READING} AS reading"
"""How this site reads the norm of searches (89-8b)."""

PERSONS_BY_ID = """UNWIND $ids AS id MATCH (p:Person {id: id})
  RETURN p.id AS of, p.area AS area, p.citizenship AS citizenship"""

HOMES_OF_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:ADDRESS_OF]-(a:Address)
  OPTIONAL MATCH (a)-[:LIES_IN]->(r:Region)
  RETURN p.id AS of, a.id AS id, a.kind AS kind, a.from AS since, r.area AS area"""

REGISTRATIONS_OF_PERSONS = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[:REGISTERS]-(r:Registration)
  OPTIONAL MATCH (r)-[:KEPT_BY]->(u:Unit) OPTIONAL MATCH (r)-[:BASED_ON]->(d:CourtDecision)
  RETURN p.id AS of, r.id AS id, r.category AS category, r.status AS status, r.registeredOn AS since,
    r.closedOn AS closed, u.id AS unit, r.{FEED_RECORD_OF} IS NULL AS own, d.id AS basis, d.kind AS kind,
    d.until AS until, d.termMonths AS months, d.decidedOn AS decided, d.inForceOn AS force"""

CASES_OF_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:ABOUT]-(c:Case)
  OPTIONAL MATCH (c)-[:LED_BY]->(u:Unit)
  RETURN p.id AS of, c.id AS id, c.kind AS kind, c.openedOn AS opened, c.closedOn AS closed, u.id AS unit"""

EVENTS_OF_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:ABOUT]-(c:Case)<-[:HAPPENED_IN]-(e:CaseEvent)
  OPTIONAL MATCH (e)-[:UNDER]->(n:Norm) OPTIONAL MATCH (e)-[:RECORDED_BY]->(u:Unit)
  RETURN p.id AS of, e.id AS id, e.kind AS kind, e.at AS at, n.code AS norm, u.id AS unit, c.id AS case,
    u.kind AS unitKind, u.level AS unitLevel, u.area AS unitArea"""

NOTICES_OF_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:TELLS_OF]-(e:Notice)-[:ASKED_BY]->(n:Norm)
  OPTIONAL MATCH (e)-[:SENT_BY]->(u:Unit) OPTIONAL MATCH (e)-[:BELONGS_IN]->(c:Case)
  OPTIONAL MATCH (e)-[:SENT_TO]->(t:Unit) OPTIONAL MATCH (t)-[:BELONGS_TO]->(a:Agency)
  RETURN p.id AS of, e.id AS id, e.sentAt AS at, n.code AS norm, u.id AS unit, c.id AS case,
    u.kind AS unitKind, u.level AS unitLevel, u.area AS unitArea,
    t.id AS to, t.kind AS toKind, t.level AS toLevel, t.area AS toArea, a.code AS toAgency"""

RELEASES_OF_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:NOTIFIES_OF]-(r:ReleaseNotice)
  OPTIONAL MATCH (r)-[:CHOSE]->(a:Address) OPTIONAL MATCH (a)-[:LIES_IN]->(g:Region)
  OPTIONAL MATCH (r)-[:RELEASED_FROM]->(i:PenalInstitution)
  RETURN p.id AS of, p.area AS own, r.id AS id, r.kind AS kind, r.notifiedOn AS notified,
    r.releasedOn AS released, r.plannedArrivalOn AS planned, r.arrivedOn AS arrived, a.id AS address,
    g.area AS area, i.area AS institution"""

DECISIONS_OF_PERSONS = """UNWIND $ids AS id MATCH (p:Person {id: id})<-[:CONCERNS]-(d:CourtDecision)
  RETURN p.id AS of, d.id AS id, d.kind AS kind, d.decidedOn AS decided, d.until AS until,
    d.termMonths AS months, d.isLife AS life, d.isRefusal AS refusal,
    d.inForceOn AS force, d.article AS article, d.number AS number, d.court AS court"""

REGISTER_EVENTS_OF_PERSONS = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[l:MET]-(e:RegisterEvent)
  RETURN p.id AS of, e.id AS id, e.register AS register, e.happenedAt AS at, l.{VIA} AS via"""

MATCHES_OF_PERSONS = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[:MATCHES]-(m:ProactiveMatch)
  OPTIONAL MATCH (m)-[:MADE_OF]->(e:RegisterEvent)
  RETURN p.id AS of, m.id AS id, m.foundAt AS found, m.decision AS decision, m.decidedAt AS decided,
    m.acknowledgedAt AS acknowledged, m.forwardedAt AS forwarded, e.id AS event, m.{MADE_FOR} IS NOT NULL AS own"""
"""``own``: the hub itself made the match."""

PLACEMENTS_OF_PERSONS = f"""UNWIND $ids AS id MATCH (p:Person {{id: id}})<-[:HELD]-(s:SpecialPlacement)
  OPTIONAL MATCH (s)-[:HELD_IN]->(u:Unit) OPTIONAL MATCH (s)-[:SANCTIONED_BY]->(d:CourtDecision)
  RETURN p.id AS of, s.id AS id, s.from AS since, s.until AS until, s.endedOn AS ended,
    u.id AS unit, u.area AS area, d.id AS ruling, s.{FIRST_SAID} AS first, s.{RULINGS_SAID} AS rulings,
    s.outcome AS outcome, s.{LAST_SAID} AS last, s.{LAST_UNEXPELLED} AS unexpelled"""

USES_OF_RULINGS = f"""UNWIND $ids AS id MATCH (u:{RULING_USE} {{id: id}})
  RETURN u.id AS id, u.{HELD_SINCE} AS since, u.{SPENT_ON} AS spent, u.{SAID_AS} AS said"""
"""What the rulings ``ids`` have been used for: since when somebody is held on one, and when it was spent."""

UNITS_BY_ID = "UNWIND $ids AS id MATCH (u:Unit {id: id}) RETURN u.id AS id, u.kind AS kind, u.level AS level"

WORK_OF_UNITS = """UNWIND $ids AS id MATCH (u:Unit {id: id})<-[:DONE_BY]-(w:WorkRecord)-[:DONE_UNDER]->(n:Norm)
  RETURN u.id AS of, w.id AS id, n.code AS norm, w.doneOn AS done, w.period AS period"""

MEETINGS_BY_ID = """UNWIND $ids AS id MATCH (m:ReportMeeting {id: id})
  OPTIONAL MATCH (m)-[:HELD_FOR]->(:Precinct)-[:SERVED_FROM]->(u:Unit)
  WITH m, min(u.id) AS point
  RETURN m.id AS id, point, m.plannedFor AS planned, m.announcedOn AS announced, m.heldOn AS held,
    m.protocol IS NOT NULL AS protocol, m.protocolOn AS protocolOn"""

COMPLAINTS_OF_MEETINGS = """UNWIND $ids AS id MATCH (m:ReportMeeting {id: id})<-[:HEARD_IN]-(c:Complaint)
  OPTIONAL MATCH (c)-[:PASSED_TO]->(a:Agency)
  RETURN m.id AS of, c.id AS id, c.receivedOn AS received, c.withinCompetence AS within, a.id AS passed,
    c.authorToldOn AS told, c.answeredOn AS answered"""

PRECINCTS_OF_UNITS = """UNWIND $ids AS id MATCH (u:Unit {id: id})<-[:SERVED_FROM]-(p:Precinct)
  OPTIONAL MATCH (p)<-[:HELD_FOR]-(m:ReportMeeting)
  RETURN u.id AS of, p.id AS id, m.heldOn AS held"""
"""With a row for each meeting."""

SIGNED_ACTS_OF_UNITS = """UNWIND $ids AS id
  MATCH (u:Unit {id: id})<-[:COUNTED_AT]-(:ReconciliationTotal)-[:ROW_OF]->(a:ReconciliationAct)
  WHERE a.status = 'SIGNED' MATCH (a)<-[:SIGNED_UNDER]-(s:ReconciliationSignature)
  RETURN u.id AS of, a.id AS id, a.norm AS norm, a.until AS until, max(s.signedOn) AS done"""
"""The acts of reconciliation in which units are counted: when their period ends, and the last signature."""

UNITS_OF_LEVELS = "MATCH (u:Unit) WHERE u.level IN $levels RETURN [u.kind, u.level, u.area, u.id]"
"""The units of ``levels``: kind, level, area, id."""

_DUTY = CATALOGUE.entity(DUTY)

_VALUES = ("arisesOn", "dueOn", "doneOn", "status", SUBJECT_OF_DUTY, "rule")

STANDING_DUTIES = f"""UNWIND $ids AS subject MATCH (d:Duty {{{SUBJECT_OF_DUTY}: subject}})
  RETURN d.id AS id, {", ".join(f"d.{name} AS {name}" for name in _VALUES)},
    {", ".join(f"[(d)-[:{relation.edge}]->(x) | x.id] AS {relation.name}" for relation in _DUTY.relations)}"""
"""The duties of files as they are stored, with the ids to which their links lead."""

WAKE_FILES_AT = f"UNWIND $rows AS row MERGE (f:{DUTY_FILE} {{id: row.id}}) SET f.{WAKES_AT} = row.at"

DELETE_FILES_OF_NOBODY = (
    f"UNWIND $ids AS id MATCH (f:{DUTY_FILE} {{id: id}}) "
    f"WHERE NOT EXISTS {{ MATCH (:{SUBJECT} {{id: id}}) }} DETACH DELETE f"
)
"""Nothing is owed for a person who is no more, or is another person by now."""
