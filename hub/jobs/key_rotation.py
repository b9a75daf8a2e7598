"""Rotation: a type gets a new key, what the old ones sealed is sealed anew, then they are retired.

The graph serves all the while. The ring of keys and the graph say between them how far it came, so that a
rotation that was killed goes on where it was.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from graph.engine.store import Store
from graph.write.reseal import count_stale, seal_anew, stale_page
from schema.model import Entity
from security.vault.kek import site_stores
from security.vault.key_operations import begin, retire

Progress = Callable[[str, int, int], None]
"""Called with the name of the type, the records sealed anew, and those that had to be."""


class RotationError(Exception):
    """Another rotation is running."""


@dataclass(frozen=True)
class Rotated:
    """What a rotation did for a type: the version now current, the records sealed anew, the versions retired."""

    type: str
    version: int
    records: int
    retired: tuple[int, ...]


async def rotate(store: Store, folder: Path, entities: tuple[Entity, ...], progress: Progress) -> list[Rotated]:
    """Rotate the keys of ``entities``, whose ring lies in ``folder``; or finish what a killed rotation left.

    Raises:
        RotationError: another rotation is running.
        graph.engine.store.GraphDownError: the graph went away; the next rotation goes on from there.
        security.vault.vault.UnsealError: a value does not open; its key is not retired.
        security.vault.kek.KeyUnavailableError, security.vault.key_file.RingError: the keys cannot be had.
    """
    try:
        with FileLock(folder / "rotation.lock", timeout=0, mode=0o600):
            return [await _rotate(store, folder, entity, progress) for entity in entities]
    except Timeout:
        raise RotationError("another rotation is running") from None


async def _rotate(store: Store, folder: Path, entity: Entity, progress: Progress) -> Rotated:
    # In threads, for they wait for those who write, who may be on this loop.
    version = await asyncio.to_thread(begin, folder, site_stores(folder), entity.name)
    store.sealer.generation()
    prefix = store.sealer.current(entity.name)
    total = count = 0
    # Whatever was written since the new key is current was sealed with it: each round leaves less, the last none.
    while left := await count_stale(store, entity, prefix):
        total = max(total, count + left)
        after = ""
        while page := await stale_page(store, entity, prefix, after):
            await seal_anew(store, entity, page)
            count += len(page)
            after = page[-1].id
            progress(entity.name, count, total)
    retired = await asyncio.to_thread(retire, folder, entity.name)
    return Rotated(entity.name, version, count, retired)
