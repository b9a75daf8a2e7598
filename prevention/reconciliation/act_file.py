"""The act file: an act with its signatures as one JSON text, for heads to sign and for anybody to verify.

It holds what is signed and who signed it, and of the persons nothing but a digest. docs/verify_act.py checks it
without the hub.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from prevention.reconciliation.acts import Ask, ReconciliationAct, differences_of, totals_of
from prevention.reconciliation.content import CONTENT_TYPE, digest_of, statement_of, written
from prevention.reconciliation.kinds import KINDS
from prevention.reconciliation.signatories import Signatory, bytes_of, signed_by, thumbprint
from schema.identifiers import UnitId

FILE_TYPE = "ortaq reconciliation file 1"


class ActFileError(Exception):
    """The text is no act file, or what it holds does not fit together. Says what."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A signature of an act file."""

    body: str
    unit: UnitId
    name: str
    rank: str
    signed_on: dt.date
    key: str
    public_key: str
    signature: str


@dataclass(frozen=True)
class ActFile:
    """An act as it is handed on."""

    content: str
    signatures: tuple[Signed, ...]

    @property
    def parsed_content(self) -> dict[str, Any]:
        """What the content says."""
        statement: dict[str, Any] = json.loads(self.content)
        return statement

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies whose heads sign, in turn."""
        return tuple(row["body"] for row in self.parsed_content["rows"])

    def statement(self, key: str, signed_on: dt.date) -> bytes:
        """What is signed next, with that key on that day.

        Raises:
            ActFileError: all have signed.
        """
        if len(self.signatures) >= len(self.bodies):
            raise ActFileError("all heads have signed this act")
        return self._statement(len(self.signatures) + 1, key, signed_on)

    def _statement(self, place: int, key: str, signed_on: dt.date) -> bytes:
        before = bytes_of(self.signatures[place - 2].signature) if place > 1 else None
        return statement_of(
            self.parsed_content["id"], self.content, place, self.bodies[place - 1], key, signed_on, before
        )

    def check(self, heads: Iterable[Signatory] | None = None) -> None:
        """Check every signature; with ``heads``, that each is of the head of that unit on that day.

        Raises:
            ActFileError: one does not hold.
        """
        heads_by_key = None if heads is None else {head.key: head for head in heads}
        for place, signature in enumerate(self.signatures, 1):
            statement = self._statement(place, signature.key, signature.signed_on)
            units = {unit["id"] for unit in self.parsed_content["rows"][place - 1]["units"]}
            wrong = signature.body != self.bodies[place - 1] or signature.unit not in units
            if wrong or signature.key != thumbprint(signature.public_key):
                raise ActFileError(f"signature {place} is not of the body whose turn it is, or not with its key")
            if not signed_by(signature.public_key, statement, bytes_of(signature.signature)):
                raise ActFileError(f"signature {place} does not fit the act")
            if heads_by_key is not None and not _is_head(heads_by_key.get(signature.key), signature):
                raise ActFileError(f"signature {place} is of nobody who was head of that unit on that day")


def _is_head(head: Signatory | None, signed: Signed) -> bool:
    if head is None or not head.good_on(signed.signed_on):
        return False
    same = (head.body, head.name, head.rank) == (signed.body, signed.name, signed.rank)
    return same and signed.unit in head.units


def file_of(act: ReconciliationAct) -> ActFile:
    """The act file of a stored act."""
    signatures = tuple(
        Signed(
            body=s.body,
            unit=s.unit,
            name=s.name,
            rank=s.rank,
            signed_on=s.signed_on,
            key=s.key,
            public_key=s.public_key,
            signature=s.signature,
        )
        for s in act.signatures
    )
    return ActFile(act.content, signatures)


def write_file(file: ActFile) -> str:
    """An act file as text."""
    rows = [
        {
            "body": signature.body,
            "unit": signature.unit,
            "name": signature.name,
            "rank": signature.rank,
            "signedOn": signature.signed_on.isoformat(),
            "key": signature.key,
            "publicKey": signature.public_key,
            "signature": signature.signature,
        }
        for signature in file.signatures
    ]
    document = {"type": FILE_TYPE, "content": file.content, "signatures": rows}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_file(text: str) -> ActFile:
    """The act file that a text is.

    Raises:
        ActFileError: it is none.
    """
    try:
        document = json.loads(text)
        signatures = tuple(
            Signed(
                body=signature_row["body"],
                unit=signature_row["unit"],
                name=signature_row["name"],
                rank=signature_row["rank"],
                signed_on=dt.date.fromisoformat(signature_row["signedOn"]),
                key=signature_row["key"],
                public_key=signature_row["publicKey"],
                signature=signature_row["signature"],
            )
            for signature_row in document["signatures"]
        )
        file = ActFile(document["content"], signatures)
        statement = file.parsed_content
        if (document["type"], statement["type"]) != (FILE_TYPE, CONTENT_TYPE) or len(signatures) > len(file.bodies):
            raise ActFileError("this is no act file")
    except (ValueError, TypeError, KeyError) as error:
        raise ActFileError("this is no act file") from error
    return file


async def check_stored(read: Ask, act: ReconciliationAct) -> None:
    """Check that what the graph holds of an act is what was signed: content, rows, differences.

    Raises:
        ActFileError: something was changed.
    """
    rows = [
        {name: row[name] for name in ("body", "putOn", "takenOff", "standing")}
        for row in act.parsed_content["rows"]
    ]
    differences = await differences_of(read, act.id)
    digest = {"count": len(differences), "sha256": digest_of(written(differences))}
    fits = {
        "content": digest_of(act.content) == act.digest and act.parsed_content["id"] == act.signed_as,
        "kind": KINDS[act.parsed_content["kind"]] == act.kind,
        "rows": await totals_of(read, act.id) == rows,
        "differences": act.parsed_content["differences"] == digest,
    }
    changed = [name for name, holds in fits.items() if not holds]
    if changed:
        raise ActFileError(f"what the graph holds is not what was drawn up: {', '.join(changed)}")
