"""Decisions that two cards are of one person: in force as long as the cards are of whom they were of.

A decision is about what the two said when it was made. Where one of them is put right and is of another number,
date of birth, sex or name than both said then, and than the other says now, the decision lapses: the pair is a
question again. What was said is kept as keyed digests, and in clear nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import CONFIRMED, PROPOSED
from graph.ingest.loaded_persons import LoadedPerson
from graph.ingest.neighbourhood import Surroundings
from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import with_own_keys
from graph.ingest.unlike_names import FATHERS_STEM, folded
from graph.write.derived import births_said
from graph.write.ids import IdKey
from schema.fathers_names import sex_said
from schema.internal.feed_records import DECIDED_ON, PERSON_LINK

_Said = dict[str, set[str]]
"""By what is said, the digests of everything that is said of it."""


async def lapse(
    work: UnitOfWork,
    around: Surroundings,
    claims: Iterable[ClaimValues],
    loaded_persons: Iterable[LoadedPerson],
) -> None:
    """Let decisions of ``around`` lapse that are about others by now, and remember what the new ones are about.

    ``claims`` are those of ``around``, without others' numbers.
    """
    decided = [link for link in around.links.values() if link.status == CONFIRMED]
    if not decided:
        return
    now = _said_by_key(work.sealer, claims, loaded_persons)
    rows: list[dict[str, Any]] = []
    for link in decided:
        one, other = now[link.one], now[link.other]
        if link.told_digests is None:
            card_digests = sorted(
                {f"{name} {digest}" for card in (*one, *other) for name in card for digest in card[name]}
            )
            rows.append({"one": link.one, "other": link.other, "status": CONFIRMED, "told": card_digests})
        elif _is_another(one, other, link.told_digests) or _is_another(other, one, link.told_digests):
            rows.append({"one": link.one, "other": link.other, "status": PROPOSED, "told": None})
            around.links[link.one, link.other] = replace(link, status=PROPOSED, told_digests=None)
    await _write(work, rows)


async def _write(work: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    text = f"UNWIND $rows AS row MATCH (l:{PERSON_LINK} {{one: row.one}}) WHERE l.other = row.other "
    lapsed = [row for row in rows if row["status"] == PROPOSED]
    await work.rows(
        f"{text} SET l.status = row.status, l.found = row.status, l.decidedBy = null, l.decidedAt = null, "
        f"l.{DECIDED_ON} = null",
        rows=lapsed,
    )
    fresh = [row for row in rows if row["status"] == CONFIRMED]
    await work.rows(f"{text} SET l.{DECIDED_ON} = row.told", rows=fresh)


def _is_another(cards: Iterable[_Said], other_cards: Iterable[_Said], card_digests: Iterable[str]) -> bool:
    """Whether a card of one end says what neither said when it was decided, and what the other does not say now."""
    then: _Said = defaultdict(set)
    for told_digest in card_digests:
        name, _, digest = told_digest.partition(" ")
        then[name].add(digest)
    others: _Said = defaultdict(set)
    for card in other_cards:
        for name, digests in card.items():
            others[name] |= digests
    return any(_is_anothers(card, others, then) for card in cards)


def _is_anothers(card: _Said, other_card: _Said, then: _Said) -> bool:
    is_one_day = not card.get("birth", set()).isdisjoint(other_card.get("birth", set()))
    for name, digests in card.items():
        if name == "family" and is_one_day:
            # Whoever has the day in common has married.
            continue
        if name in ("year", "in year") or (
            name == "birth" and not card.get("in year", set()).isdisjoint(then["year"])
        ):
            continue
        known_digests = then[name] | other_card.get(name, set())
        if known_digests and digests.isdisjoint(known_digests):
            return True
    return False


def _said_by_key(
    key: IdKey, claims: Iterable[ClaimValues], loaded_persons: Iterable[LoadedPerson]
) -> dict[str, list[_Said]]:
    """What is said of each key: by its mentions, and by the open record of the hub's own that has it."""
    stated: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for claim in with_own_keys(claims):
        stated[claim.key].append(claim.values)
    cards_by_key: dict[str, list[_Said]] = defaultdict(list)
    for of_key, cards in stated.items():
        cards_by_key[of_key].append(_digests(key, cards))
    for person in loaded_persons:
        if not person.compartment:
            cards_by_key[person.id].append(_digests(key, [person.values]))
    return cards_by_key


def _digests(key: IdKey, cards: Iterable[Mapping[str, Any]]) -> _Said:
    digests: _Said = defaultdict(set)
    for card in cards:
        for name, value in _telling(card):
            digests[name].add(key.digest(f"{name.removeprefix('in ')} {value}"))
    return digests


def _telling(card: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By what a card tells who somebody is, name and value."""
    if card.get("iin"):
        yield "number", card["iin"]
    for day in births_said([card]):
        yield "birth", day.isoformat()
        # A first of January says the year alone: whose day is known later is not somebody else.
        yield ("year" if (day.month, day.day) == (1, 1) else "in year"), str(day.year)
    if (sex := sex_said(card)) is not None:
        yield "sex", sex
    for name, field in (("given", "givenName"), ("family", "familyName"), ("father", "patronymic")):
        words = folded(card.get(field) or "").split()
        if words:
            yield name, words[0][:FATHERS_STEM] if name == "father" else words[0]
