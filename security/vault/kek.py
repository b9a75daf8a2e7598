"""Key-encryption keys: who wraps the data keys. A file or an environment variable here; an HSM or KMS elsewhere.

A key-encryption key has an id: the name of its store, a colon, and its name there (``file:kek-1``, ``env:KEK_A``).
Data keys are wrapped with AES-256 key wrap (RFC 3394), which every HSM knows.
"""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from security.vault.secret_files import read_secret, secret_file

KEK_BYTES = 32
FIRST_KEK = "file:kek-1"
_NAME = re.compile(r"^[A-Za-z0-9_.-]{1,100}$")


class KeyUnavailableError(Exception):
    """A key-encryption key cannot be had or does not fit; the message names it, never what it is."""


class KeyStore(Protocol):
    """Wraps and unwraps data keys. Whatever offers these two can keep the key-encryption keys."""

    def wrap(self, name: str, key: bytes) -> bytes:
        """``key``, wrapped with the key-encryption key ``name``.

        Raises:
            KeyUnavailableError: there is no such key, or the store does not answer.
        """

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """The key that was wrapped with the key-encryption key ``name``.

        Raises:
            KeyUnavailableError: there is no such key, the store does not answer, or another key wrapped it.
        """


@dataclass(frozen=True)
class KeyFiles:
    """Key-encryption keys in files of a folder, readable by their owner alone (0600)."""

    folder: Path

    def make(self, name: str) -> None:
        """Make the key ``name`` unless it is there."""
        secret_file(self.folder / name, lambda: os.urandom(KEK_BYTES))

    def wrap(self, name: str, key: bytes) -> bytes:
        """See :class:`KeyStore`."""
        return aes_key_wrap(self._key(name), key)

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """See :class:`KeyStore`."""
        return _unwrapped(f"file:{name}", self._key(name), wrapped)

    def _key(self, name: str) -> bytes:
        try:
            return _whole(f"file:{name}", read_secret(self.folder / name))
        except FileNotFoundError:
            raise KeyUnavailableError(f"the key-encryption key file:{name} is not in {self.folder}") from None


class EnvironmentKeys:
    """Key-encryption keys in environment variables: 32 bytes, in base64."""

    def wrap(self, name: str, key: bytes) -> bytes:
        """See :class:`KeyStore`."""
        return aes_key_wrap(self._key(name), key)

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """See :class:`KeyStore`."""
        return _unwrapped(f"env:{name}", self._key(name), wrapped)

    def _key(self, name: str) -> bytes:
        try:
            return _whole(f"env:{name}", base64.b64decode(os.environ[name], validate=True))
        except (KeyError, binascii.Error, ValueError):
            raise KeyUnavailableError(
                f"the environment variable {name} must hold the key-encryption key: 32 bytes, in base64"
            ) from None


@dataclass(frozen=True)
class KeyStores:
    """The stores of a site, by the word with which the ids of their keys begin."""

    by_kind: Mapping[str, KeyStore]

    def wrap(self, kek: str, key: bytes) -> bytes:
        """``key``, wrapped with the key-encryption key whose id is ``kek``; raises as :class:`KeyStore`."""
        store, name = self._find(kek)
        return store.wrap(name, key)

    def unwrap(self, kek: str, wrapped: bytes) -> bytes:
        """The key that ``kek`` wrapped; raises as :class:`KeyStore`."""
        store, name = self._find(kek)
        return store.unwrap(name, wrapped)

    def _find(self, kek: str) -> tuple[KeyStore, str]:
        kind, _, name = kek.partition(":")
        store = self.by_kind.get(kind)
        if store is None or not _NAME.match(name) or name.startswith("."):
            raise KeyUnavailableError("a key-encryption key is named file:NAME or env:NAME")
        return store, name


def site_stores(folder: Path) -> KeyStores:
    """The stores that come with the hub: files in ``folder``, and the environment."""
    return KeyStores({"file": KeyFiles(folder), "env": EnvironmentKeys()})


def _whole(kek: str, key: bytes) -> bytes:
    if len(key) != KEK_BYTES:
        raise KeyUnavailableError(f"the key-encryption key {kek} must be {KEK_BYTES} bytes long")
    return key


def _unwrapped(kek: str, key: bytes, wrapped: bytes) -> bytes:
    try:
        return aes_key_unwrap(key, wrapped)
    except (InvalidUnwrap, ValueError):
        raise KeyUnavailableError(
            f"{kek} is not the key-encryption key with which the data keys were wrapped"
        ) from None
