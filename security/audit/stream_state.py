"""Where a stream stands, and how that is found out from its files when it is opened."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from security.audit.entry import START, content_of, hash_of, mark_of
from security.audit.merkle import MerkleFrontier
from security.audit.signed_heads import BrokenLogError, StreamHead, read_head

_BLOCK = 1 << 16


@dataclass(frozen=True)
class StreamState:
    """Where a stream stands: entries, their length in bytes, the hash of the last entry, and the tree."""

    size: int
    length: int
    chain: str
    tree: MerkleFrontier

    def grown(self, line: bytes) -> "StreamState":
        """The state after one more line; the tree is grown in place."""
        self.tree.add(line)
        return StreamState(self.size + 1, self.length + len(line) + 1, hash_of(line), self.tree)

    def copy(self) -> "StreamState":
        """The same state, to grow apart."""
        return replace(self, tree=self.tree.copy())


EMPTY = StreamState(0, 0, START, MerkleFrontier())
"""A stream without an entry. Its tree is grown in place: copy it first."""


def follows(line: bytes, stream: str, state: StreamState) -> bool:
    """Whether ``line`` is an entry of ``stream`` that comes after ``state``."""
    try:
        entry = orjson.loads(line)
        stated = (entry["number"], entry["previous"], entry["stream"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False
    return stated == (state.size + 1, state.chain, stream)


def last_head(path: Path, key: Ed25519PublicKey) -> tuple[StreamHead | None, int]:
    """The newest head of a file of heads, and how many bytes of the file count: a line without an end does not.

    Raises:
        BrokenLogError: it is not the hub's.
    """
    line, length = last_line(path)
    return (read_head(line, key) if line else None), length


def recovered(folder: Path, head: StreamHead | None) -> tuple[StreamState, list[str]]:
    """Where the stream of ``folder`` stands, and the marks of the entries that came after its last ``head``.

    A last line without an end was never acknowledged, and does not count.

    Raises:
        BrokenLogError: the entries are not those that the head names, or one does not follow the one before.
    """
    state, unsigned = EMPTY.copy(), list[str]()
    if head is not None:
        state = StreamState(head.size, head.bytes, head.chain, head.tree)
    with (folder / "entries.jsonl").open("rb") as file:
        if file.seek(0, os.SEEK_END) < state.length:
            raise BrokenLogError(f"{folder.name}: entries that a head names are missing; run ortaq audit verify")
        file.seek(state.length)
        for line in file:
            if not line.endswith(b"\n"):
                break
            if not follows(line, folder.name, state):
                raise BrokenLogError(
                    f"{folder.name}: entry {state.size + 1} does not follow; run ortaq audit verify"
                )
            unsigned.append(mark_of(content_of(line)))
            state = state.grown(line[:-1])
    return state, unsigned


def last_line(path: Path) -> tuple[bytes, int]:
    """The last line of a file that has an end, without it, read from the back; and how many bytes end with it."""
    with path.open("rb") as file:
        at, tail = file.seek(0, os.SEEK_END), b""
        while at > 0 and tail.count(b"\n") < 2:
            end, at = at, max(0, at - _BLOCK)
            file.seek(at)
            tail = file.read(end - at) + tail
    whole = tail[: tail.rfind(b"\n") + 1]
    return whole[:-1].rpartition(b"\n")[2], at + len(whole)
