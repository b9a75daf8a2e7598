"""Writing the access log: an entry is on disk before its answer leaves.

Every worker process has a stream of its own, a folder under ``access-log/``: ``entries.jsonl``, a line an entry,
each naming the hash of the line before, and ``heads.jsonl``, signed heads. Entries that come while others are being
written go to the disk together afterwards (group commit).
"""

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock, Timeout

from security.audit.disk import Disk, SystemDisk
from security.audit.entry import AuditEntry, checked, contents, line_of, mark_of, now
from security.audit.signed_heads import StreamHead, signed, signing_key
from security.audit.stream_state import last_head, recovered

FOLDER = "access-log"
HEAD_SECONDS = 60.0
HEAD_ENTRIES = 1_000
"""A head is signed after so many entries, however little time has passed."""
MAX_STREAMS = 1_000
PROBE_SECONDS = 1.0
PROBE_BYTES = 4096
"""About what an entry takes."""


class AccessLogDownError(Exception):
    """The log cannot be written, so nothing may be answered."""


class AccessLog:
    """One stream, open for writing. Made by :func:`open_log`."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, disk: Disk) -> None:
        self.stream = folder.name
        self._key = key
        self._disk = disk
        self._entries = os.open(folder / "entries.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._heads = os.open(folder / "heads.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        head, self._head_bytes = last_head(folder / "heads.jsonl", key.public_key())
        self._headed = head.size if head else 0
        self._state, self._marks = recovered(folder, head)
        # Where the last entry ends that is on disk: known to whoever writes, before the others are told.
        self._length = self._state.length
        self._disk.cut(self._entries, self._length)
        self._disk.cut(self._heads, self._head_bytes)
        for directory in (folder, folder.parent, folder.parent.parent):
            disk.sync_folder(directory)
        self._torn = self._head_torn = False
        self._heading = threading.Lock()
        self._writing = threading.Lock()
        self._probed = (-PROBE_SECONDS, True)
        self._waiting: list[tuple[AuditEntry, asyncio.Future[str]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, entry: AuditEntry) -> str:
        """Write ``entry`` and return its place, ``stream/number``, when it is on disk.

        Raises:
            AccessLogDownError: it is not.
            EntryError: it might hold a value or a name; nothing is written.
        """
        checked(entry)
        written: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await asyncio.shield(written)

    async def writable(self) -> bool:
        """Whether an entry can be written now; looked at once a second."""
        if time.monotonic() - self._probed[0] >= PROBE_SECONDS:
            self._probed = (time.monotonic(), await asyncio.to_thread(self._probe))
        return self._probed[1]

    async def head(self) -> None:
        """Sign and write a head, if entries came since the last.

        Raises:
            AccessLogDownError: it could not be written.
        """
        try:
            await asyncio.to_thread(self._sign)
        except OSError as error:
            raise AccessLogDownError("heads cannot be written") from error

    async def close(self) -> None:
        """Finish what is being written, and sign a last head."""
        if self._writer is not None:
            await self._writer
        with suppress(AccessLogDownError):
            await self.head()
        if self._torn:
            # Nobody was answered on it.
            with suppress(OSError):
                self._disk.cut(self._entries, self._length)
        os.close(self._entries)
        os.close(self._heads)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            state, lines, marks = self._state.copy(), list[bytes](), list[str]()
            for entry, _ in batch:
                content = contents(entry, self.stream)
                lines.append(line_of(content, state.size + 1, state.chain))
                marks.append(mark_of(content))
                state = state.grown(lines[-1])
            try:
                await asyncio.to_thread(self._persist, b"\n".join(lines) + b"\n")
            except OSError as error:
                for _, written in batch:
                    if not written.done():
                        written.set_exception(AccessLogDownError(type(error).__name__))
                continue
            first = self._state.size + 1
            self._marks += marks
            self._state = state
            for number, (_, written) in enumerate(batch, first):
                if not written.done():
                    written.set_result(f"{self.stream}/{number}")
            if self._state.size - self._headed >= HEAD_ENTRIES:
                with suppress(AccessLogDownError):
                    await self.head()

    def _persist(self, data: bytes) -> None:
        """Write after the last entry that is known to be on disk; what a failed write left is cut off first."""
        with self._writing:
            self._mend()
            self._torn = True
            self._store(self._entries, data)
            self._length += len(data)
            self._torn = False

    def _mend(self) -> None:
        if self._torn:
            self._disk.cut(self._entries, self._length)

    def _probe(self) -> bool:
        """Whether there is room for an entry: what is written for it has no end, so that it is none."""
        with self._writing:
            try:
                self._mend()
                self._torn = True
                self._store(self._entries, b" " * PROBE_BYTES)
                self._mend()
            except OSError:
                return False
            self._torn = False
            return True

    def _sign(self) -> None:
        # One at a time, and wholly here: whoever waits for it may be cancelled in between.
        with self._heading:
            state = self._state
            new = state.size - self._headed
            if new == 0:
                return
            tree, marks = state.tree, "".join(self._marks[:new])
            frontier = tuple(digest.hex() for digest in tree.frontier)
            head = StreamHead(
                stream=self.stream,
                size=state.size,
                bytes=state.length,
                chain=state.chain,
                root=tree.root.hex(),
                frontier=frontier,
                time=now(),
                marks=marks,
            )
            line = signed(head, self._key) + b"\n"
            if self._head_torn:
                self._disk.cut(self._heads, self._head_bytes)
            self._head_torn = True
            self._store(self._heads, line)
            self._head_bytes += len(line)
            self._head_torn = False
            self._headed = state.size
            del self._marks[:new]

    def _store(self, file: int, data: bytes) -> None:
        self._disk.write(file, data)
        self._disk.sync(file)


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
        with suppress(AccessLogDownError):
            # What a crash left under no head.
            await log.head()
        task = asyncio.create_task(_keep_signing(log, head_seconds))
        try:
            yield log
        finally:
            task.cancel()
            await log.close()
    finally:
        lock.release()


def free_streams(home: Path) -> list[str]:
    """The streams under ``home`` that no process holds now."""
    streams = []
    for folder in sorted((home / FOLDER).glob("w*")):
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        lock.release()
        streams.append(folder.name)
    return streams


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


async def _keep_signing(log: AccessLog, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        with suppress(AccessLogDownError):
            await log.head()
