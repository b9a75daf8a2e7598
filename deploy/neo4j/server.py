"""Starts and stops a local Neo4j Community server; test fixtures and the command both use this.

    from deploy.neo4j.server import start

    with start(port=0, data=tmp_path / "graph") as graph:
        driver = neo4j.GraphDatabase.driver(graph.url, auth=(graph.user, graph.password))

Run from the repository's root (pytest's `tests/` does), `deploy.neo4j` is found without an installation.
"""

import os
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from neo4j import GraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from deploy.neo4j.artifacts import Say, default_home, fetch, find_java
from deploy.neo4j.instance import Instance
from deploy.neo4j.problems import ServerError
from deploy.neo4j.processes import POLL_SECONDS, end, finished, launch, private_files, reap, tail, wait
from deploy.neo4j.settings import JAVA_OPTIONS, USER, configuration

DEFAULT_PORT = 7687
START_SECONDS = 120.0
STOP_SECONDS = 30.0
MAIN_CLASS = "org.neo4j.server.CommunityEntryPoint"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"


@dataclass(frozen=True)
class Running:
    """A server that answers Bolt. As a context manager, it stops the server at the end.

    Attributes:
        url: the Bolt address, for example `bolt://127.0.0.1:7687`.
        user: the user to log in as.
        password: that user's password.
        data: the instance's folder.
        was_running: whether it ran already when it was asked to start.
    """

    url: str
    user: str
    password: str = field(repr=False)
    data: Path
    was_running: bool = False

    def is_alive(self) -> bool:
        """Whether the server still runs."""
        return Instance(self.data).is_running()

    def stop(self) -> None:
        """Stop the server and wait until it has ended; one that has ended already is no error."""
        stop(self.data)

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def silent(_line: str) -> None:
    """Take a progress line and show it to nobody."""


def default_data(home: Path, port: int) -> Path:
    """The folder of the instance that has no folder of its own named: one for each port."""
    return home / "instances" / str(port)


@private_files()
def start(
    home: Path | None = None,
    port: int = DEFAULT_PORT,
    *,
    data: Path | None = None,
    fresh: bool = False,
    say: Say = silent,
) -> Running:
    """Start Neo4j on 127.0.0.1 and wait until it answers; fetch it first if need be.

    Args:
        home: where Neo4j's jars are kept; the default is `default_home()`.
        port: the Bolt port; 0 takes any free one (then name `data`).
        data: the instance's folder; the default has the port's number under `home`.
        fresh: begin with an empty graph. Not possible while the server runs.
        say: takes progress lines.

    Returns:
        The running server. If one runs on this folder already, that one, whatever its port.

    Raises:
        ToolMissingError: Java 17 or Maven is not here.
        ServerError: it could not be fetched or started; the message says why.
    """
    home = home or default_home()
    instance = Instance((data or default_data(home, port)).resolve())
    if not instance.is_running():
        lib = fetch(home, say)
        java = find_java()
        instance.prepare(fresh=False)
        lock = instance.try_lock()
        if lock is not None:
            try:
                return _start_own(instance, java, lib, port, fresh=fresh, lock=lock, say=say)
            finally:
                # The server has inherited the lock; this process's own hold on it is no longer needed.
                os.close(lock)
    if fresh:
        raise ServerError(f"Neo4j runs on {instance.data}; stop it before beginning afresh.")
    return _await_other(instance, say)


def stop(data: Path) -> bool:
    """Stop the server that runs on a folder and wait until it has ended.

    Returns:
        Whether one was running.

    Raises:
        ServerError: it is still starting, or did not end.
    """
    instance = Instance(data.resolve())
    if not instance.is_running():
        instance.forget()
        return False
    recorded = instance.recorded()
    if recorded is None:
        raise ServerError(f"Neo4j on {data} is just being started; try again in a moment.")
    pid, _ = recorded
    for kind in (signal.SIGTERM, signal.SIGKILL):
        end(pid, kind)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            reap(pid)
            if not instance.is_running():
                instance.forget()
                return True
            time.sleep(POLL_SECONDS)
    raise ServerError(f"Neo4j (process {pid}) did not end.")


def _start_own(instance: Instance, java: str, lib: Path, port: int, *, fresh: bool, lock: int, say: Say) -> Running:
    """Start the server on a folder whose lock this process holds, and wait until it answers."""
    instance.forget()
    instance.prepare(fresh)
    chosen = _free_port(port)
    (instance.config / "neo4j.conf").write_text(configuration(instance.data, chosen), encoding="utf-8")
    running = Running(f"bolt://127.0.0.1:{chosen}", USER, instance.password(), instance.data)
    if instance.is_new:
        _set_first_password(instance, java, lib, say)
    say(f"Starting Neo4j at {running.url} with {instance.data} ...")
    _await_own(running, instance, _launch(instance, java, lib, chosen, lock), say)
    return running


def _launch(instance: Instance, java: str, lib: Path, port: int, lock: int) -> int:
    """Start the server's process, which inherits the instance's lock; return its id."""
    os.set_inheritable(lock, True)
    pid = launch(
        [
            java,
            *JAVA_OPTIONS,
            "-cp",
            f"{lib}/*",
            MAIN_CLASS,
            f"--home-dir={instance.data}",
            f"--config-dir={instance.config}",
        ],
        instance.console,
    )
    instance.record(pid, port)
    return pid


def _await_own(running: Running, instance: Instance, pid: int, say: Say) -> None:
    """Wait until the server that this process started answers; end it if it does not.

    Raises:
        ServerError: it ended or took too long; its last lines are in the message.
    """
    begun = time.monotonic()
    try:
        while not _answers(running):
            code = finished(pid)
            waited = time.monotonic() - begun
            if code is not None or waited > START_SECONDS:
                what = f"ended (exit {code})" if code is not None else f"did not answer in {waited:.0f} s"
                raise ServerError(f"Neo4j {what}. {instance.console} ends with:\n{tail(instance.console)}")
            time.sleep(POLL_SECONDS)
    except BaseException:
        end(pid, signal.SIGKILL)
        reap(pid)
        instance.forget()
        raise
    say(f"Neo4j answers after {time.monotonic() - begun:.1f} s.")


def _set_first_password(instance: Instance, java: str, lib: Path, say: Say) -> None:
    """Give a new instance its password before its first start, as Neo4j's own command does.

    The password is passed as a file's name (`@file`), so that it is not in the list of processes.
    """
    say("Setting the new instance's password ...")
    (instance.store / "dbms" / "auth.ini").unlink(missing_ok=True)
    log = instance.data / "admin.log"
    code = wait(
        launch(
            [java, "-cp", f"{lib}/*", ADMIN_CLASS, "dbms", "set-initial-password", f"@{instance.password_file}"],
            log,
            {"NEO4J_HOME": str(instance.data), "NEO4J_CONF": str(instance.config)},
        )
    )
    if code != 0:
        raise ServerError(f"Neo4j refused its first password (exit {code}):\n{tail(log)}")


def _await_other(instance: Instance, say: Say) -> Running:
    """Wait for a server that runs already, or that another process is starting on the same folder."""
    deadline = time.monotonic() + START_SECONDS
    while instance.is_running() and time.monotonic() < deadline:
        recorded = instance.recorded()
        if recorded is not None:
            url = f"bolt://127.0.0.1:{recorded[1]}"
            running = Running(url, USER, instance.password(), instance.data, was_running=True)
            if _answers(running):
                say(f"Neo4j runs already on {instance.data} (process {recorded[0]}).")
                return running
        time.sleep(POLL_SECONDS)
    raise ServerError(f"Neo4j on {instance.data} does not answer; see {instance.console}.")


def _answers(running: Running) -> bool:
    """Whether the server answers over Bolt with its password.

    Raises:
        ServerError: it answers, but refuses the password.
    """
    try:
        with (
            GraphDatabase.driver(
                running.url,
                auth=(running.user, running.password),
                connection_timeout=2,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            ) as driver,
            driver.session(database="neo4j") as session,
        ):
            session.run("RETURN 1").consume()
    except AuthError as error:
        raise ServerError(f"{running.url} refuses the password in {running.data}: {error}") from error
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def _free_port(port: int) -> int:
    """The port itself when nothing listens there, or a free one for 0.

    Raises:
        ServerError: another program has the port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServerError(f"Port {port} on 127.0.0.1 is taken by another program: {error}") from error
        return int(probe.getsockname()[1])
