"""Death and broken disks at every step of what works with keys."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from graph.engine.store import Store


class Steps:
    """Counts what is done to disk and graph, and calls ``at`` before the step with that number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, at: Callable[[], None]) -> None:
        self.count, self.number, self.at = 0, number, at
        for name in ("open", "fsync", "replace", "unlink", "link"):
            monkeypatch.setattr(os, name, self._stepping(getattr(os, name)))
        inner = Store.write

        async def stepping(store: Store, work: Any) -> Any:
            self._step()
            found = await inner(store, work)
            self._step()
            return found

        monkeypatch.setattr(Store, "write", stepping)

    def _stepping(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            self._step()
            return real(*arguments, **named)

        return step

    def _step(self) -> None:
        self.count += 1
        if self.count == self.number:
            self.at()


def killed_at(work: Callable[[], object], number: int) -> bool:
    """Work in a child that is killed before its step ``number``; False if it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            with pytest.MonkeyPatch.context() as patch:
                Steps(patch, number, lambda: os.kill(os.getpid(), signal.SIGKILL))
                work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def fail() -> None:
    """What a full or broken disk says."""
    raise OSError(28, "No space left on device")
