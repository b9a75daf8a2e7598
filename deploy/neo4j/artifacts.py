"""Finds Java and Maven, and fetches Neo4j's jars once into `<home>/lib`."""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.neo4j.problems import ServerError, ToolMissingError
from deploy.neo4j.processes import launch, private_files, tail, wait

HERE = Path(__file__).resolve().parent
POM = HERE / "pom.xml"
OLDEST_JAVA = 17
Say = Callable[[str], None]


def default_home() -> Path:
    """Where Neo4j is kept: the variable ORTAQ_NEO4J_HOME, else `var/neo4j` in the repository."""
    named = os.environ.get("ORTAQ_NEO4J_HOME")
    return Path(named).expanduser().resolve() if named else HERE.parents[1] / "var" / "neo4j"


def version() -> str:
    """The pinned Neo4j release, as pom.xml names it."""
    found = re.search(r"<neo4j\.version>([^<]+)</neo4j\.version>", POM.read_text(encoding="utf-8"))
    if found is None:
        raise ServerError(f"{POM} names no neo4j.version.")
    return found.group(1)


def find_java() -> str:
    """The path of a `java` that Neo4j can use: JAVA_HOME's, else the one on PATH.

    Raises:
        ToolMissingError: there is none, or it is older than Java 17.
    """
    java_home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(java_home) / "bin" / "java")) if java_home else shutil.which("java")
    advice = f"Neo4j needs Java {OLDEST_JAVA} or newer: install a JDK, or set JAVA_HOME to one."
    if java is None:
        raise ToolMissingError(f"No java found. {advice}")
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "version"
        code = wait(launch([java, "-version"], answer))
        text = answer.read_text(encoding="utf-8", errors="replace")
    found = re.search(r'version "(\d+)', text)
    if code != 0 or found is None:
        raise ToolMissingError(f"{java} does not tell its version. {advice}")
    if int(found.group(1)) < OLDEST_JAVA:
        raise ToolMissingError(f"{java} is Java {found.group(1)}. {advice}")
    return java


def find_maven() -> str:
    """The path of `mvn`.

    Raises:
        ToolMissingError: it is not on PATH.
    """
    maven = shutil.which("mvn")
    if maven is None:
        raise ToolMissingError("No mvn found. Fetching Neo4j needs Apache Maven 3.6.3 or newer on PATH.")
    return maven


def is_fetched(home: Path) -> bool:
    """Whether the jars that pom.xml names are all in place."""
    mark = home / "lib" / ".complete"
    return mark.is_file() and mark.read_text(encoding="ascii") == _pom_digest()


@private_files()
def fetch(home: Path, say: Say) -> Path:
    """Fetch Neo4j's jars with Maven, unless they are there already.

    The jars are copied to a folder beside `lib`, which takes its name only when it is complete, so a
    fetch that was broken off is never mistaken for a good one.

    Args:
        home: the folder that gets `lib`.
        say: takes progress lines.

    Returns:
        The folder with the jars.

    Raises:
        ToolMissingError: Java 17 or Maven is not here.
        ServerError: Maven failed; its log's last lines are in the message.
    """
    lib = home / "lib"
    if is_fetched(home):
        return lib
    find_java()
    maven = find_maven()
    home.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(home / "fetch.lock"):
        if is_fetched(home):
            return lib
        _copy_jars(maven, home, say)
    return lib


def _copy_jars(maven: str, home: Path, say: Say) -> None:
    lib, partial, log = home / "lib", home / "lib.partial", home / "fetch.log"
    shutil.rmtree(partial, ignore_errors=True)
    say(f"Fetching Neo4j {version()} with Maven (about 120 MB) into {lib} ...")
    pid = launch(
        [maven, "-B", "-ntp", "-f", str(POM), f"-Dortaq.lib={partial}", "dependency:copy-dependencies"],
        log,
    )
    code = wait(pid, lambda seconds: say(f"  Maven is still at work, {seconds:.0f} s"))
    jars = list(partial.glob("*.jar"))
    if code != 0 or not jars:
        raise ServerError(f"Maven could not fetch Neo4j (exit {code}). {log} ends with:\n{tail(log)}")
    (partial / ".complete").write_text(_pom_digest(), encoding="ascii")
    shutil.rmtree(lib, ignore_errors=True)
    partial.rename(lib)
    say(f"Fetched {len(jars)} jars.")


def _pom_digest() -> str:
    return hashlib.sha256(POM.read_bytes()).hexdigest()


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock file, so that two fetches at once (parallel tests) do the work only once."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
