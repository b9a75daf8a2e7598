"""The embedded graph: ArcadeDB as a child process of the hub.

The PyPI package ``arcadedb-embedded`` carries the database and a Java runtime. Listeners are on loopback only. The
password is generated into a file that its owner alone can read, as all files of the database are. Every commit is
flushed to disk before it is acknowledged (``txWalFlush=2``). The child stops with the hub; a lock keeps a second
hub off the data.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from filelock import FileLock, Timeout
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

DATABASE = "ortaq"
USER = "root"
START_SECONDS = 60
STOP_SECONDS = 20
START_AGAIN = 2


class GraphInUseError(Exception):
    """Another hub has the data open."""


class GraphStartError(Exception):
    """The embedded graph did not come up; the message names its log."""


@dataclass(kw_only=True)
class Running:
    """A running embedded graph, and how to reach it."""

    url: str
    user: str
    password: str
    process: "subprocess.Popen[bytes]"
    lock: FileLock
    launch: "Callable[[], subprocess.Popen[bytes]]"

    @property
    def alive(self) -> bool:
        """Whether the child process runs."""
        return self.process.poll() is None

    def revive(self) -> None:
        """Start the child again at the same address, after it was stopped or killed. Does not wait for it."""
        self.process = self.launch()

    def kill(self) -> None:
        """Kill the child, which does not answer, and wait until it is gone."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Stop the child, wait for it, and let others have the data."""
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.lock.release()


def start(home: Path, password: str, password_file: Path, seconds: float) -> Running:
    """Start the graph whose data lies under ``home`` and wait until it answers.

    ``seconds`` is the longest time that one statement may take: this engine heeds a limit of its own alone, not
    that which the driver sends with a statement.

    Raises:
        GraphInUseError: another process has the data.
        GraphStartError: it did not come up.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise GraphInUseError(f"another hub has the data in {home} open") from None
    try:
        _stop_orphans(home)
        (home / "url").unlink(missing_ok=True)
        bolt, http = _free_port(), _free_port()
        launch = partial(_launch, home, bolt, http, password_file, seconds)
        running = Running(
            url=f"bolt://127.0.0.1:{bolt}", user=USER, password=password, process=launch(), lock=lock, launch=launch
        )
        _await(running, home / "graph.log")
        (home / "url").write_text(running.url)
    except BaseException:
        lock.release()
        raise
    return running


def url_of(home: Path) -> str:
    """The address of the graph that another process runs with its data under ``home``.

    Raises:
        GraphInUseError: it has not come up yet.
    """
    try:
        return (home / "url").read_text()
    except FileNotFoundError:
        raise GraphInUseError(f"another hub is starting with the data in {home}; try again") from None


def _answers(running: Running) -> bool:
    """Whether the graph runs a query. The listener is up a moment before the database is."""
    address = ("127.0.0.1", int(running.url.rpartition(":")[2]))
    try:
        socket.create_connection(address, 1).close()
        with (
            GraphDatabase.driver(running.url, auth=(running.user, running.password)) as driver,
            driver.session(database=DATABASE) as session,
        ):
            session.run("RETURN 1").consume()
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def _launch(home: Path, bolt: int, http: int, password_file: Path, seconds: float) -> "subprocess.Popen[bytes]":
    spec = importlib.util.find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        raise GraphStartError("the package arcadedb-embedded is not installed; run: make setup")
    package = Path(spec.origin).parent
    settings = {
        "server.rootPath": str(home),
        "server.rootPasswordPath": str(password_file),
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": f"{DATABASE}[]",
        "server.mode": "production",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": str(http),
        "bolt.host": "127.0.0.1",
        "bolt.port": str(bolt),
        "bolt.defaultDatabase": DATABASE,
        "txWalFlush": "2",
        "command.timeout": str(round(seconds * 1000)),
    }
    command = [
        str(package / "jre" / "bin" / "java"),
        f"-Xms{_heap() // 4}m",
        f"-Xmx{_heap()}m",
        "-XX:+UseParallelGC",
        "-Djava.util.logging.config.file=/dev/null",
        "-cp",
        str(package / "jars" / "*"),
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "com.arcadedb.server.ArcadeDBServer",
    ]
    with (home / "graph.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077,
        )
    (home / "pid").write_text(str(process.pid))
    return process


def _heap() -> int:
    """Mebibytes of heap: an eighth of the machine, between half a gibibyte and four."""
    return max(512, min(4096, psutil.virtual_memory().total // 8 // 2**20))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop_orphans(home: Path) -> None:
    """Stop graphs whose hub was killed: they would keep the database files locked.

    They are known by what they were started with: the hub may have been killed before it wrote ``pid``.
    """
    own_setting = f"-Darcadedb.server.rootPath={home}"
    orphans = [
        process for process in psutil.process_iter(["cmdline"]) if own_setting in (process.info["cmdline"] or ())
    ]
    for orphan in orphans:
        with suppress(psutil.Error):
            orphan.terminate()
    _, staying = psutil.wait_procs(orphans, STOP_SECONDS)
    for orphan in staying:
        with suppress(psutil.Error):
            orphan.kill()
    psutil.wait_procs(staying, STOP_SECONDS)


def _await(running: Running, log: Path) -> None:
    """Wait until the graph answers; one that is killed while it starts is started again, a few times."""
    deadline, again = time.monotonic() + START_SECONDS, START_AGAIN
    while time.monotonic() < deadline:
        if not running.alive:
            if not again:
                raise GraphStartError(f"the embedded graph stopped while starting; its log is {log}")
            again -= 1
            running.revive()
        if _answers(running):
            return
        time.sleep(0.05)
    os.killpg(running.process.pid, signal.SIGKILL)
    raise GraphStartError(f"the embedded graph did not answer in {START_SECONDS} s; its log is {log}")
