"""Rekeying: a graph whose ids were digests without a key gets the ids by the hub's key, page by page.

An old id is told from a new one by its form, and what it becomes follows from it alone. So a page that was done is
left as it is, and whoever was stopped begins again from the top.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.engine.sealer import Sealer
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.batches import quarantined_id
from graph.ingest.identity_links import link_id
from graph.write.commit import commit, commit_statement
from graph.write.ids import IdKey, keyed
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.internal import duty_watch, feed_records, work_entries
from schema.internal.feed_records import PERSON_LINK, QUARANTINED, SEALED, STANDS, VIA
from schema.internal.work_entries import ENTRY_PREFIX, WORK_ENTRY
from schema.model import Entity

PAGE = 500
LABELS = (*CATALOGUE.entities, *feed_records.INDEXES, *duty_watch.INDEXES, *work_entries.INDEXES)
"""Every kind of node that has an id, but the log of changes and its counter."""

_PREFIXES = (
    *(entity.prefix for entity in (*CATALOGUE.entities.values(), QUARANTINED)),
    *(feed_records.CLOSED_PREFIX, ENTRY_PREFIX, "rec", "bat", "lnk"),
)
_OLD = re.compile(
    rf"(?<![A-Za-z0-9])(?:{'|'.join(_PREFIXES)})_(?:[a-z2-7]{{16}}|[0-9a-f]{{24}}|[0-9a-f]{{32}})(?![A-Za-z0-9])"
)
_OLD_ENTRY = re.compile(r"[0-9a-f]{32}")
_SIGNED = frozenset({"signature", "publicKey", "receipt"})
"""Properties that stay as they were signed."""

Progress = Callable[[str, int], None]
"""Called with a label and how many of its records have been looked at."""


_CHANGE = "UNWIND $rows AS row MATCH (c:Change {position: row.position}) SET c.ids = row.ids, c.around = row.around"


class Unkeyed:
    """What stood in the place of the key of ids before there was one: it leaves a digest as it is."""

    def digest(self, text: str) -> str:
        """See :class:`graph.write.ids.IdKey`."""
        return text.partition("_")[2]


UNKEYED = Unkeyed()


@dataclass(frozen=True)
class Renaming:
    """What ids become. ``made_of_ids`` are those that do not follow from themselves: they were made of others.

    ``unchanged`` are properties that stay, by label and id of the record: they are what somebody has signed.
    """

    key: IdKey
    made_of_ids: Mapping[str, str] = field(default_factory=dict)
    unchanged: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def id(self, old: str) -> str:
        """What ``old`` becomes; an id of the new form stays."""
        return self.text(old) if _OLD.fullmatch(old) else old

    def text(self, old: str) -> str:
        """``old`` with every old id in it made new."""
        return _OLD.sub(lambda match: self.made_of_ids.get(match[0]) or keyed(self.key, match[0]), old)

    def value(self, stored: Any) -> Any:
        """A stored value with every old id in it made new."""
        if isinstance(stored, str):
            return self.text(stored)
        return [self.value(item) for item in stored] if isinstance(stored, list) else stored

    def properties(self, label: str, stored: Mapping[str, Any]) -> dict[str, Any]:
        """The properties of a node that change, with their new values."""
        unchanged = _SIGNED | self.unchanged.get((label, stored["id"]), frozenset())
        now = {name: stored[name] if name in unchanged else self.value(stored[name]) for name in stored}
        if label == WORK_ENTRY and _OLD_ENTRY.fullmatch(stored["id"]):
            now["id"] = keyed(self.key, f"{ENTRY_PREFIX}_{stored['id']}")
        if label == PERSON_LINK:
            now["one"], now["other"] = sorted((now["one"], now["other"]))
            now["id"] = link_id(self.key, now["one"], now["other"])
        if label == QUARANTINED.name:
            now["id"] = quarantined_id(self.key, now["batch"], now["position"])
        return {name: value for name, value in now.items() if value != stored[name]}


def is_old(record_id: str) -> bool:
    """Whether ``id`` has the form of ids that were digests without a key."""
    return _OLD.fullmatch(record_id) is not None


async def rekey_label(store: Store, renaming: Renaming, label: str, progress: Progress) -> None:
    """Give every node of ``label`` its new id, and what it holds of ids theirs.

    Raises:
        graph.engine.store.GraphDownError: the graph is away; a repeat does what is left.
        security.vault.vault.UnsealError: a sealed value does not open.
    """
    edges = _edges_with_via(label)
    via = f"[(n)-[r:{edges}]->(:{SUBJECT}) | r.{VIA}]" if edges else "[]"
    text = f"MATCH (n:{label}) WHERE n.id > $after RETURN [properties(n), {via}] ORDER BY n.id LIMIT {PAGE}"
    after, count = "", 0
    # A node that was done may come again behind its new id, and is left as it is.
    while rows := await store.read(text, {"after": after}):
        await _write_page(store, label, edges, renaming, rows)
        after, count = rows[-1][0]["id"], count + len(rows)
        progress(label, count)


def _page(sealer: Sealer, renaming: Renaming, label: str, rows: list[Any]) -> list[dict[str, Any]]:
    page = []
    for stored, _ in rows:
        changed = renaming.properties(label, stored)
        if changed:
            page.append({"old": stored["id"], "set": changed | _sealed_anew(sealer, label, stored, changed)})
    return page


def _sealed_anew(
    sealer: Sealer, label: str, stored: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, Any]:
    """What is sealed for the record under its old id, sealed for it under the new one."""
    entity = _entity(label)
    if entity is None or "id" not in changed:
        return {}
    values = {}
    for sealed in CATALOGUE.sealed(entity):
        if stored.get(sealed.name) is not None:
            value = sealer.open(label, stored["id"], sealed.name, stored[sealed.name])
            values[sealed.name] = sealer.seal(label, changed["id"], sealed.name, value)
    return values


def _entity(label: str) -> Entity | None:
    return {entity.name: entity for entity in SEALED}.get(label) or CATALOGUE.entities.get(label)


async def _write_page(store: Store, label: str, edges: str, renaming: Renaming, rows: list[Any]) -> None:
    vias = [
        {"id": stored["id"], "old": old, "new": renaming.id(old)}
        for stored, references in rows
        for old in sorted({old_id for old_id in references if old_id is not None})
        if renaming.id(old) != old
    ]

    async def job(work: UnitOfWork) -> None:
        if edges:
            await work.rows(
                f"UNWIND $vias AS v MATCH (n:{label} {{id: v.id}})-[r:{edges}]->(:{SUBJECT}) WHERE r.{VIA} = v.old "
                f"SET r.{VIA} = v.new",
                vias=vias,
            )
        text = f"UNWIND $rows AS row MATCH (n:{label} {{id: row.old}}) SET n += row.set"
        await work.rows(text, rows=_page(work.sealer, renaming, label, rows))

    await commit(store, job)


def _edges_with_via(label: str) -> str:
    """The edges of a kind of node that may name the mention by which they lead to a person."""
    if label == SOURCE:
        return STANDS
    entity = CATALOGUE.entities.get(label)
    relations = entity.relations if entity is not None and label != SUBJECT else ()
    return "|".join(dict.fromkeys(r.edge for r in relations if r.edge and r.target == SUBJECT))


async def rekey_changes(store: Store, renaming: Renaming, progress: Progress) -> None:
    """Name records in the log of changes by their new ids. Raises as :func:`rekey_label`."""
    text = (
        "MATCH (c:Change) WHERE c.position > $after RETURN [c.position, c.ids, c.around] "
        f"ORDER BY c.position LIMIT {PAGE}"
    )
    after = count = 0
    while rows := await store.read(text, {"after": after}):
        changed = [
            {"position": at, "ids": renaming.value(ids), "around": renaming.value(around)}
            for at, ids, around in rows
            if (renaming.value(ids), renaming.value(around)) != (ids, around)
        ]
        for first in range(0, len(changed), 50):
            await commit_statement(store, _CHANGE, rows=changed[first : first + 50])
        after, count = rows[-1][0], count + len(rows)
        progress("Change", count)
