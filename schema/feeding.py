"""What the hub keeps of feeds beside the records themselves: stored, and never a type of the API.

The nodes: a ``FeedRecord`` for every record that came in (its newest version, and what it stands for), a
``FeedBatch`` for every delivery with its receipt, a ``Quarantined`` for every record that was refused, a
``PersonLink`` for every pair of persons' records that may be, are or are not of one person, and a ``Waiting`` for
every record to which another refers and which has not come yet. A ``PersonBlock`` is a keyed digest of something
that records of one person have in common, by which candidates are found; a ``ToMatch`` is a person's key for which
none have been looked for yet.
"""

from dataclasses import dataclass

from schema.model import AccessClass, Entity, Field, Scalar

FEED_RECORD = "FeedRecord"
FEED_BATCH = "FeedBatch"
PERSON_LINK = "PersonLink"
PERSON_BLOCK = "PersonBlock"
TO_MATCH = "ToMatch"
WAITING = "Waiting"
WAITS_FOR = "WAITS_FOR"
"""From a record to the :data:`WAITING` of one to which it refers; ``edge`` is what the link will be."""

VIA = "via"
"""Of a link to a person: the id of the mention (``SourceRecord``) by which the record means the person."""

PERSON_KEY = "personKey"
"""Of a mention: the id of the person as its sender numbers persons. Mentions with one key are of one person."""

STATED_KATO = "statedKato"
"""Of a mention: the KATO code of the district in which, as it says, the person lives."""

STATED_REGION = "statedRegion"
"""Of a mention: the id of the region in which, as it says, the person lives."""

QUARANTINED = Entity(
    "Quarantined",
    "qua",
    "",
    AccessClass.TRACE,
    "A record that was refused.",
    fields=(Field("original", Scalar.STRING, "The record as it came.", AccessClass.IDENTITY),),
)

SEALED: tuple[Entity, ...] = (QUARANTINED,)
"""Kinds of node that are not of the API and hold values that are encrypted at rest."""

INDEXES: dict[str, tuple[str, ...]] = {
    FEED_RECORD: (),
    FEED_BATCH: ("sender", "begunKey"),
    QUARANTINED.name: ("sender", "batch"),
    PERSON_LINK: ("one", "other"),
    PERSON_BLOCK: ("block", "key"),
    TO_MATCH: (),
    WAITING: (),
}
"""Properties by which these nodes are found, by label, beside their unique ``id``."""


@dataclass(frozen=True)
class Lead:
    """Which sources lead for some fields of a person that belong together: the first system named that says one.

    Of one system, and of those that are not named, what was changed last leads.
    """

    fields: tuple[str, ...]
    systems: tuple[str, ...]


LEADS: tuple[Lead, ...] = (
    Lead(("iin",), ("MIA", "KPSISU", "PROB", "PENAL")),
    Lead(("familyName", "givenName", "patronymic"), ("MIA", "KPSISU", "COURT", "PENAL", "PROB")),
    Lead(("birthDate", "sex"), ("MIA", "KPSISU", "COURT", "PENAL", "PROB")),
    Lead(("citizenship",), ("MIA", "PENAL")),
    Lead(("phone",), ("PROB", "MIA", "LABOUR")),
    Lead(("workplace",), ("LABOUR", "PROB", "MIA")),
    Lead((STATED_REGION,), ("MIA", "PROB", "PENAL")),
)
"""Identity documents are issued by the police, so the police lead on who a person is; where somebody can be reached
and works, those lead who see the person every month."""
