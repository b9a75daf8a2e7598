"""The few things that the log asks of a disk, so that a test can let each of them fail."""

import os
from pathlib import Path
from typing import Protocol


class Disk(Protocol):
    """Writing and making sure."""

    def write(self, file: int, data: bytes) -> None:
        """Write all of ``data`` at the end. Raises OSError."""

    def sync(self, file: int) -> None:
        """Return when what was written is on the disk. Raises OSError."""

    def cut(self, file: int, size: int) -> None:
        """Cut the file to ``size`` bytes. Raises OSError."""

    def sync_folder(self, folder: Path) -> None:
        """Return when the names of the files in ``folder`` are on the disk. Raises OSError."""


class SystemDisk:
    """The operating system's."""

    def write(self, file: int, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]

    def sync(self, file: int) -> None:
        os.fdatasync(file) if hasattr(os, "fdatasync") else os.fsync(file)

    def cut(self, file: int, size: int) -> None:
        os.ftruncate(file, size)
        os.fsync(file)

    def sync_folder(self, folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
