"""The ring of data keys: the file ``keys/vault.json``.

For each type that has sealed fields it holds the versions of its keys, wrapped: a data key and the key of its blind
indexes come and go together. The last version is the current one. A type with more than one version is being sealed
anew; that is all there is to know of a rotation, so that one that was killed goes on from what the file says.
"""

import datetime as dt
from pathlib import Path

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from security.vault.secret_files import read_secret, replace_secret

FORMAT = 1
FILE = "vault.json"


class RingError(Exception):
    """The ring cannot be read, or does not hold what it must; the message names the file."""


class Wrapped(BaseModel):
    """One version of a type's keys, wrapped with the key-encryption key ``kek``; ``made_on`` is its day (UTC)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    version: int = Field(ge=1)
    kek: str
    data: Base64Bytes
    index: Base64Bytes
    made_on: dt.date = Field(alias="made")


class Ring(BaseModel):
    """Every version of every type's keys, oldest first; ``kek`` wraps those that come next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=FORMAT, ge=FORMAT, le=FORMAT)
    kek: str
    types: dict[str, tuple[Wrapped, ...]] = {}

    def with_versions(self, type_name: str, versions: tuple[Wrapped, ...]) -> "Ring":
        """The ring with these versions of a type's keys."""
        return self.model_copy(update={"types": {**self.types, type_name: versions}})


def read_ring(folder: Path) -> Ring | None:
    """The ring in ``folder``; None if there is none yet.

    Raises:
        RingError: it is not what a ring must be.
        PermissionError: others than the owner can read it.
    """
    path = folder / FILE
    try:
        ring = Ring.model_validate_json(read_secret(path))
    except FileNotFoundError:
        return None
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        raise RingError(f"{path} is not a ring of keys; wrong at: {place or 'the whole'}") from None
    for name, versions in ring.types.items():
        numbers = [version.version for version in versions]
        if not numbers or numbers != sorted(set(numbers)):
            raise RingError(f"{path} is not a ring of keys; wrong at: {name}")
    return ring


def write_ring(folder: Path, ring: Ring) -> None:
    """Put ``ring`` in the place of the one in ``folder``, whole or not at all. Needs the exclusive lock."""
    for left in folder.glob(f".{FILE}.*"):
        # What a killed writer left behind may hold keys that were retired since.
        left.unlink()
    replace_secret(folder / FILE, ring.model_dump_json(indent=1, by_alias=True).encode())


def stamp(folder: Path) -> tuple[int, int]:
    """What tells one ring file from the next without reading it; zeros if there is none."""
    try:
        status = (folder / FILE).stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)
