"""Linking: who, without a number, may be or is one person with whom, looked for whenever somebody comes or changes.

It runs behind the deliveries, some keys at a time, each time in one transaction: what a delivery brought waits in
the graph until candidates have been looked for, whatever ends in between. What comes out does not depend on the
order in which it came: a pair's likeness is a function of what is stated of the two.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping
from itertools import groupby

from neo4j import AsyncManagedTransaction

from adapters.feed import PersonCard
from adapters.matching import Features, blocks, decide, features, score
from graph.feeding.components import LINKED, PROPOSED, Stated, composed
from graph.feeding.links import Scored, beside, done, replace_blocks, rewrite, waiting
from graph.feeding.surroundings import mentions_of
from graph.store import Store
from schema.feeding import STATED_KATO

TOGETHER = 200
"""Keys whose candidates are looked for in one transaction."""


async def link_waiting(store: Store, secret: bytes) -> int:
    """Look for candidates of some keys that wait. Returns how many; 0 when nothing waits.

    ``secret`` keys the digests by which candidates are found: it must stay the same.

    Raises:
        graph.store.GraphDownError: the graph is away; the keys wait on.
    """
    keys = await waiting(store, TOGETHER)
    if not keys:
        return 0

    async def work(transaction: AsyncManagedTransaction) -> None:
        own = _by_key(await mentions_of(transaction, store.sealer, keys))
        found = {
            key: {_digest(secret, block) for block in blocks(own[key])} if key in own else set() for key in keys
        }
        await replace_blocks(transaction, found)
        near = await beside(transaction, (block for each in found.values() for block in each))
        others = {other for keys_beside in near.values() for other in keys_beside} - set(own)
        known = own | _by_key(await mentions_of(transaction, store.sealer, others))
        pairs = list(_scored(found, near, known))
        changed = await rewrite(transaction, keys, pairs)
        await done(transaction, store.sealer, keys, changed)

    async with store.sealer.writing():
        await store.write(work)
    return len(keys)


def _by_key(mentions: Iterable[Stated]) -> dict[str, Features]:
    """What is compared of each key, of all that its mentions state."""
    in_order = sorted(mentions, key=lambda mention: mention.key)
    return {key: features(_card(list(of_key))) for key, of_key in groupby(in_order, key=lambda m: m.key)}


def _card(mentions: list[Stated]) -> PersonCard:
    values = composed(mentions)
    latest = sorted(mentions, key=lambda mention: (mention.changed_at, mention.id), reverse=True)
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


def _scored(
    found: Mapping[str, set[str]], near: Mapping[str, list[str]], known: Mapping[str, Features]
) -> Iterable[Scored]:
    pairs = {
        (min(key, other), max(key, other))
        for key, mine in found.items()
        for block in mine
        for other in near.get(block, ())
        if key != other and key in known and other in known
    }
    for one, other in sorted(pairs):
        likeness = round(score(known[one], known[other]), 6)
        decision = decide(likeness)
        if decision != "different":
            yield Scored(one, other, likeness, LINKED if decision == "same" else PROPOSED)
