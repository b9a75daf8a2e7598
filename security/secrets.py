"""Secret files under the hub's home, made when first needed, readable by their owner alone."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secret_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """The contents of ``path``, made by ``make`` if it is not there.

    Raises:
        PermissionError: others than the owner can read the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} must be readable by its owner alone (chmod 600)") from None
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        content = make()
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return content


def password() -> bytes:
    """A new random password of 43 characters."""
    return secrets.token_urlsafe(32).encode()
