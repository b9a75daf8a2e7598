"""The hub's folder, closed to everybody but its owner.

The graph's files hold names and addresses in clear, so no other account of the machine may read them. Whatever the
hub and its child process make is made under the umask 077. What was made otherwise is refused at start.
"""

import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077
"""The mode bits of the group and of everybody else."""


class OpenFolderError(Exception):
    """Others than the owner can reach something in the folder; the message says what to run."""


def close_new_files() -> None:
    """Let this process, and those that it starts, make files that their owner alone can reach."""
    os.umask(OTHERS)


def check_private(folder: Path) -> None:
    """Check that neither the folder nor anything in it is open to others. A folder that is not there passes.

    Raises:
        OpenFolderError: something is open to others.
        PermissionError: a folder cannot be looked into.
    """
    opened = [path for path, mode in _modes(folder) if mode & OTHERS]
    if opened:
        more = f" and {len(opened) - 1} more" if len(opened) > 1 else ""
        remedy = f"chmod -R go-rwx {shlex.quote(str(folder))}"
        raise OpenFolderError(f"other users of this machine can reach {opened[0]}{more}; run: {remedy}")


def _modes(folder: Path) -> Iterator[tuple[Path, int]]:
    """Paths and modes of the folder and of all in it. Links are followed: it is their targets that hold data."""
    waiting, visited = [folder], set[tuple[int, int]]()
    while waiting:
        path = waiting.pop()
        # A hub that runs on the folder makes and removes files meanwhile.
        with suppress(FileNotFoundError):
            state = path.stat()
            if (state.st_dev, state.st_ino) in visited:
                continue
            visited.add((state.st_dev, state.st_ino))
            yield path, state.st_mode
            if path.is_dir():
                waiting.extend(path.iterdir())
