"""Secret files under the hub's home, made when first needed, readable by their owner alone.

A file is written beside its place, flushed, and then moved there: whoever is killed at whatever moment leaves
either nothing or the whole of it.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secret_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """The contents of ``path``, made by ``make`` if it is not there.

    Raises:
        PermissionError: others than the owner can read the file.
    """
    try:
        return read_secret(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = _drafted(path, make())
    try:
        # A link, other than a rename, does not replace what somebody else made meanwhile.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _flush(path.parent)
    return read_secret(path)


def read_secret(path: Path) -> bytes:
    """The contents of a secret file.

    Raises:
        FileNotFoundError: it is not there.
        PermissionError: others than the owner can read it.
    """
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} must be readable by its owner alone (chmod 600)")
    return path.read_bytes()


def replace_secret(path: Path, content: bytes) -> None:
    """Give a secret file new contents, whole or not at all; on disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _drafted(path, content)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def password() -> bytes:
    """A new random password of 43 characters."""
    return secrets.token_urlsafe(32).encode()


def _drafted(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
