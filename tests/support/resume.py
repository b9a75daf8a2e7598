"""A proof in full that was cut off goes on where it ended.

What held is written down under ``var/proofs``, and is not tried again on the same tree with the same seed and
sizes. At the size of a commit everything is tried, always.
"""

import hashlib

import pytest

from tests.support.sizes import ROOT, SEED, asked_in_full, commit, described, git

FOLDER = ROOT / "var" / "proofs"


class Resuming:
    """Notes the cases that held, and leaves out those of earlier runs."""

    def __init__(self) -> None:
        whole = f"{commit()} {git('diff', 'HEAD')} {SEED} {asked_in_full()}"
        self._file = FOLDER / f"{hashlib.sha256(whole.encode()).hexdigest()[:16]}.txt"
        self._called: str | None = None
        self._left_out = 0

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what held."""
        held = set(self._file.read_text("utf-8").splitlines()[1:]) if self._file.exists() else set()
        again = [item for item in items if item.nodeid in held]
        self._left_out = len(again)
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if item.nodeid not in held]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A case has held when it passed, and so did what is taken down after it."""
        if report.when == "call":
            self._called = report.nodeid if report.passed else None
        if report.when == "teardown" and report.passed and self._called == report.nodeid:
            FOLDER.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n" if file.tell() else f"{described()}\n{report.nodeid}\n")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """That nothing is left to try is no failure."""
        if self._left_out and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
