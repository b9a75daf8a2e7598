"""The vault: seals, opens and indexes values with the keys of the ring, and notices when the ring changes.

It is what ``graph/engine/sealer.py`` asks for. Keys are unwrapped once a process and kept in memory alone. A
version that was retired stays readable to a process that has it: a row read just before may still come in.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from security.vault.blind_index import blind_index
from security.vault.cipher import CipherError, FieldCipher, place_of, version_of
from security.vault.id_key import FILE as ID_KEY
from security.vault.id_key import id_digest, new_id_key
from security.vault.kek import FIRST_KEK, KeyStores, site_stores
from security.vault.key_file import RingError, Wrapped, read_ring, stamp
from security.vault.key_operations import complete
from security.vault.rotation_lock import together
from security.vault.secret_files import secret_file


@dataclass(frozen=True, repr=False)
class _Keys:
    """One version of a type's keys, ready for use."""

    wrapped: Wrapped
    cipher: FieldCipher
    index: bytes


class UnsealError(Exception):
    """A stored value does not open. Says which field of which type, and holds no value and no id."""


class Vault:
    """The keys of one hub. ``types`` are those that have sealed fields."""

    def __init__(self, folder: Path, stores: KeyStores, types: tuple[str, ...], first_kek: str = FIRST_KEK) -> None:
        self._folder = folder
        self._stores = stores
        self._known: dict[tuple[str, int], _Keys] = {}
        self._live: dict[str, tuple[_Keys, ...]] = {}
        self._stamp = (0, 0)
        self._generation = 0
        complete(folder, stores, types, first_kek)
        self._id_key = secret_file(folder / ID_KEY, new_id_key)
        self.generation()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Held from the sealing of values until they are committed: until then their key is not retired."""
        async with together(self._folder):
            self.generation()
            yield

    def generation(self) -> int:
        """A number that changes whenever a key comes or goes. Asking makes the newest keys known.

        Raises:
            RingError, KeyUnavailableError, PermissionError: the ring cannot be read or its keys not be had.
        """
        generation = stamp(self._folder)
        if generation != self._stamp:
            self._load()
            self._stamp = generation
            self._generation += 1
        return self._generation

    def current(self, type_name: str) -> str:
        """With what every value begins that is sealed with the type's current key."""
        return self._of(type_name)[-1].cipher.prefix

    def seal(self, type_name: str, record_id: str, field: str, value: str) -> str:
        """The ciphertext of ``value`` for a field of a record. The same value twice has two."""
        return self._of(type_name)[-1].cipher.seal(place_of(type_name, record_id, field), value)

    def open(self, type_name: str, record_id: str, field: str, sealed: str) -> str:
        """The value that was sealed for this field of this record.

        Raises:
            UnsealError: it was not sealed for it, or with a key that the ring does not hold.
        """
        version = version_of(sealed)
        if version is None:
            raise UnsealError(f"{type_name}.{field} is stored unsealed")
        keys = self._known.get((type_name, version))
        if keys is None:
            self.generation()
            keys = self._known.get((type_name, version))
        if keys is None:
            raise UnsealError(f"{type_name}.{field} is sealed with key {version}, which the ring does not hold")
        try:
            return keys.cipher.open(place_of(type_name, record_id, field), sealed)
        except CipherError as error:
            raise UnsealError(f"{type_name}.{field} does not open with key {version}") from error

    def index(self, type_name: str, field: str, value: str) -> str:
        """The blind index of ``value`` by the type's current key."""
        return _index(self._of(type_name)[-1], type_name, field, value)

    def indexes(self, type_name: str, field: str, value: str) -> list[str]:
        """The blind indexes of ``value`` by every key that is still in use."""
        return [_index(keys, type_name, field, value) for keys in self._of(type_name)]

    def digest(self, text: str) -> str:
        """The digest of ``text`` by the key of ids."""
        return id_digest(self._id_key, text)

    def _of(self, type_name: str) -> tuple[_Keys, ...]:
        keys = self._live.get(type_name)
        if keys is None:
            raise RingError(f"{self._folder} holds no keys of {type_name}")
        return keys

    def _load(self) -> None:
        ring = read_ring(self._folder)
        if ring is None:
            raise RingError(f"{self._folder} holds no ring of keys any more")
        live = {
            name: tuple(self._keys(name, version) for version in versions) for name, versions in ring.types.items()
        }
        self._known |= {
            (name, version.wrapped.version): version for name, versions in live.items() for version in versions
        }
        self._live = live

    def _keys(self, type_name: str, wrapped: Wrapped) -> _Keys:
        keys = self._known.get((type_name, wrapped.version))
        if keys is not None and keys.wrapped == wrapped:
            return keys
        data = self._stores.unwrap(wrapped.kek, wrapped.data)
        return _Keys(wrapped, FieldCipher(wrapped.version, data), self._stores.unwrap(wrapped.kek, wrapped.index))


def open_vault(folder: Path, types: tuple[str, ...], first_kek: str = FIRST_KEK) -> Vault:
    """The vault whose keys lie in ``folder``, made if there is none yet.

    Raises:
        RingError, KeyUnavailableError, PermissionError: its ring cannot be read or its keys not be had.
    """
    return Vault(folder, site_stores(folder), types, first_kek)


def _index(keys: _Keys, type_name: str, field: str, value: str) -> str:
    return blind_index(keys.wrapped.version, keys.index, type_name, field, value)
