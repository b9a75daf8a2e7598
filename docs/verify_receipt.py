#!/usr/bin/env python3
"""Verify a receipt of Ortaq, offline and without Ortaq.

    pip install "pyjwt[crypto]"
    curl -s "$HUB/.well-known/ortaq/keys" > keys.json      # once, while you trust the connection
    python verify_receipt.py receipt.txt keys.json [probation-register.ndjson application/x-ndjson]

Prints what the receipt says, and ends with 0. Ends with 1 if the hub that owns the keys did not sign it, or if it
is of another payload than the file that is named, or of the same one in another format.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import jwt

ISSUER = "ortaq"
TYPE = "receipt+jwt"


def read(receipt: str, keys: dict[str, Any]) -> dict[str, Any]:
    """What a receipt says.

    Raises:
        jwt.InvalidTokenError: none of the keys has signed it, or it is no receipt.
    """
    header = jwt.get_unverified_header(receipt)
    key = next((each for each in keys["keys"] if each["kid"] == header.get("kid")), None)
    if key is None or header.get("typ") != TYPE:
        raise jwt.InvalidTokenError
    # The algorithm is written down here, and never taken from what is to be verified.
    said: dict[str, Any] = jwt.decode(receipt, jwt.PyJWK(key).key, algorithms=["EdDSA"], issuer=ISSUER)
    return said


def digest(payload: bytes, media_type: str) -> str:
    """The digest that a receipt has of a payload: of its own SHA-256, and of how it was to be read."""
    return hashlib.sha256(f"{media_type} {hashlib.sha256(payload).hexdigest()}".encode()).hexdigest()


def main(receipt: Path, keys: Path, payload: Path | None = None, media_type: str = "") -> None:
    """Verify, print, and end with 1 where something is wrong."""
    try:
        said = read(receipt.read_text("ascii").strip(), json.loads(keys.read_text("utf-8")))
    except (jwt.InvalidTokenError, UnicodeDecodeError):
        sys.exit("no receipt that was signed with these keys")
    if payload is not None and said["sha256"] != digest(payload.read_bytes(), media_type):
        sys.exit("a receipt of another payload")
    sys.stdout.write(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(Path, sys.argv[3:4]), *sys.argv[4:5])
