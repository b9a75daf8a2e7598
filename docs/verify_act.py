#!/usr/bin/env python3
"""Verify a reconciliation act of Ortaq (norm 517-9.4), offline and without Ortaq.

    pip install cryptography
    ortaq reconciliation export ACT --format json > act.json
    ortaq reconciliation head list > heads.json        # from somebody whom you trust
    python verify_act.py act.json heads.json

Prints the rows of the act and who signed it, and ends with 0. Ends with 1 if a signature does not fit, is out of
order, or is of nobody who was head of that unit on that day; with 2 if not all heads have signed yet.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class NotValidError(Exception):
    """Something of the act does not hold. Says what."""


def decoded(text: str) -> bytes:
    """Bytes that are written in base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def name_of(public: str) -> str:
    """The name of a key: its thumbprint (RFC 7638)."""
    text = f'{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}'
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def statement(file: dict[str, Any], place: int) -> bytes:
    """What the head at ``place``, from 1, has signed."""
    said, signature = json.loads(file["content"]), file["signatures"][place - 1]
    before = "-"
    if place > 1:
        before = hashlib.sha256(decoded(file["signatures"][place - 2]["signature"])).hexdigest()
    lines = [
        "ortaq reconciliation signature 1",
        f"act {said['id']}",
        f"content {hashlib.sha256(file['content'].encode()).hexdigest()}",
        f"place {place}",
        f"body {said['rows'][place - 1]['body']}",
        f"key {signature['key']}",
        f"day {signature['signedOn']}",
        f"before {before}",
    ]
    return "".join(line + "\n" for line in lines).encode()


def verify(file: dict[str, Any], heads: list[dict[str, Any]]) -> int:
    """How many heads have signed, each of them checked.

    Raises:
        NotValidError: a signature does not hold.
    """
    known = {head["key"]: head for head in heads}
    rows = json.loads(file["content"])["rows"]
    for place, signed in enumerate(file["signatures"], 1):
        head = known.get(signed["key"])
        if place > len(rows) or head is None or name_of(head["public"]) != signed["key"]:
            raise NotValidError(f"signature {place}: nobody has this key")
        same = all(signed[name] == head[name] for name in ("body", "name", "rank"))
        # An act of the time before ids were keyed names the unit by the id that it had then.
        same = same and signed["unit"] in (head["unit"], head.get("formerly"))
        same = same and signed["unit"] in {unit["id"] for unit in rows[place - 1]["units"]}
        if not same or signed["body"] != rows[place - 1]["body"]:
            raise NotValidError(f"signature {place}: not of the head whose turn it is")
        if not head["since"] <= signed["signedOn"] <= (head["until"] or "9999-12-31"):
            raise NotValidError(f"signature {place}: the key was not good on that day")
        try:
            key = Ed25519PublicKey.from_public_bytes(decoded(head["public"]))
            key.verify(decoded(signed["signature"]), statement(file, place))
        except InvalidSignature as error:
            raise NotValidError(f"signature {place}: it does not fit the act") from error
    return len(file["signatures"])


def main(act: Path, heads: Path) -> int:
    """Verify and print."""
    file = json.loads(act.read_text("utf-8"))
    try:
        signed = verify(file, json.loads(heads.read_text("utf-8")))
    except (NotValidError, ValueError, KeyError) as error:
        sys.exit(f"not valid: {error}")
    said = json.loads(file["content"])
    say = sys.stdout.write
    say(f"{said['kind']} {said['district']['kato']} {said['year']} quarter {said['quarter']} ({said['norm']})\n")
    for row in said["rows"]:
        say(f"{row['body']}\tput on {row['putOn']}\ttaken off {row['takenOff']}\ton {row['standing']}\n")
    for each in file["signatures"]:
        say(f"signed {each['signedOn']}\t{each['body']}\t{each['rank']} {each['name']}\n")
    return 0 if signed == len(said["rows"]) else 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
