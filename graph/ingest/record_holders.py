"""Whose a record is that does not become somebody else's: a stay (89-22.2b), a standing on the list (622-13).

The person who was held would have no stay any more, and the thirty days would begin again; whoever was on the list
would be off it without a word, and another on it. So a version is refused whose card is another person's: with
another number; with another name and another date of birth than the last or the first version had; with a number
that the first had not, and that another human's card has; or one by which it stands no longer on the person of its
ruling, or with no card that it stood with. That a stay or a standing ended is said by the day on which it did, and
that of somebody else is a record of its own. A card that did not change is never at fault: persons are put together
and parted for other reasons too, and their records go with them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.engine.grounds import LIST_OF_ANOTHER, LISTED, STAY_ON_RECORD, UngroundedError
from graph.engine.records import VERSION, Record
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.neighbourhood import stored_claims
from graph.ingest.person_claim import ClaimValues
from graph.write.cards import FirstCard, first_card, is_another_card
from graph.write.feed_messages import Message
from graph.write.stays import RULINGS_SAID, STAY
from graph.write.supervision_list import REGISTRATION
from schema.catalogue import SOURCE
from schema.internal.feed_records import PERSON_KEY, STANDS_ON, VIA
from schema.model import Entity

_CARD = ("iin", "familyName", "givenName", "patronymic", "birthDate")
_FIRST_NAMES = "firstNames"
_FIRST_BORN = "firstBorn"
_FIRST_NUMBER = "firstNumber"
"""Stored properties of such a record: keyed digests of name, date of birth and number on its first card."""


@dataclass(frozen=True)
class _Kind:
    """A kind of record that does not become somebody else's, and the code by which it is refused.

    ``edge`` leads to the person; ``when`` says of a stored record ``s`` whether it is of the kind.
    """

    entity: Entity
    edge: str
    code: str
    when: str = "true"

    @property
    def holder_statement(self) -> str:
        """The statement that reads whose they are."""
        return f"""UNWIND $ids AS id MATCH (s:{self.entity.name} {{id: id}})-[r:{self.edge}]->(p:Person)
          WHERE {self.when} RETURN s.id AS record, r.{VIA} AS mention, p.id AS person,
            p.{VERSION} IS NOT NULL AS own, [(p)<-[:{STANDS_ON}]-(m:{SOURCE}) | m.id] AS beside,
            [(p)<-[:CONCERNS]-(d:CourtDecision) | d.id] AS decisions, s.{RULINGS_SAID} AS rulings,
            s.{_FIRST_NAMES} AS names, s.{_FIRST_BORN} AS born, s.{_FIRST_NUMBER} AS number"""

    @property
    def card_statement(self) -> str:
        """The statement that keeps what their first cards say."""
        return f"""UNWIND $rows AS row MATCH (s:{self.entity.name} {{id: row.id}})
          SET s.{_FIRST_NAMES} = row.names, s.{_FIRST_BORN} = row.born, s.{_FIRST_NUMBER} = row.number"""


_KINDS = (
    _Kind(STAY, "HELD", STAY_ON_RECORD),
    _Kind(REGISTRATION, "REGISTERS", LIST_OF_ANOTHER, f"s.category = '{LISTED}'"),
)


@dataclass(frozen=True, kw_only=True)
class RecordHolder:
    """Whose such a record is: by which mention, on which person, and with which ``other_claims``.

    ``is_own``: the hub holds the person by a record of its own. Closed mentions are none: nothing is told by them.
    ``rulings`` are those of a stay that concern the person, ``first`` is what its first card says.
    """

    claim: str | None
    person: str
    is_own: bool
    other_claims: frozenset[str]
    rulings: frozenset[str]
    first: FirstCard


@dataclass(frozen=True)
class Holding:
    """Whose some records are, and the cards by which they are."""

    holders: Mapping[str, RecordHolder]
    cards: Mapping[str, ClaimValues]


async def holding(work: UnitOfWork, facts: Iterable[str]) -> Holding:
    """Whose those of ``facts`` are that are such records, by whatever door, before anything is written."""
    ids = list(facts)
    holders: dict[str, RecordHolder] = {}
    for kind in _KINDS:
        holders |= await _holders(work, kind, ids)
    claims = {record_holder.claim for record_holder in holders.values() if record_holder.claim is not None}
    stored = await stored_claims(work, claims) if claims else []
    return Holding(holders, {claim.id: claim for claim in stored})


async def require_same_holders(work: UnitOfWork, before: Holding, fresh: Iterable[Message]) -> None:
    """See that such records that were there are of the persons they were of, now that all is written.

    Of new ones it is kept what their first card says.

    Raises:
        graph.engine.grounds.UngroundedError: some are somebody else's.
    """
    messages = list(fresh)
    cards = {record.id: record for message in messages for record in message.claims}
    for kind in _KINDS:
        written = [fact.id for message in messages for fact in message.facts if fact.entity == kind.entity]
        now = await _holders(work, kind, written)
        come = {
            card_id
            for record_id, record_holder in now.items()
            for card_id in _come(before.holders.get(record_id), record_holder)
        }
        others = {card.id: card for card in await stored_claims(work, come)} if come else {}
        moved = frozenset(
            record_id
            for record_id, was in before.holders.items()
            if record_id in written
            and _is_anothers(work.sealer, was, now.get(record_id), before.cards, cards, others)
        )
        if moved:
            raise UngroundedError(moved, kind.code, "person")
        firsts = {
            record_id: first_card(work.sealer, card.properties)
            for record_id, record_holder in now.items()
            if record_holder.first.names is None and (card := cards.get(record_holder.claim or "")) is not None
        }
        rows = [
            {"id": record_id, "names": first.names, "born": first.born, "number": first.number}
            for record_id, first in firsts.items()
        ]
        await work.rows(kind.card_statement, rows=rows)


async def _holders(work: UnitOfWork, kind: _Kind, ids: Iterable[str]) -> dict[str, RecordHolder]:
    of_kind = sorted(record_id for record_id in ids if record_id.startswith(f"{kind.entity.prefix}_"))
    rows = await work.rows(kind.holder_statement, ids=of_kind) if of_kind else []
    return {
        row["record"]: RecordHolder(
            claim=row["mention"],
            person=row["person"],
            is_own=row["own"],
            other_claims=frozenset(row["beside"]) - {row["mention"]},
            rulings=frozenset(row["decisions"]).intersection(row["rulings"] or ()),
            first=FirstCard(row["names"], row["born"], row["number"]),
        )
        for row in rows
    }


def _come(was: RecordHolder | None, now: RecordHolder) -> frozenset[str]:
    """The mentions that a record stands with now, and did not before."""
    return now.other_claims - was.other_claims if was is not None else frozenset()


def _is_anothers(
    sealer: Sealer,
    was: RecordHolder,
    now: RecordHolder | None,
    stored: Mapping[str, ClaimValues],
    cards: Mapping[str, Record],
    others: Mapping[str, ClaimValues],
) -> bool:
    """Whether a record is somebody else's by the card that it brings now.

    ``others`` are cards that stand on the same persons now.
    """
    if now is None:
        return True
    card, old = cards.get(now.claim or ""), stored.get(was.claim or "")
    if card is None or old is None:
        return now.person != was.person
    values = card.properties
    if values[PERSON_KEY] == old.key and all(values.get(name) == old.values.get(name) for name in _CARD):
        return False
    if (was.is_own and now.person != was.person) or (was.other_claims and not was.other_claims & now.other_claims):
        return True
    if not was.rulings <= now.rulings:
        return True
    numbered = [others[card_id].values for card_id in _come(was, now) if card_id in others and values.get("iin")]
    if any(
        card_values.get("iin") == values["iin"] and was.first.is_anothers(sealer, card_values)
        for card_values in numbered
    ):
        return True
    # Of a first card of an earlier release it is not known what its number was.
    tells = was.first.number is not None or not (old.values.get("iin") and values.get("iin"))
    return is_another_card(old.values, values) or (tells and was.first.is_anothers(sealer, values))
