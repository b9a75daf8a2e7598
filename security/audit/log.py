"""Writing the access log: an entry is on disk before its answer leaves.

Every worker process has a stream of its own, a folder under ``access-log/``: ``entries.jsonl``, a line an entry,
each naming the hash of the line before, and ``heads.jsonl``, signed heads. Entries that come while others are being
written go to the disk together afterwards (group commit).
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock, Timeout

from security.audit.disk import Disk, SystemDisk
from security.audit.entry import START, Entry, hash_of, line_of, now
from security.audit.heads import BrokenLogError, Head, read_head, signed, signing_key
from security.audit.merkle import Tree

FOLDER = "access-log"
HEAD_SECONDS = 60.0
MAX_STREAMS = 1_000


class AccessLogDownError(Exception):
    """The log cannot be written, so nothing may be answered."""


@dataclass(frozen=True)
class State:
    """Where a stream stands: entries, their length in bytes, the hash of the last entry, and the tree."""

    size: int
    length: int
    chain: str
    tree: Tree

    def grown(self, line: bytes) -> "State":
        """The state after one more line; the tree is grown in place."""
        self.tree.add(line)
        return State(self.size + 1, self.length + len(line) + 1, hash_of(line), self.tree)


class AccessLog:
    """One stream, open for writing. Made by :func:`open_log`."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, disk: Disk) -> None:
        self.stream = folder.name
        self._key = key
        self._disk = disk
        self._entries = os.open(folder / "entries.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._heads = os.open(folder / "heads.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._state = recovered(folder, key)
        self._disk.cut(self._entries, self._state.length)
        self._head_bytes = (folder / "heads.jsonl").read_bytes().rfind(b"\n") + 1
        self._disk.cut(self._heads, self._head_bytes)
        _sync_folder(folder)
        self._headed = self._state.size
        self._torn = self._head_torn = False
        self._waiting: list[tuple[Entry, asyncio.Future[str]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, entry: Entry) -> str:
        """Write ``entry`` and return its place, ``stream/number``, when it is on disk.

        Raises:
            AccessLogDownError: it is not.
        """
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await asyncio.shield(done)

    async def head(self) -> None:
        """Sign and write a head, if entries came since the last.

        Raises:
            AccessLogDownError: it could not be written.
        """
        state = self._state
        if state.size == self._headed:
            return
        head = Head(
            self.stream,
            state.size,
            state.length,
            state.chain,
            state.tree.root.hex(),
            tuple(each.hex() for each in state.tree.frontier),
            now(),
        )
        try:
            await asyncio.to_thread(self._persist_head, signed(head, self._key) + b"\n")
        except OSError as error:
            raise AccessLogDownError("heads cannot be written") from error
        self._headed = head.size

    async def close(self) -> None:
        """Finish what is being written, and sign a last head."""
        if self._writer is not None:
            await self._writer
        with suppress(AccessLogDownError):
            await self.head()
        if self._torn:
            # Nobody was answered on it.
            with suppress(OSError):
                self._disk.cut(self._entries, self._state.length)
        os.close(self._entries)
        os.close(self._heads)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            state = replace(self._state, tree=self._state.tree.copy())
            lines: list[bytes] = []
            for entry, _ in batch:
                line = line_of(entry, self.stream, state.size + 1, state.chain)
                lines.append(line)
                state = state.grown(line)
            try:
                await asyncio.to_thread(self._persist, b"\n".join(lines) + b"\n")
            except OSError as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(AccessLogDownError(type(error).__name__))
                continue
            first = self._state.size + 1
            self._state = state
            for number, (_, done) in enumerate(batch, first):
                if not done.done():
                    done.set_result(f"{self.stream}/{number}")

    def _persist(self, data: bytes) -> None:
        """Write after the last entry that is known to be on disk; what a failed write left is cut off first."""
        if self._torn:
            self._disk.cut(self._entries, self._state.length)
        self._torn = True
        self._store(self._entries, data)
        self._torn = False

    def _persist_head(self, line: bytes) -> None:
        if self._head_torn:
            self._disk.cut(self._heads, self._head_bytes)
        self._head_torn = True
        self._store(self._heads, line)
        self._head_bytes += len(line)
        self._head_torn = False

    def _store(self, file: int, data: bytes) -> None:
        self._disk.write(file, data)
        self._disk.sync(file)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def recovered(folder: Path, key: Ed25519PrivateKey) -> State:
    """Where the stream of ``folder`` stands: from its last head on, entry by entry.

    A last line without an end was never acknowledged, and does not count.

    Raises:
        BrokenLogError: a head is not the hub's, or the entries are not those that it names.
    """
    heads = [line for line in (folder / "heads.jsonl").read_bytes().split(b"\n")[:-1] if line]
    state = State(0, 0, START, Tree())
    if heads:
        head = read_head(heads[-1], key.public_key())
        state = State(head.size, head.bytes, head.chain, head.tree)
    with (folder / "entries.jsonl").open("rb") as file:
        if file.seek(0, os.SEEK_END) < state.length:
            raise BrokenLogError(f"{folder.name}: entries that a head names are missing; run ortaq audit verify")
        file.seek(state.length)
        for line in file:
            if not line.endswith(b"\n"):
                break
            entry = orjson.loads(line)
            if (entry["number"], entry["previous"], entry["stream"]) != (state.size + 1, state.chain, folder.name):
                raise BrokenLogError(
                    f"{folder.name}: entry {state.size + 1} does not follow; run ortaq audit verify"
                )
            state = state.grown(line[:-1])
    return state


@asynccontextmanager
async def open_log(
    home: Path, keys: Path, *, disk: Disk | None = None, head_seconds: float = HEAD_SECONDS
) -> AsyncIterator[AccessLog]:
    """The log of this process: the first stream under ``home`` that no other process holds.

    Raises:
        BrokenLogError: the stream is not as the hub left it.
        AccessLogDownError: it cannot be opened.
    """
    key = signing_key(keys)
    folder, lock = _stream(home / FOLDER)
    try:
        try:
            log = AccessLog(folder, key, disk or SystemDisk())
        except OSError as error:
            raise AccessLogDownError("the access log cannot be opened") from error
        task = asyncio.create_task(_sign(log, head_seconds))
        try:
            yield log
        finally:
            task.cancel()
            await log.close()
    finally:
        lock.release()


def _stream(home: Path) -> tuple[Path, FileLock]:
    for number in range(1, MAX_STREAMS):
        folder = home / f"w{number:03d}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        return folder, lock
    raise AccessLogDownError("too many processes write the access log")


async def _sign(log: AccessLog, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        with suppress(AccessLogDownError):
            await log.head()
