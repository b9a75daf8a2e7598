"""What can be done to the ring of data keys: each change one replacement of its file, under the exclusive lock."""

import os
from collections.abc import Iterable
from pathlib import Path

from security.clock import moment_now
from security.vault import blind_index, cipher
from security.vault.kek import FIRST_KEK, KeyFiles, KeyStores
from security.vault.key_file import Ring, RingError, Wrapped, read_ring, write_ring
from security.vault.rotation_lock import alone


def complete(folder: Path, stores: KeyStores, types: Iterable[str], first_kek: str = FIRST_KEK) -> Ring:
    """The ring, with a first version for every type that has none yet.

    Raises:
        KeyUnavailableError: the key-encryption key cannot be had.
        RingError, PermissionError: the ring cannot be read.
    """
    type_names = sorted(types)
    old_ring = read_ring(folder)
    if old_ring is not None and all(name in old_ring.types for name in type_names):
        return old_ring
    with alone(folder):
        ring = read_ring(folder) or Ring(kek=first_kek)
        if ring.kek == FIRST_KEK and not ring.types:
            KeyFiles(folder).make(FIRST_KEK.partition(":")[2])
        for name in type_names:
            if name not in ring.types:
                ring = ring.with_versions(name, (_fresh(1, ring.kek, stores),))
        write_ring(folder, ring)
    return ring


def begin(folder: Path, stores: KeyStores, type_name: str) -> int:
    """Make a new version of a type's keys current, unless its last rotation is still going on.

    Returns the current version. Raises as :func:`complete`.
    """
    with alone(folder):
        ring = _ring(folder, type_name)
        versions = ring.types[type_name]
        if len(versions) == 1:
            versions = (*versions, _fresh(versions[-1].version + 1, ring.kek, stores))
            write_ring(folder, ring.with_versions(type_name, versions))
        return versions[-1].version


def retire(folder: Path, type_name: str) -> tuple[int, ...]:
    """Drop every version of a type's keys but the current one: nothing may be sealed with them any more.

    Returns the versions dropped. Raises as :func:`complete`.
    """
    with alone(folder):
        ring = _ring(folder, type_name)
        *old, current = ring.types[type_name]
        if old:
            write_ring(folder, ring.with_versions(type_name, (current,)))
        return tuple(version.version for version in old)


def rewrap(folder: Path, stores: KeyStores, kek: str) -> int:
    """Wrap every key of the ring with the key-encryption key ``kek``, and those that come next.

    Returns how many versions were wrapped anew. Raises as :func:`complete`.
    """
    with alone(folder):
        ring = _ring(folder)
        types = {
            name: tuple(_wrapped_anew(version, kek, stores) for version in versions)
            for name, versions in ring.types.items()
        }
        write_ring(folder, Ring(kek=kek, types=types))
        return sum(1 for versions in ring.types.values() for version in versions if version.kek != kek)


def next_file_kek(folder: Path) -> str:
    """Make the next key-encryption key as a file, and name it."""
    ring = _ring(folder)
    kind, _, name = ring.kek.partition(":")
    stem, _, number = name.rpartition("-")
    following = f"{stem}-{int(number) + 1}" if kind == "file" and stem and number.isdigit() else "kek-1"
    KeyFiles(folder).make(following)
    return f"file:{following}"


def _ring(folder: Path, type_name: str | None = None) -> Ring:
    ring = read_ring(folder)
    if ring is None or (type_name is not None and type_name not in ring.types):
        raise RingError(f"{folder} holds no keys of {type_name or 'any type'}")
    return ring


def _fresh(version: int, kek: str, stores: KeyStores) -> Wrapped:
    return Wrapped.model_construct(
        version=version,
        kek=kek,
        data=stores.wrap(kek, os.urandom(cipher.KEY_BYTES)),
        index=stores.wrap(kek, os.urandom(blind_index.KEY_BYTES)),
        made_on=moment_now().date(),
    )


def _wrapped_anew(old: Wrapped, kek: str, stores: KeyStores) -> Wrapped:
    if old.kek == kek:
        return old
    keys = {name: stores.wrap(kek, stores.unwrap(old.kek, getattr(old, name))) for name in ("data", "index")}
    return old.model_copy(update={"kek": kek, **keys})
