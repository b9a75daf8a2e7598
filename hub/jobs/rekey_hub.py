"""Rekeying: brings a graph whose ids were digests without a key over to ids by the hub's key.

It may be stopped and called again at any time. What is not brought over is forgotten: what streams have told, since
their receivers know it by old ids. The access log stays as it is.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from graph.close_claims import close_mentions
from graph.engine.store import Store
from graph.ingest.identity_links import place_again
from graph.rekey import LABELS, UNKEYED, Progress, Renaming, rekey_changes, rekey_label
from graph.write.commit import commit, commit_statement
from graph.write.id_scheme import KEYED, REKEYING, check_key, is_used, set_state
from graph.write.openness import refresh_open_records
from hub.jobs import queries
from prevention.matches.save_matches import match_id
from prevention.reconciliation.rekey_acts import rekey_heads, remember_signed, signed_parts, write_drafts_anew
from prevention.reconciliation.sign import signature_id
from prevention.work.matches import notice_id
from prevention.work.parole_expiry import taken_id, transfer_id
from schema.identifiers import NormCode
from security.norms import NORMS


async def rekey(store: Store, home: Path, progress: Progress) -> bool:
    """Bring the graph over, or go on where it was stopped. False: its ids are keyed already.

    Raises:
        graph.write.id_scheme.IdSchemeError: the ids were made with another key.
        graph.engine.store.GraphDownError: the graph went away; the next call goes on.
        security.vault.vault.UnsealError: a sealed value does not open.
    """
    scheme = await check_key(store)
    if (scheme is not None and scheme.state == KEYED) or (scheme is None and not await is_used(store)):
        return False
    if scheme is None:
        await _begin(store)
    changes = dict(await store.read(queries.ID_CHANGES, {}))
    plain = Renaming(store.sealer, changes)
    renaming = Renaming(store.sealer, changes, await signed_parts(store, plain))
    for label in LABELS:
        await rekey_label(store, renaming, label, progress)
    await rekey_changes(store, renaming, progress)
    await write_drafts_anew(store)
    rekey_heads(home, renaming)
    await close_mentions(store, progress)
    await _place_everybody(store, progress)
    await _refresh_everybody(store, progress)
    forget_told(home)
    await commit_statement(store, queries.FORGET_RULES)
    await set_state(store, KEYED)
    await commit_statement(store, queries.DELETE_ID_CHANGES)
    return True


async def _begin(store: Store) -> None:
    """Note what cannot be worked out any more once ids have begun to change."""
    await commit_statement(store, queries.DELETE_ID_CHANGES)
    await remember_signed(store)
    for rows in (await _of_matches(store), await _of_signatures(store)):
        await _note(store, rows)
    after = ""
    while ids := await store.read(queries.REGISTRATION_IDS, {"after": after}):
        await _note(store, await _of_registrations(store, ids))
        after = ids[-1]
    await set_state(store, REKEYING)


async def _of_matches(store: Store) -> dict[str, str]:
    """The hub's own matches, and the notices of matches."""
    key, plain = store.sealer, Renaming(store.sealer)
    new_ids = {
        match: match_id(key, plain.id(event))
        for match, event in await store.read(queries.MATCHES_WITH_EVENTS, {})
        if match == match_id(UNKEYED, event)
    }
    matches = await store.read(queries.MATCH_IDS, {})
    notices = {
        notice_id(UNKEYED, NormCode(norm), match): notice_id(
            key, NormCode(norm), new_ids.get(match) or plain.id(match)
        )
        for match in matches
        for norm in NORMS.provisions
    }
    existing = await _existing_ids(store, "Notice", notices)
    return new_ids | {notice: notices[notice] for notice in existing}


async def _of_signatures(store: Store) -> dict[str, str]:
    key, plain = store.sealer, Renaming(store.sealer)
    return {
        signature: signature_id(key, plain.id(act), place)
        for signature, act, place in await store.read(queries.SIGNATURES_WITH_ACTS, {})
    }


async def _of_registrations(store: Store, ids: list[str]) -> dict[str, str]:
    """What the hub made when it moved somebody from one of these registrations."""
    key, plain = store.sealer, Renaming(store.sealer)
    new_ids: dict[str, str] = {}
    for label, made_of in (("Registration", taken_id), ("CaseEvent", transfer_id)):
        card_ids = {made_of(UNKEYED, old_id): made_of(key, plain.id(old_id)) for old_id in ids}
        new_ids |= {old_id: card_ids[old_id] for old_id in await _existing_ids(store, label, card_ids)}
    return new_ids


async def _existing_ids(store: Store, label: str, ids: Iterable[str]) -> list[str]:
    """Those of ``ids`` that are there."""
    asked_ids, existing = list(ids), list[str]()
    for first in range(0, len(asked_ids), queries.ROWS_AT_ONCE):
        existing += await store.read(
            queries.stored_ids(label), {"ids": asked_ids[first : first + queries.ROWS_AT_ONCE]}
        )
    return existing


async def _note(store: Store, changes: dict[str, str]) -> None:
    rows = [{"id": old, "to": new} for old, new in changes.items()]
    for first in range(0, len(rows), queries.ROWS_AT_ONCE):
        await commit_statement(store, queries.SAVE_ID_CHANGES, rows=rows[first : first + queries.ROWS_AT_ONCE])


async def _place_everybody(store: Store, progress: Progress) -> None:
    """Put persons together anew: of what came at one moment ids say what was first, and they are others now."""
    after, count = "", 0
    while keys := await store.read(queries.PERSON_KEYS, {"after": after}):
        await commit(store, partial(place_again, keys=set(keys), everybody=True))
        after, count = keys[-1], count + len(keys)
        progress("persons put together", count)


async def _refresh_everybody(store: Store, progress: Progress) -> None:
    """Note of every person whether an open record tells of them: graphs of the old form do not say it."""
    after, count = "", 0
    while persons := await store.read(queries.PERSON_IDS, {"after": after}):
        await commit(store, partial(refresh_open_records, ids=persons))
        after, count = persons[-1], count + len(persons)
        progress("open records noted", count)


def forget_told(home: Path) -> None:
    """Forget what streams have told: who goes on at a position is refused and begins anew."""
    for name in ("told.sqlite", "told.sqlite-wal", "told.sqlite-shm"):
        (home / "streams" / name).unlink(missing_ok=True)
