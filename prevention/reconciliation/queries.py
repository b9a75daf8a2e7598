"""Cypher of acts of reconciliation and of the registers that they compare."""

from graph.ingest.facts import FEED_RECORD_OF
from schema.catalogue import ADULT_ON, AREA, AREA_KEY
from schema.internal.feed_records import VIA

ACTS_BY_ID = """MATCH (a:ReconciliationAct) WHERE $id IS NULL OR a.id = $id
  RETURN [a.id, a.kind, a.area, a.status, a.content, a.digest, a.feedVersion,
    coalesce(a.signedAs, a.id)] AS found"""
"""The act ``id``; all acts where it is null."""

SIGNATURES_OF_ACT = """MATCH (:ReconciliationAct {id: $id})<-[:SIGNED_UNDER]-(s:ReconciliationSignature)
  RETURN [s.place, s.body, s.name, s.rank, s.signedOn, s.receivedAt, s.key, s.publicKey, s.signature, s.signedFor]
    AS found"""

TOTALS_OF_ACT = """MATCH (:ReconciliationAct {id: $id})<-[:ROW_OF]-(t:ReconciliationTotal)
  RETURN [t.place, t.body, t.putOn, t.takenOff, t.standing] AS found"""

DIFFERENCES_OF_ACT = """MATCH (:ReconciliationAct {id: $id})<-[:DIFFERS_IN]-(d:ReconciliationDifference)
  RETURN [d.place, d.subject, d.column, d.missingIn, d.since] AS found"""

FINDINGS_OF_ACT = """MATCH (:ReconciliationAct {id: $id})<-[:DIFFERS_IN]-(d:ReconciliationDifference)
  MATCH (d)<-[:FOUND_IN]-(f:ReconciliationFinding)
  RETURN [d.place, f.place, f.body, f.elsewhere, f.keptBy, f.registration, f.status, f.registeredOn, f.closedOn,
    f.sourceSystem, f.sourceFeed, f.sourceVersion, f.sourceChangedAt, f.sourceReceivedAt] AS found"""
"""With the place of the difference in which each was found, first."""

REGISTRATIONS_OF_DISTRICT = f"""MATCH (u:Unit) WHERE u.{AREA_KEY} STARTS WITH $district AND u.kind IN $units
  MATCH (u)<-[:KEPT_BY]-(k:Registration)-[:REGISTERS]->(p:Person)
  WHERE k.category IN $categories AND k.registeredOn <= $until
  WITH DISTINCT p
  MATCH (p)<-[l:REGISTERS]-(r:Registration)-[:KEPT_BY]->(n:Unit)
  WHERE r.category IN $categories AND n.kind IN $units AND r.registeredOn <= $until
  RETURN [r.id, p.id, n.id, n.kind, n.{AREA}, r.category, r.status, r.registeredOn, r.closedOn, p.{ADULT_ON},
    l.{VIA}, r.{FEED_RECORD_OF}] AS found"""
"""Of everybody on a register of the district all registrations of the kind, those elsewhere too: where a person has
moved, the register of the new district says since when.
"""

UNITS_OF_DISTRICT = f"""MATCH (u:Unit) WHERE u.{AREA_KEY} STARTS WITH $district AND u.kind IN $units
  RETURN [u.id, u.kind, u.code, u.nameKk, u.nameRu] AS found"""

UNITS_BY_ID_OR_CODE = (
    "MATCH (u:Unit) WHERE u.id = $name OR u.code = $name RETURN [u.id, u.kind, u.code, u.nameKk, u.nameRu]"
)

DISTRICT_BY_KATO = "MATCH (r:Region {kato: $kato}) RETURN [r.id, r.kato, r.nameKk, r.nameRu] AS found"

_PATHS = {
    "ReconciliationAct": "(n:ReconciliationAct {id: a.id})",
    "ReconciliationTotal": "(a)<-[:ROW_OF]-(n:ReconciliationTotal)",
    "ReconciliationDifference": "(a)<-[:DIFFERS_IN]-(n:ReconciliationDifference)",
    "ReconciliationFinding": (
        "(a)<-[:DIFFERS_IN]-(:ReconciliationDifference)<-[:FOUND_IN]-(n:ReconciliationFinding)"
    ),
    "ReconciliationSignature": "(a)<-[:SIGNED_UNDER]-(n:ReconciliationSignature)",
}
"""By label: how the records of an act are reached from it."""


def parts_of_act(label: str) -> str:
    """The ids of the records with that label of which the act ``id`` is made."""
    return f"MATCH (a:ReconciliationAct {{id: $id}}) MATCH {_PATHS[label]} RETURN n.id AS id"


def delete_parts(label: str) -> str:
    """Deletes the records ``ids`` with that label."""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n"


LINK_DIFFERENCES_TO_CLAIMS = (
    "UNWIND $pairs AS pair MATCH (d:ReconciliationDifference {id: pair[0]})-[l:DIFFERS_ON]->(:Person) "
    f"SET l.{VIA} = pair[1]"
)
"""``pairs``: the id of a difference, and the mention by which it means the person."""

_SIGNED_ACTS = "MATCH (a:ReconciliationAct) WHERE a.status <> $draft"

SAVE_SIGNED_IDS = f"{_SIGNED_ACTS} AND a.signedAs IS NULL SET a.signedAs = a.id"
"""Of every act that somebody has signed, the id under which it was signed."""


def parts_of_signed_acts(label: str) -> str:
    """The ids of the records with that label of which acts are made that somebody has signed."""
    return f"{_SIGNED_ACTS} MATCH {_PATHS[label]} RETURN n.id"


SAVE_DRAFT_CONTENT = "MATCH (a:ReconciliationAct {id: $id}) SET a.content = $content, a.digest = $digest"

SAVE_ACT_STATUS = "MATCH (a:ReconciliationAct {id: $id}) SET a.status = $status RETURN a.id AS id"
