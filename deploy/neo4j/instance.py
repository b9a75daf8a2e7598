"""The folder of one instance: its files, its password, and whether a server runs on it.

The running server holds a lock on `running.lock` from its first to its last moment, because it inherits
the open file from the process that starts it. So whether it runs is asked of the system, not of a process
id in a file: an id left behind by a crash, even one that another program has since been given, is never
mistaken for the server.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.neo4j.problems import ServerError
from security.vault.private_folder import OpenFolderError, check_private

# `is_running` takes the lock for a blink; whoever wants to start tries again before believing it is taken.
_LOCK_TRIES = 5
_LOCK_PAUSE = 0.05


@dataclass(frozen=True)
class Instance:
    """One Neo4j instance's folder.

    Attributes:
        data: the folder; everything of the instance is in it, and nothing else.
    """

    data: Path

    @property
    def config(self) -> Path:
        """The folder of `neo4j.conf`."""
        return self.data / "conf"

    @property
    def store(self) -> Path:
        """Neo4j's own data folder."""
        return self.data / "store"

    @property
    def console(self) -> Path:
        """What the server printed since its last start."""
        return self.data / "console.log"

    @property
    def password_file(self) -> Path:
        """The file with the generated password, readable by its owner only."""
        return self.data / "password"

    @property
    def is_new(self) -> bool:
        """Whether the server has never run here, so that its first password can still be set."""
        return not (self.store / "databases").exists()

    def prepare(self, fresh: bool) -> None:
        """Make the folder; with `fresh`, remove what an earlier run left in it.

        Raises:
            ServerError: the folder holds files that are not an instance's, which are left alone; or others than
                the owner can read something in it.
        """
        if self.data.is_dir() and any(self.data.iterdir()) and not self._lock_path.is_file():
            raise ServerError(f"{self.data} holds other files. Name an empty or a new folder.")
        try:
            check_private(self.data)
        except OpenFolderError as problem:
            raise ServerError(str(problem)) from None
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if fresh:
            for path in self.data.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path != self._lock_path:
                    path.unlink()
        for folder in (self.config, self.data / "logs", self.data / "run"):
            folder.mkdir(exist_ok=True)

    def try_lock(self) -> int | None:
        """Take the instance's lock; None when a server, or somebody who is starting one, has it.

        Returns:
            The lock's file descriptor, which a process started from here inherits and so keeps locked.
        """
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        for _ in range(_LOCK_TRIES):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_LOCK_PAUSE)
            else:
                return descriptor
        os.close(descriptor)
        return None

    def is_running(self) -> bool:
        """Whether a server runs here or is being started."""
        if not self._lock_path.is_file():
            return False
        with self._lock_path.open("rb") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def record(self, pid: int, port: int) -> None:
        """Note the process and port of the server that was just started."""
        draft = self.data / "instance.json.new"
        draft.write_text(json.dumps({"pid": pid, "port": port}) + "\n", encoding="ascii")
        draft.replace(self._record_path)

    def recorded(self) -> tuple[int, int] | None:
        """The process id and port last noted, or None. They hold only while `is_running`."""
        if not self._record_path.is_file():
            return None
        noted = json.loads(self._record_path.read_text(encoding="ascii"))
        return int(noted["pid"]), int(noted["port"])

    def forget(self) -> None:
        """Remove the note of a server that has ended."""
        self._record_path.unlink(missing_ok=True)

    def password(self) -> str:
        """The instance's password; a new instance gets one.

        Raises:
            ServerError: there is data but its password file is gone.
        """
        if self.password_file.is_file():
            return self.password_file.read_text(encoding="ascii").strip()
        if not self.is_new:
            raise ServerError(
                f"{self.data} holds a graph but {self.password_file.name} is gone: "
                "put that file back, or begin again with --fresh."
            )
        # Hexadecimal: a first character of '-' or '@' would mean something to Neo4j's own command.
        password = secrets.token_hex(24)
        descriptor = os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(password + "\n")
        return password

    @property
    def _lock_path(self) -> Path:
        return self.data / "running.lock"

    @property
    def _record_path(self) -> Path:
        return self.data / "instance.json"
