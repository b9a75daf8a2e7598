"""The engines that the tests run on: the embedded graph always, Neo4j where Java and Maven are there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.neo4j.server import start as start_neo4j
from graph.engine import embedded_arcadedb
from graph.engine.store import Address
from schema.catalogue import CATALOGUE
from security.vault.id_key import FILE, id_digest
from security.vault.secret_files import password, secret_file
from security.vault.vault import Vault, open_vault
from tests.support.ids import ID_KEY

EMBEDDED = "embedded"
NEO4J = "neo4j"


def available() -> list[str]:
    """The engines of this machine. In CI both must be there."""
    if os.environ.get("CI") or (shutil.which("java") and shutil.which("mvn")):
        return [EMBEDDED, NEO4J]
    return [EMBEDDED]


class FixedIds:
    """The key of ids of the graphs that tests make."""

    def digest(self, text: str) -> str:
        """See :class:`graph.write.ids.IdKey`."""
        return id_digest(ID_KEY, text)


IDS = FixedIds()


def vault(home: Path) -> Vault:
    """The vault of a graph whose home is ``home``, with the tests' key of ids."""
    secret_file(home / "keys" / FILE, lambda: ID_KEY)
    return open_vault(home / "keys", tuple(entity.name for entity in CATALOGUE.sealed_entities))


@contextmanager
def running(engine: str, home: Path, seconds: float = 60) -> Iterator[Address]:
    """An empty graph of that engine, until the end of the block. An embedded one ends longer statements."""
    if engine == EMBEDDED:
        secret = secret_file(home / "keys" / "graph", password).decode()
        graph = embedded_arcadedb.start(home / "graph", secret, home / "keys" / "graph", seconds)
        try:
            yield Address(graph.url, graph.user, graph.password, embedded_arcadedb.DATABASE)
        finally:
            graph.stop()
    else:
        with start_neo4j(None, 0, data=home / "neo4j", fresh=True) as server:
            yield Address(server.url, server.user, server.password, "neo4j")
