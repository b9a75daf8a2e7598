"""Linking: who, without a number, may be or is one person with whom, looked for whenever somebody comes or changes.

It runs behind the deliveries, some keys at a time, each time in one transaction: what a delivery brought waits in
the graph until candidates have been looked for, whatever ends in between. What comes out does not depend on the
order in which it came: a pair's likeness is a function of what is stated of the two.
"""

import base64
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from itertools import combinations, groupby

from adapters.feeds.feed import PersonCard
from adapters.matching import Features, blocks, decide, features, in_review, is_crowd, score, shareable, without
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import LINKED, PROPOSED, golden_values
from graph.ingest.identity_links import Scored, apply_links, rewrite
from graph.ingest.loaded_persons import claims_of_rows
from graph.ingest.neighbourhood import claims_of, keys_with_numbers_of
from graph.ingest.number_holders import is_asked_about, under_others_numbers, with_own_numbers
from graph.ingest.person_blocks import (
    Neighbours,
    counted,
    keys_in_blocks,
    marks_of,
    replace_blocks,
    wait_again,
    waiting_keys,
)
from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import are_parted, with_own_keys
from graph.write.commit import commit
from schema.internal.feed_records import STATED_KATO

_SHARED = "="
"""Begins the mark of a telephone or an address; by it nobody is a candidate, it is counted only."""

TOGETHER = 200
"""Keys whose candidates are looked for in one transaction."""


async def link_waiting(store: Store, secret: bytes) -> int:
    """Look for candidates of some keys that wait. Returns how many; 0 when nothing waits.

    ``secret`` keys the digests by which candidates are found: it must stay the same.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; the keys wait on.
    """
    keys = await waiting_keys(store, TOGETHER)
    if not keys:
        return 0

    async def job(work: UnitOfWork) -> None:
        own_mentions, own_rows = await claims_of(work, keys), await claims_of_rows(work, keys)
        claims = [*own_mentions, *own_rows]
        claims_by_key = _by_key(claims)
        compartments = _compartments(claims)
        blocks_by_key = {key: _digests(secret, claims_by_key.get(key)) for key in keys}
        # What is closed makes no crowd: it must change nothing between open mentions.
        shares = {key: _shares(secret, claims_by_key[key]) if compartments.get(key) == "" else {} for key in keys}
        marks = {key: blocks_by_key[key] | set(shares[key].values()) for key in keys}
        crowds = await _replace(work, marks, compartments, {row.key for row in own_rows})
        await wait_again(work, crowds, keys)
        near = await keys_in_blocks(work, (block for key_blocks in blocks_by_key.values() for block in key_blocks))
        candidates = {key: _near(key, key_blocks, near) for key, key_blocks in blocks_by_key.items()}
        others = {other for keys_beside in candidates.values() for other in keys_beside} - set(claims_by_key)
        claims = [*claims, *await claims_of(work, others), *await claims_of_rows(work, others)]
        features_by_key = await _telling(work, secret, _by_key(claims))
        pairs = [*_scored(candidates, features_by_key, _compartments(claims)), *_reused(own_mentions, set(keys))]
        same_number = await keys_with_numbers_of(work, own_mentions)
        pairs += _misnumbered(await claims_of(work, same_number), set(keys))
        changed = await rewrite(work, keys, pairs)
        await apply_links(work, keys, changed)

    await commit(store, job)
    return len(keys)


async def _replace(
    work: UnitOfWork, marks: Mapping[str, set[str]], compartments: Mapping[str, str], rows: Set[str]
) -> set[str]:
    """Let keys be found by these marks. Returns what has become shared by a crowd with it, or is so no more."""
    concerned = {mark for key_marks in marks.values() for mark in key_marks if mark.startswith(_SHARED)}
    concerned |= await marks_of(work, marks, _SHARED)
    before = await counted(work, concerned)
    await replace_blocks(work, marks, compartments, rows)
    now = await counted(work, concerned)
    return {mark for mark in concerned if is_crowd(before.get(mark, 0)) != is_crowd(now.get(mark, 0))}


async def _telling(work: UnitOfWork, secret: bytes, features_by_key: Mapping[str, Features]) -> dict[str, Features]:
    """What is compared of each key, without what a crowd shares."""
    shares = {key: _shares(secret, stated) for key, stated in features_by_key.items()}
    cards = await counted(work, {mark for shares in shares.values() for mark in shares.values()})
    crowded = {
        key: [name for name, mark in shares.items() if is_crowd(cards.get(mark, 0))]
        for key, shares in shares.items()
    }
    return {key: without(stated, crowded[key]) for key, stated in features_by_key.items()}


def _shares(secret: bytes, stated: Features) -> dict[str, str]:
    return {name: _SHARED + _digest(secret, value) for name, value in shareable(stated).items()}


def _by_key(claims: Iterable[ClaimValues]) -> dict[str, Features]:
    """What is compared of each key, of what its mentions state: all of them are of one compartment.

    Of the key of a row of the hub's own it is what the row says, and of the rest what mentions of that human say.
    """
    in_order = sorted(claims, key=lambda claim: claim.key)
    return {key: features(_card_of(list(of_key))) for key, of_key in groupby(in_order, lambda m: m.key)}


def _card_of(claims: list[ClaimValues]) -> PersonCard:
    row = next((claim for claim in claims if claim.is_row), None)
    if row is None:
        return _card(claims)
    same = [claim for claim in claims if claim is not row and not are_parted(row.values, claim.values)]
    card, card_beside = _card([row]), _card(same)
    names = {"family_name", "given_name", "patronymic"}
    are_named = any(getattr(card, name) is not None for name in names)
    silent = {name for name in PersonCard.model_fields if getattr(card, name, None) is None}
    return card.model_copy(
        update={name: getattr(card_beside, name, None) for name in (silent - names if are_named else silent)}
    )


def _reused(claims: Iterable[ClaimValues], keys: Collection[str]) -> Iterable[Scored]:
    """The pairs of those for whom a sender has one of ``keys``, and who are two by their cards: a question always.

    Two numbers are two persons, and nobody is asked.
    """
    in_order = sorted((claim for claim in claims if claim.key in keys), key=lambda claim: claim.key)
    for _, of_key in groupby(in_order, lambda claim: claim.key):
        parts = _by_key(with_own_keys(of_key))
        secret = any(_compartments(in_order)[key] for key in parts.keys() & keys)
        for one, other in combinations(sorted(parts), 2):
            if not (parts[one].has_iin and parts[other].has_iin):
                yield Scored(
                    one=one,
                    other=other,
                    score=round(in_review(score(parts[one], parts[other])), 6),
                    status=PROPOSED,
                    closed=secret,
                )


def _misnumbered(claims: Iterable[ClaimValues], keys: Set[str]) -> Iterable[Scored]:
    """The pairs of those with one number who are two (``is_asked_about``): a question always.

    ``claims`` are all with the numbers of ``keys``.
    """
    stored_claims = list(claims)
    all_claims = with_own_numbers(stored_claims, under_others_numbers(stored_claims, {}))
    key_of = {claim.id: claim.key for claim in with_own_keys(all_claims)}
    by_number: dict[str, list[ClaimValues]] = defaultdict(list)
    for claim in all_claims:
        by_number[claim.as_sent.get("iin") or ""].append(claim)
    for one in all_claims:
        for other in by_number[one.others_number] if one.others_number is not None else ():
            ends = sorted((key_of[one.id], key_of[other.id]))
            compartments = {one.compartment, other.compartment}
            if ends[0] == ends[1] or keys.isdisjoint((one.key, other.key)) or len(compartments - {""}) > 1:
                continue
            if is_asked_about(one.as_sent, other.as_sent):
                likeness = in_review(score(features(_card([one])), features(_card([other]))))
                is_closed = one.closed or other.closed
                yield Scored(
                    one=ends[0], other=ends[1], score=round(likeness, 6), status=PROPOSED, closed=is_closed
                )


def _compartments(claims: Iterable[ClaimValues]) -> dict[str, str]:
    """The compartment of each key."""
    return {claim.key: claim.compartment for claim in claims}


def _card(claims: list[ClaimValues]) -> PersonCard:
    values = golden_values(claims)
    latest = sorted(claims, key=lambda claim: (claim.changed_at, claim.id), reverse=True)
    return PersonCard.model_construct(
        person_id=None,
        iin=values["iin"],
        family_name=values["familyName"],
        given_name=values["givenName"],
        patronymic=values["patronymic"],
        birth_date=values["birthDate"],
        sex=values["sex"],
        citizenship=values["citizenship"],
        phone=values["phone"],
        workplace=values["workplace"],
        kato=next((kato for m in latest if (kato := m.values.get(STATED_KATO))), None),
        address=next((address for m in latest if (address := m.values.get("address"))), None),
    )


def _digests(secret: bytes, stated: Features | None) -> set[str]:
    return {_digest(secret, block) for block in blocks(stated)} if stated is not None else set()


def _digest(secret: bytes, block: str) -> str:
    """A block as it is stored: it holds parts of names, so that only whoever has the key can tell of whom."""
    return base64.b64encode(hmac.digest(secret, block.encode(), "sha256")[:15]).decode()


def _near(key: str, key_blocks: Iterable[str], near: Mapping[str, Neighbours]) -> set[str]:
    """The keys with which ``key`` is compared, of those that are found by its blocks."""
    return {other for block in key_blocks if block in near for other in near[block].compared_with(key)}


def _scored(
    candidates: Mapping[str, Set[str]],
    known_features: Mapping[str, Features],
    compartments: Mapping[str, str],
) -> Iterable[Scored]:
    """The pairs that are alike. Nobody of one compartment is compared with anybody of another."""
    pairs = {
        (min(key, other), max(key, other))
        for key, keys_beside in candidates.items()
        for other in keys_beside
        if key != other and key in known_features and other in known_features
        if compartments[key] == compartments[other] or "" in (compartments[key], compartments[other])
    }
    for one, other in sorted(pairs):
        likeness = round(score(known_features[one], known_features[other]), 6)
        decision = decide(likeness)
        if decision != "different":
            closed = any(compartments[key] for key in (one, other))
            yield Scored(
                one=one,
                other=other,
                score=likeness,
                status=LINKED if decision == "same" else PROPOSED,
                closed=closed,
            )
