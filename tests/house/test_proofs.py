"""A proof in full that was cut off goes on where it ended, and each has its command in docs/proof.md."""

import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

from tests.support.resume import FOLDER

ROOT = Path(__file__).parents[2]
CASES = "tests/systems/test_declarations.py::test_what_the_wire_accepts_is_mapped_or_refused"
COMMAND = re.compile(r"ORTAQ_[A-Z]+=\d+ (?:\$\(BIN\)|\.venv/bin)/pytest [\w/.]+")


def tried(seed: int, *feeds: str) -> str:
    """How a proof of these feeds ended, as pytest says it."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *(f"{CASES}[{feed}]" for feed in feeds)],
        cwd=ROOT,
        env={**os.environ, "ORTAQ_RECORDS": "3", "ORTAQ_SEED": str(seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout.splitlines()[-1]


def test_what_held_is_not_tried_again() -> None:
    seed = uuid.uuid4().int % 10**9
    try:
        assert tried(seed, "duty-summaries").startswith("1 passed")
        assert tried(seed, "duty-summaries", "monitoring-events").startswith("1 passed, 1 deselected")
        assert tried(seed, "duty-summaries", "monitoring-events").startswith("2 deselected")
    finally:
        for noted in FOLDER.glob("*.txt"):
            if f"ORTAQ_SEED={seed}," in noted.read_text("utf-8"):
                noted.unlink()


def test_the_page_has_the_commands_that_make_runs() -> None:
    made = (ROOT / "Makefile").read_text("utf-8").replace("$(BIN)", ".venv/bin")
    written = (ROOT / "docs" / "proof.md").read_text("utf-8")
    proofs = set(COMMAND.findall(made))
    assert len(proofs) == 12
    assert [command for command in sorted(proofs) if f"`{command}`" not in written] == []
