"""Signed heads: what a stream held at a moment, so that nobody can take any of it back unnoticed."""

from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from security.audit.merkle import MerkleFrontier
from security.vault.secret_files import replace_secret, secret_file


class BrokenLogError(Exception):
    """The log is not what the hub wrote. The message names the stream and the place."""


@dataclass(frozen=True, kw_only=True)
class StreamHead:
    """What a stream held: ``size`` entries in ``bytes`` bytes, the last of which hashes to ``chain``.

    ``root`` and ``frontier`` are those of the Merkle tree over them, in hexadecimal. ``marks`` are those of the
    entries since the head before, one after the other: by them a verifier says which entry is not as it was.
    """

    stream: str
    size: int
    bytes: int
    chain: str
    root: str
    frontier: tuple[str, ...]
    time: str
    marks: str

    @property
    def tree(self) -> MerkleFrontier:
        """The tree as it was, to grow on."""
        return MerkleFrontier(self.size, [bytes.fromhex(digest) for digest in self.frontier])


def signing_key(keys: Path) -> Ed25519PrivateKey:
    """The key that signs heads, made if there is none; its public half lies beside it for those who verify."""
    pem = secret_file(
        keys / "access-log.pem",
        lambda: Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise BrokenLogError("keys/access-log.pem is not an Ed25519 key")
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    public_path = keys / "access-log.pub"
    if not public_path.exists() or public_path.read_bytes() != public:
        replace_secret(public_path, public)
    return key


def signed(head: StreamHead, key: Ed25519PrivateKey) -> bytes:
    """The head as a line, with its signature over the same line without it."""
    body = _body(head)
    return orjson.dumps({**orjson.loads(body), "signature": key.sign(body).hex()}, option=orjson.OPT_SORT_KEYS)


def read_head(line: bytes, key: Ed25519PublicKey) -> StreamHead:
    """A head from its line.

    Raises:
        BrokenLogError: it is not signed by the key.
    """
    try:
        content = orjson.loads(line)
        signature = bytes.fromhex(content.pop("signature"))
        head = StreamHead(**{**content, "frontier": tuple(content["frontier"])})
        key.verify(signature, _body(head))
    except (InvalidSignature, ValueError, TypeError, KeyError) as error:
        raise BrokenLogError("a head is not signed by the hub's key") from error
    return head


def _body(head: StreamHead) -> bytes:
    return orjson.dumps(
        {
            "bytes": head.bytes,
            "chain": head.chain,
            "frontier": head.frontier,
            "marks": head.marks,
            "root": head.root,
            "size": head.size,
            "stream": head.stream,
            "time": head.time,
        },
        option=orjson.OPT_SORT_KEYS,
    )
