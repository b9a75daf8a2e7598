"""The embedded graph after its hub was killed: whatever state the orphan is in, the next hub comes up."""

import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest

from graph.engine import embedded_arcadedb
from security.vault.secret_files import password, secret_file


def started(home: Path) -> embedded_arcadedb.Running:
    secret = secret_file(home / "password", password)
    return embedded_arcadedb.start(home / "graph", secret.decode(), home / "password", 60)


@pytest.mark.parametrize("known", [True, False])
def test_an_orphan_that_stays_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    monkeypatch.setattr(embedded_arcadedb, "STOP_SECONDS", 2)
    orphan = started(tmp_path)
    orphan.lock.release()
    os.kill(orphan.process.pid, signal.SIGSTOP)
    if not known:
        (tmp_path / "graph" / "pid").unlink()
    heir = started(tmp_path)
    try:
        assert heir.alive and heir.process.pid != orphan.process.pid
        orphan.process.wait(5)
        assert not psutil.pid_exists(orphan.process.pid)
    finally:
        heir.stop()


def test_a_graph_that_is_killed_while_it_starts_is_started_again(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill() -> None:
        file = tmp_path / "graph" / "pid"
        while not (file.exists() and file.read_text()):
            time.sleep(0.01)
        killed.append(int(file.read_text()))
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    running = started(tmp_path)
    killer.join()
    try:
        assert running.alive and running.process.pid != killed[0]
    finally:
        running.stop()
