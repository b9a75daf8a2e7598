"""The command line of the local Neo4j: fetch, start, stop, run."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from deploy.neo4j.artifacts import default_home, fetch, is_fetched, version
from deploy.neo4j.problems import ServerError, ToolMissingError
from deploy.neo4j.server import DEFAULT_PORT, Running, default_data, start, stop

EXIT_PROBLEM = 1
EXIT_TOOL_MISSING = 3

DESCRIPTION = """\
Fetches and runs Neo4j Community for the hub, on this computer only (127.0.0.1, Bolt, no HTTP).

Needs Java 17 or newer; `fetch` (which `start` and `run` do by themselves) needs Maven too.
The Bolt address is printed on standard output, everything else on standard error.
The password is generated; it is in the file `password` of the instance's folder.
"""

EPILOG = """\
examples:
  neo4j.py fetch                                    once, about 120 MB
  neo4j.py start                                    port 7687, graph kept between starts
  neo4j.py start --port 7690 --data /tmp/g --fresh  a second, empty one
  neo4j.py stop --port 7690 --data /tmp/g
  neo4j.py run --port 0                             any free port, until Ctrl-C

exit codes:
  0 done    1 it failed, and why is said    2 wrong arguments    3 Java 17+ or Maven is missing
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code (see `--help`)."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "fetch":
            return _fetch(options.home)
        if options.command == "stop":
            return _stop(options.data or default_data(options.home, options.port))
        if options.command == "run":
            return _run(options)
        running = start(options.home, options.port, data=options.data, fresh=options.fresh, say=_say)
        _announce(running)
    except ToolMissingError as problem:
        _say(str(problem))
        return EXIT_TOOL_MISSING
    except ServerError as problem:
        _say(str(problem))
        return EXIT_PROBLEM
    return 0


def _fetch(home: Path) -> int:
    if is_fetched(home):
        _say(f"Neo4j {version()} is already in {home / 'lib'}.")
    else:
        fetch(home, _say)
    return 0


def _stop(data: Path) -> int:
    _say(f"Stopped Neo4j on {data}." if stop(data) else f"No Neo4j runs on {data}.")
    return 0


def _run(options: argparse.Namespace) -> int:
    """Run in the foreground; Ctrl-C, or the signal that service managers send, stops the server."""
    ended = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    running = start(options.home, options.port, data=options.data, fresh=options.fresh, say=_say)
    if running.was_running:
        raise ServerError(f"Neo4j runs already at {running.url}; stop it first.")
    with running:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, on_signal)
        _announce(running)
        _say("Press Ctrl-C to stop.")
        while not ended.wait(1.0):
            if not running.is_alive():
                raise ServerError(f"Neo4j ended by itself; see {running.data / 'console.log'}.")
        _say("Stopping Neo4j ...")
    return 0


def _announce(running: Running) -> None:
    _say(f"User {running.user}, password in {running.data / 'password'}.")
    sys.stdout.write(f"{running.url}\n")
    sys.stdout.flush()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port; it is a number from 0 to 65535")
    return port


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="neo4j.py",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--home",
        type=lambda text: Path(text).expanduser().resolve(),
        default=default_home(),
        metavar="DIR",
        help="where Neo4j is kept (default: $ORTAQ_NEO4J_HOME, else var/neo4j in the repository)",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("fetch", help="fetch the pinned release with Maven, if it is not there yet")
    for name, text in (
        ("start", "start in the background, wait until it answers, print its Bolt address"),
        ("run", "the same in the foreground, until Ctrl-C"),
        ("stop", "stop the one that runs on --data (or on --port's own folder) and wait for its end"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--port",
            type=_port,
            default=DEFAULT_PORT,
            metavar="N",
            help=f"the Bolt port (default {DEFAULT_PORT}; 0 takes any free one)",
        )
        command.add_argument(
            "--data",
            type=lambda text: Path(text).expanduser().resolve(),
            metavar="DIR",
            help="the instance's own folder (default: instances/N in the home)",
        )
        if name != "stop":
            command.add_argument("--fresh", action="store_true", help="remove its graph and begin empty")
    return parser


if __name__ == "__main__":
    sys.exit(main())
