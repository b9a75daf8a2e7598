"""The Merkle tree over the entries of a stream (RFC 9162, section 2.1), grown a leaf at a time."""

import hashlib
from collections.abc import Sequence


def leaf(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of a zero octet and the data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of an octet of one and both hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class MerkleFrontier:
    """The frontier of a tree: the roots of its full subtrees, largest first, and the number of its leaves."""

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(frontier):
            raise ValueError("a tree of that size has another frontier")
        self.size = size
        self.frontier = list(frontier)

    def copy(self) -> "MerkleFrontier":
        """The same tree, to grow apart."""
        return MerkleFrontier(self.size, self.frontier)

    def add(self, data: bytes) -> None:
        """Add a leaf."""
        digest, full = leaf(data), self.size
        while full & 1:
            digest = node(self.frontier.pop(), digest)
            full >>= 1
        self.frontier.append(digest)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The hash of the whole tree; of no leaves, SHA-256 of nothing."""
        if not self.frontier:
            return hashlib.sha256().digest()
        digest = self.frontier[-1]
        for subtree in reversed(self.frontier[:-1]):
            digest = node(subtree, digest)
        return digest
