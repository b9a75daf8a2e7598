#!/usr/bin/env python3
"""Verify an access log of Ortaq, without Ortaq.

    python verify_access_log.py FOLDER --key access-log.pub [--heads FILE ...]

FOLDER is the hub's ``access-log`` folder, or a copy of it. The key is the public half of the key that signs heads.
``--heads`` are heads that were kept elsewhere: with them, a log that was cut off or written anew as a whole is
found too. Needs Python and the package ``cryptography``, and nothing of the hub.

Prints a line for everything that is wrong, and ends with 1; ends with 0 if nothing is.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

START = "0" * 64


def merkle_roots(lines: list[bytes], sizes: set[int]) -> dict[int, str]:
    """The root of the Merkle tree (RFC 9162, section 2.1.1) over the first so many lines, for each of ``sizes``."""
    roots = {0: hashlib.sha256(b"").hexdigest()}
    stack: list[tuple[int, bytes]] = []
    for count, line in enumerate(lines, 1):
        stack.append((1, hashlib.sha256(b"\x00" + line).digest()))
        while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
            (width, right), (_, left) = stack.pop(), stack.pop()
            stack.append((2 * width, hashlib.sha256(b"\x01" + left + right).digest()))
        if count in sizes:
            found = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                found = hashlib.sha256(b"\x01" + left + found).digest()
            roots[count] = found.hex()
    return roots


def chain_problems(stream: str, lines: list[bytes]) -> Iterator[str]:
    """What is wrong with the lines themselves: each must have its number, and name the hash of the one before."""
    hashes = [hashlib.sha256(line).hexdigest() for line in lines]
    wanted = 1
    for index, line in enumerate(lines):
        try:
            entry = json.loads(line)
            number, previous, name = int(entry["number"]), entry["previous"], entry["stream"]
        except (ValueError, KeyError, TypeError):
            yield f"{stream}: entry {wanted} was changed: line {index + 1} is no entry"
            wanted += 1
            continue
        if name != stream:
            yield f"{stream}: line {index + 1} belongs to stream {name}"
        if number > wanted:
            yield f"{stream}: entries {wanted} to {number - 1} were removed or moved away before line {index + 1}"
        elif number < wanted:
            yield f"{stream}: line {index + 1} was inserted or moved: entry {number} after entry {wanted - 1}"
        elif previous != (hashes[index - 1] if index else START):
            guilty = number if _disowned(lines, index, hashes) or number == 1 else number - 1
            yield f"{stream}: entry {guilty} was changed: entry {number} does not name the hash of the one before"
        wanted = max(wanted, number + 1)


def _disowned(lines: list[bytes], index: int, hashes: list[str]) -> bool:
    """Whether the line after this one names another hash for it, too: then this one is the one that was changed."""
    if index + 1 >= len(lines):
        return False
    try:
        return bool(json.loads(lines[index + 1])["previous"] != hashes[index])
    except (ValueError, KeyError, TypeError):
        return False


def head_problems(stream: str, lines: list[bytes], heads: list[dict], where: str) -> Iterator[str]:
    """Where the entries are not those that the signed heads name."""
    roots = merkle_roots(lines, {head["size"] for head in heads})
    sound = 0
    for head in sorted(heads, key=lambda each: each["size"]):
        size = head["size"]
        if size > len(lines):
            yield f"{stream}: entries {len(lines) + 1} to {size} were cut off: see {where} of {head['time']}"
        elif roots.get(size) != head["root"]:
            yield (
                f"{stream}: entries {sound + 1} to {size} are not those of {where} of {head['time']}: "
                "one of them was changed, removed, inserted or moved"
            )
        else:
            sound = size


def read_heads(path: Path, key: Ed25519PublicKey, problems: list[str]) -> list[dict]:
    """The heads of a file that the key signed; the others are problems."""
    found = []
    for number, line in enumerate(_lines(path), 1):
        try:
            head = json.loads(line)
            signature = bytes.fromhex(head.pop("signature"))
            key.verify(signature, json.dumps(head, sort_keys=True, separators=(",", ":")).encode())
            found.append(head)
        except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
            problems.append(f"{path.parent.name}/{path.name}: head {number} is not signed by the key")
    return found


def verify(folder: Path, key: Ed25519PublicKey, kept: list[Path] | None = None) -> list[str]:
    """Everything that is wrong with the log in ``folder``."""
    problems: list[str] = []
    elsewhere = [head for path in kept or [] for head in read_heads(path, key, problems)]
    streams = sorted(each for each in folder.iterdir() if (each / "entries.jsonl").exists())
    for name in sorted({head["stream"] for head in elsewhere} - {each.name for each in streams}):
        problems.append(f"{name}: the whole stream is missing")
    for each in streams:
        data = (each / "entries.jsonl").read_bytes()
        lines = data.split(b"\n")
        if lines.pop():
            problems.append(f"{each.name}: the last line has no end; it was never acknowledged, or was cut")
        problems += chain_problems(each.name, lines)
        own = read_heads(each / "heads.jsonl", key, problems)
        stream_heads = [head for head in own if head["stream"] == each.name]
        if len(stream_heads) < len(own):
            problems.append(f"{each.name}: a head of another stream stands among its heads")
        if [head["size"] for head in own] != sorted(head["size"] for head in own):
            problems.append(f"{each.name}: its heads are not in their order")
        problems += head_problems(each.name, lines, stream_heads, "its head")
        theirs = [head for head in elsewhere if head["stream"] == each.name]
        problems += head_problems(each.name, lines, theirs, "the head kept elsewhere")
    return problems


def _lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().split(b"\n") if line] if path.exists() else []


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Verify an access log of Ortaq.")
    parser.add_argument("folder", type=Path, help="the access-log folder")
    parser.add_argument("--key", type=Path, required=True, help="public key of the heads (PEM)")
    parser.add_argument("--heads", type=Path, action="append", default=[], help="heads kept elsewhere")
    given = parser.parse_args()
    key = load_pem_public_key(given.key.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        sys.exit("the key is not an Ed25519 key")
    problems = verify(given.folder, key, given.heads)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    if not problems:
        sys.stdout.write("nothing was changed, removed, inserted, moved or cut off\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
