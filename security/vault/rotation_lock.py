"""Turns at the ring: many may write sealed values at a time, nobody while the ring gets a new current key.

So, once a new key is current, nobody seals with the one before, and what is left to seal anew only gets less. The
lock is the kernel's (flock): it ends with its process. Every process of a site sees the same folder of keys.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

FILE = "vault.lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody writes sealed values, and let nobody begin."""
    handle = _opened(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@asynccontextmanager
async def together(folder: Path) -> AsyncIterator[None]:
    """Write sealed values, as others may at the same time."""
    handle = _opened(folder)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _opened(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
