"""Policies to break: the shipped one, copied and changed."""

import shutil
from pathlib import Path

from hub.policies import MADE_UP_AGREEMENTS
from security.authorization.agreements import read_agreements
from security.authorization.policy import DIRECTORY, Policy, load_policy

AGREED = read_agreements(MADE_UP_AGREEMENTS)
"""The agreements of the demonstration: with them, every cell of the matrix releases something."""


def agreed_policy() -> Policy:
    """The shipped policy, with the agreements of the demonstration."""
    return load_policy(agreements=AGREED)


def copied(to: Path) -> Path:
    """The shipped policy under ``to``."""
    return Path(shutil.copytree(DIRECTORY, to / "policy"))


def changed(to: Path, role: str, old: str, new: str) -> Path:
    """The shipped policy with ``old`` as ``new`` in the file of ``role``; its folder."""
    folder = copied(to)
    path = folder / f"{role}.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def line_of(folder: Path, role: str, words: str) -> int:
    """The line of a role's file that holds ``words``."""
    lines = (folder / f"{role}.toml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)
