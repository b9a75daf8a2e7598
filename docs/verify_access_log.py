#!/usr/bin/env python3
"""Verify an access log of Ortaq, without Ortaq.

    python verify_access_log.py FOLDER --key access-log.pub [--heads FILE ...]

FOLDER is the hub's ``access-log`` folder, or a copy of it. The key is the public half of the key that signs heads.
``--heads`` are heads that were kept elsewhere: with them, a log that was cut off or written anew as a whole is
found too. Needs Python 3.11 and the package ``cryptography``, and nothing of the hub.

Prints a line for everything that is wrong, and ends with 1; ends with 0 if nothing is. Entries are read one by one;
what stays in memory is 16 octets an entry.

How it knows which entry: a head signs, beside the root of the Merkle tree, a mark of every entry since the head
before (8 octets of the SHA-256 of the entry without its number and its link). Marks that are not where they were
tell what was changed, removed, inserted or moved even where the whole chain was written anew.
"""

import argparse
import datetime as dt
import hashlib
import json
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

START = "0" * 64
MARK = 16
UNSIGNED_SECONDS = 120
"""Heads are signed every 60 seconds; entries further apart than this, with no head between, had one."""

if TYPE_CHECKING:
    Marks = array[int]
else:
    Marks = array


@dataclass(frozen=True)
class Head:
    """A head whose signature holds."""

    stream: str
    size: int
    root: str
    time: str
    marks: Marks

    @property
    def start(self) -> int:
        """How many entries the head before had."""
        return self.size - len(self.marks)


class Tree:
    """The Merkle tree of RFC 9162, section 2.1.1, grown a leaf at a time."""

    def __init__(self) -> None:
        self.stack: list[tuple[int, bytes]] = []

    def add(self, line: bytes) -> None:
        """Add a leaf; subtrees of the same width become one."""
        self.stack.append((1, hashlib.sha256(b"\x00" + line).digest()))
        while len(self.stack) > 1 and self.stack[-1][0] == self.stack[-2][0]:
            (width, right), (_, left) = self.stack.pop(), self.stack.pop()
            self.stack.append((2 * width, hashlib.sha256(b"\x01" + left + right).digest()))

    def root(self) -> str:
        """The root over all leaves so far."""
        if not self.stack:
            return hashlib.sha256(b"").hexdigest()
        found = self.stack[-1][1]
        for _, left in reversed(self.stack[:-1]):
            found = hashlib.sha256(b"\x01" + left + found).digest()
        return found.hex()


@dataclass
class Walk:
    """What one reading of a stream's entries found.

    ``marks`` of the lines; ``roots`` at the sizes asked for; ``links``: entries whose content is the signed one and
    whose number or link is not; ``breaks``: index of a line and what is wrong between it and the line before, by
    the lines alone; ``late``: times of the first and the last line under no head.
    """

    marks: Marks = field(default_factory=lambda: array("Q"))
    roots: dict[int, str] = field(default_factory=dict)
    links: list[int] = field(default_factory=list)
    breaks: list[tuple[int, str]] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    endless: bool = False


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parsed(line: bytes) -> tuple[dict[str, Any], int, str]:
    """The content of a line, its number and its link.

    Raises:
        ValueError: it is no entry.
    """
    try:
        content = json.loads(line)
        number, previous = content.pop("number"), content.pop("previous")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("no entry") from error
    if not isinstance(number, int) or not isinstance(previous, str):
        raise ValueError("no entry")
    return content, number, previous


def walk(path: Path, stream: str, signed: Marks, sizes: set[int]) -> Walk:
    """Read the entries of a stream once, from the first to the last."""
    found, tree = Walk(), Tree()
    found.roots[0] = tree.root()
    as_signed, expected = True, START
    number_before, hash_before = 0, START
    with path.open("rb") as file:
        for index, raw in enumerate(file):
            if not raw.endswith(b"\n"):
                found.endless = True
                break
            line = raw[:-1]
            tree.add(line)
            if index + 1 in sizes:
                found.roots[index + 1] = tree.root()
            this = hashlib.sha256(line)
            try:
                content, number, previous = parsed(line)
            except ValueError:
                found.breaks.append((index, f"entry {number_before + 1} was changed: line {index + 1} is no entry"))
                content, number, previous = {}, number_before + 1, hash_before
                found.marks.append(int.from_bytes(this.digest()[:8], "big"))
            else:
                found.marks.append(int.from_bytes(hashlib.sha256(canonical(content)).digest()[:8], "big"))
                if wrong := broken(index, content, stream, (number, previous), (number_before, hash_before)):
                    found.breaks.append((index, wrong))
            as_signed = as_signed and index < len(signed) and found.marks[-1] == signed[index]
            if as_signed:
                wanted = canonical({**content, "number": index + 1, "previous": expected})
                expected = hashlib.sha256(wanted).hexdigest()
                if wanted != line:
                    found.links.append(index + 1)
            if index >= len(signed):
                found.late[1:] = [str(content.get("time"))] if found.late else []
                found.late = found.late or [str(content.get("time"))]
            number_before, hash_before = number, this.hexdigest()
    return found


def broken(
    index: int, content: dict[str, Any], stream: str, place: tuple[int, str], before: tuple[int, str]
) -> str | None:
    """What is wrong between an entry and the line before it, if anything: number, link, stream."""
    number, previous = place
    wanted = before[0] + 1
    if content.get("stream") != stream:
        return f"line {index + 1} belongs to another stream"
    if number > wanted:
        return f"entries {wanted} to {number - 1} were removed or moved away before line {index + 1}"
    if number < wanted:
        return f"line {index + 1} was inserted or moved: entry {number} after entry {before[0]}"
    if previous != before[1]:
        return (
            f"entry {max(1, number - 1)} or {number} was changed: entry {number} does not name the hash before it"
        )
    return None


def differences(signed: Marks, actual: Marks, first: int) -> tuple[list[str], int]:
    """What was done to ``signed`` that made it ``actual``, and where in ``actual`` the last signed entry stands.

    Entries and lines are counted from ``first`` + 1. What stands after the last signed entry is not judged here.
    """
    places: dict[int, deque[int]] = defaultdict(deque)
    for index, mark in enumerate(signed):
        places[mark].append(index)
    at = [places[mark].popleft() if places[mark] else -1 for mark in actual]
    kept = in_order(at)
    found, present = [], {index for index in at if index >= 0}
    anchors = [(-1, -1), *((line, at[line]) for line in kept), (len(actual), len(signed))]
    for (line, entry), (next_line, next_entry) in pairwise(anchors):
        strangers = [each for each in range(line + 1, next_line) if at[each] < 0]
        missing = [each for each in range(entry + 1, next_entry) if each not in present]
        found += [
            f"entry {first + at[each] + 1} was moved to line {first + each + 1}"
            for each in range(line + 1, next_line)
            if at[each] >= 0
        ]
        changed = min(len(strangers), len(missing))
        found += [f"entry {first + each + 1} was changed" for each in missing[:changed]]
        last = next_line == len(actual)
        found += spans(missing[changed:], first, "cut off" if last and not strangers else "removed")
        if not last:
            found += [
                f"line {first + each + 1} was inserted after entry {first + entry + 1}"
                for each in strangers[changed:]
            ]
        elif missing:
            kept = kept + strangers[:changed]
    return found, (max(kept) if kept else -1)


def in_order(at: list[int]) -> list[int]:
    """The lines of the longest run of entries that are still in their order."""
    tails: list[int] = []
    lines: list[int] = []
    before: list[int] = [-1] * len(at)
    for line, entry in enumerate(at):
        if entry < 0:
            continue
        place = bisect_left(tails, entry)
        before[line] = lines[place - 1] if place else -1
        tails[place:] = [entry] if place == len(tails) else [entry, *tails[place + 1 :]]
        lines[place:] = [line] if place == len(lines) else [line, *lines[place + 1 :]]
    found, line = [], lines[-1] if lines else -1
    while line >= 0:
        found.append(line)
        line = before[line]
    return found[::-1]


def spans(entries: list[int], first: int, what: str) -> Iterator[str]:
    """A message for each run of entries that follow one another."""
    start = 0
    for index, entry in enumerate(entries):
        if index + 1 == len(entries) or entries[index + 1] != entry + 1:
            low, high = first + entries[start] + 1, first + entry + 1
            yield f"entry {low} was {what}" if low == high else f"entries {low} to {high} were {what}"
            start = index + 1


def read_heads(path: Path, key: Ed25519PublicKey, problems: list[str]) -> list[Head]:
    """The heads of a file that the key signed; the others are problems."""
    found: list[Head] = []
    if not path.exists():
        return found
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                given = json.loads(line)
                key.verify(bytes.fromhex(given.pop("signature")), canonical(given))
                marks = array("Q", (int(each, 16) for each in pieces(given["marks"])))
                found.append(Head(given["stream"], given["size"], given["root"], given["time"], marks))
            except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
                if line.endswith(b"\n"):
                    problems.append(f"{path.parent.name}/{path.name}: head {number} is not signed by the key")
    return found


def pieces(marks: str) -> list[str]:
    """The marks of a head, one by one."""
    return [marks[at : at + MARK] for at in range(0, len(marks), MARK)]


def covered(stream: str, heads: list[Head], problems: list[str]) -> Marks:
    """The marks of the entries from the first on, as far as the heads name each of them."""
    signed, whole, size = array("Q"), True, 0
    for head in heads:
        if head.stream != stream:
            problems.append(f"{stream}: a head of another stream stands among its heads")
            continue
        if head.size < size:
            problems.append(f"{stream}: its heads are not in their order")
        elif head.start != size:
            problems.append(f"{stream}: the head over entries {size + 1} to {head.start} is missing")
            whole = False
        elif whole:
            signed.extend(head.marks)
        size = max(size, head.size)
    return signed


def verify_stream(folder: Path, key: Ed25519PublicKey, kept: list[Head]) -> list[str]:
    """Everything that is wrong with one stream."""
    stream, problems = folder.name, list[str]()
    heads = read_heads(folder / "heads.jsonl", key, problems)
    signed = covered(stream, heads, problems)
    own = [head for head in heads if head.stream == stream]
    walked = walk(folder / "entries.jsonl", stream, signed, {head.size for head in own + kept})
    if walked.endless:
        problems.append(f"{stream}: the last line has no end; it was never acknowledged, or was cut")
    found, last = list[str](), len(signed) - 1
    if walked.marks[: len(signed)] != signed:
        found, last = differences(signed, walked.marks, 0)
    else:
        found = [f"entry {number} was changed: its number or its link" for number in walked.links]
    found += [wrong for index, wrong in walked.breaks if index > last]
    if not found:
        found += [
            f"entries {head.start + 1} to {head.size} are not those of its head of {head.time}"
            for head in own
            if walked.roots.get(head.size) != head.root
        ][:1]
    if len(walked.late) == 2 and seconds_between(*walked.late) > UNSIGNED_SECONDS:
        found.append(f"entries {len(signed) + 1} to {len(walked.marks)} stand under no head: heads were removed")
    return problems + [f"{stream}: {each}" for each in [*found, *against_kept(walked, kept)]]


def seconds_between(first: str, last: str) -> float:
    """Seconds from one time to another; none where one is no time."""
    try:
        return (dt.datetime.fromisoformat(last) - dt.datetime.fromisoformat(first)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def against_kept(walked: Walk, kept: list[Head]) -> Iterator[str]:
    """Where the entries are not those of heads that were kept elsewhere: every difference is told once."""
    told, size = False, len(walked.marks)
    for head in sorted(kept, key=lambda each: each.size):
        if head.size > size:
            yield f"entries {size + 1} to {head.size} were cut off: see the head kept elsewhere of {head.time}"
            size = head.size
        elif head.size <= len(walked.marks) and walked.roots[head.size] != head.root:
            detail, _ = differences(head.marks, walked.marks[head.start : head.size], head.start)
            if detail or not told:
                yield (
                    f"entries up to {head.size} are not those of the head kept elsewhere of {head.time}: "
                    "the stream was rolled back or written anew"
                )
            yield from detail
            told = True


def verify(folder: Path, key: Ed25519PublicKey, kept: list[Path] | None = None) -> list[str]:
    """Everything that is wrong with the log in ``folder``."""
    problems: list[str] = []
    elsewhere = [head for path in kept or [] for head in read_heads(path, key, problems)]
    streams = sorted(each for each in folder.iterdir() if (each / "entries.jsonl").exists())
    for name in sorted({head.stream for head in elsewhere} - {each.name for each in streams}):
        problems.append(f"{name}: the whole stream is missing")
    for each in streams:
        problems += verify_stream(each, key, [head for head in elsewhere if head.stream == each.name])
    return problems


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
