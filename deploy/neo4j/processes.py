"""Starts programs that write to a file and may outlive this one (POSIX systems).

`os.posix_spawn` is used because the server must go on after the command that started it has ended: the
child gets its own session, so that Ctrl-C in a terminal reaches only the command, which then stops the
server in order.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.1
REPORT_SECONDS = 5.0


@contextmanager
def private_files() -> Iterator[None]:
    """Until the end of the block, this process and those that it starts make files for their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def launch(argv: Sequence[str], output: Path, environment: Mapping[str, str] | None = None) -> int:
    """Start a program in the background.

    Args:
        argv: the program's full path and its arguments.
        output: the file that gets what the program prints; it is overwritten.
        environment: variables to add to this process's own.

    Returns:
        The process id. Its end is to be collected with `finished`, `wait` or `reap`.

    Raises:
        OSError: the program could not be started.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.posix_spawn(
        argv[0],
        list(argv),
        {**os.environ, **(environment or {})},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(output), flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def finished(pid: int) -> int | None:
    """The exit code of a child of this process, or None while it runs."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def wait(pid: int, progress: Callable[[float], None] | None = None) -> int:
    """Wait for a child to end; while it runs, call `progress` with the seconds passed, every `REPORT_SECONDS`.

    If the wait itself is broken off (Ctrl-C), the child is ended too.
    """
    begun = time.monotonic()
    reported = begun
    try:
        while (code := finished(pid)) is None:
            time.sleep(POLL_SECONDS)
            if progress and time.monotonic() - reported >= REPORT_SECONDS:
                reported = time.monotonic()
                progress(reported - begun)
    except BaseException:
        end(pid, signal.SIGTERM)
        raise
    return code


def end(pid: int, kind: signal.Signals) -> None:
    """Send a signal; a process that is already gone is no error."""
    try:
        os.kill(pid, kind)
    except ProcessLookupError:
        return


def reap(pid: int) -> None:
    """Collect an ended child, so that it does not stay as a zombie; other processes' children are left."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def tail(path: Path) -> str:
    """The last twelve lines of a log, or the empty string when there is none."""
    if not path.is_file():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
