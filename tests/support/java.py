"""How the tests' engines run: they are started often and soon stopped, so to compile them well gains nothing.

On two cores an engine of a short life spends most of it on compiling itself. The first of Java's two compilers
takes half the time; and the classes that the embedded engine has read and linked once are kept, so that it starts
in a third. What engines do is the same. Proofs in full (tests/support/sizes.py) run long and leave Java as it is.
"""

import asyncio
import hashlib
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock

from graph.engine import embedded_arcadedb
from graph.engine.store import Address, open_store
from prevention.grounds import require_lawful
from prevention.norm_records import save_law
from security.vault.secret_files import password, secret_file
from tests.support.engines import vault
from tests.support.sizes import in_full

VARIABLE = "JAVA_TOOL_OPTIONS"
"""Every Java takes options from here, those of hubs in processes of their own too."""

ONE_COMPILER = "-XX:TieredStopAtLevel=1"
KEPT = Path(__file__).parent.parent.parent / "var" / "tests"
END_SECONDS = 180


def lighten() -> None:
    """Let every Java that this process and its children start compile less and start sooner."""
    if not in_full() and VARIABLE not in os.environ:
        os.environ[VARIABLE] = ONE_COMPILER
        # The cache is the embedded engine's: Neo4j's Java is an older one and knows no such option.
        os.environ[VARIABLE] += f" -XX:+IgnoreUnrecognizedVMOptions -XX:AOTCache={_classes()}"


def _classes() -> Path:
    """The embedded engine's classes, read and linked: made when there are none of these files."""
    spec = find_spec("arcadedb_embedded")
    assert spec is not None and spec.origin is not None
    jars = sorted(Path(spec.origin).parent.rglob("*.jar"))
    files = "".join(f"{jar} {jar.stat().st_size} {jar.stat().st_mtime_ns}\n" for jar in jars)
    kept = KEPT / f"embedded-{hashlib.sha256(files.encode()).hexdigest()[:16]}.aot"
    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / "lock"), tempfile.TemporaryDirectory(dir=KEPT) as folder:
        if not kept.exists():
            made = Path(folder) / "made.aot"
            with_output = {VARIABLE: f"{ONE_COMPILER} -XX:AOTCacheOutput={made}"}
            before = os.environ[VARIABLE]
            os.environ.update(with_output)
            try:
                _use(Path(folder))
            finally:
                os.environ[VARIABLE] = before
            made.rename(kept)
    return kept


def _use(home: Path) -> None:
    """Start the engine, work on it, and stop it: at its end it writes down what it has read."""
    secret = secret_file(home / "keys" / "graph", password).decode()
    graph = embedded_arcadedb.start(home / "graph", secret, home / "keys" / "graph", 60)

    async def work() -> None:
        address = Address(graph.url, graph.user, graph.password, embedded_arcadedb.DATABASE)
        async with open_store(address, 60, vault(home), require_lawful) as store:
            await store.prepare()
            await save_law(store)

    try:
        asyncio.run(work())
        graph.process.terminate()
        graph.process.wait(END_SECONDS)
    finally:
        graph.stop()
