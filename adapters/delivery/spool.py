"""The spool: what is being delivered, on disk and encrypted, until its last record is in.

A payload has to be known as a whole before any of it is acted on: its digest tells a repeat from another payload
under the same key. Each chunk is sealed with a key that stands in memory alone, so that after a crash nothing of it
can be read; whoever delivered delivers again.
"""

import hashlib
import io
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import Buffer

CHUNK = 65_536
"""Bytes sealed together."""

_TAG = 16


class TooMuchError(Exception):
    """The payload is larger than the hub takes."""


class Spool:
    """A payload on disk. ``size`` is in bytes, ``digest`` its SHA-256 in hexadecimal letters."""

    def __init__(self, file: BinaryIO) -> None:
        self._aead = AESGCM(AESGCM.generate_key(256))
        self._file = file
        self._hash = hashlib.sha256()
        self._rest = b""
        self._chunks = 0
        self.size = 0

    async def fill(self, chunks: AsyncIterator[bytes], most: int) -> None:
        """Take in a payload.

        Raises:
            TooMuchError: it is larger than ``most`` bytes.
        """
        async for chunk in chunks:
            self.size += len(chunk)
            if self.size > most:
                raise TooMuchError
            self._hash.update(chunk)
            self._rest += chunk
            while len(self._rest) >= CHUNK:
                self._seal(self._rest[:CHUNK])
                self._rest = self._rest[CHUNK:]
        if self._rest:
            self._seal(self._rest)
            self._rest = b""
        self._file.flush()

    @property
    def digest(self) -> str:
        """SHA-256 of the payload."""
        return self._hash.hexdigest()

    def open(self) -> BinaryIO:
        """The payload from its beginning. It can be read and sought, once at a time."""
        return io.BufferedReader(_ChunkReader(self._file, self._aead, self.size), CHUNK)

    def _seal(self, chunk: bytes) -> None:
        self._file.write(self._aead.encrypt(_nonce(self._chunks), chunk, None))
        self._chunks += 1


@contextmanager
def spooled(folder: Path) -> Iterator[Spool]:
    """An empty spool in ``folder``, until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A file without a name: it is gone with the process, however that ends.
    with tempfile.TemporaryFile(dir=folder) as file:
        yield Spool(file)


def _nonce(chunk: int) -> bytes:
    # The key is made for this spool: a counter never repeats under it (NIST SP 800-38D, section 8.2.1).
    return chunk.to_bytes(12, "big")


class _ChunkReader(io.RawIOBase):
    """Reads the chunks of a spool."""

    def __init__(self, file: BinaryIO, aead: AESGCM, size: int) -> None:
        self._file, self._aead, self._size = file, aead, size
        self._at = 0
        self._open = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        if self._at >= self._size:
            return 0
        view = memoryview(buffer)
        number, start = divmod(self._at, CHUNK)
        part = self._chunk(number)[start : start + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _chunk(self, number: int) -> bytes:
        if self._open[0] != number:
            self._file.seek(number * (CHUNK + _TAG))
            self._open = (number, self._aead.decrypt(_nonce(number), self._file.read(CHUNK + _TAG), None))
        return self._open[1]
