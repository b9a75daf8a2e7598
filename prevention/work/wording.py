"""Texts that must be about nobody by number: what is told to whoever reads of class SERVICE."""

import re

from prevention.work.scene import Scene

_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
"""Twelve digits by themselves: the form of an individual identification number."""


def nobodys(scene: Scene, name: str = "text") -> str | None:
    """A text in which no identification number stands. That no name does is for whoever writes it to see to.

    Raises:
        WorkError: WORK_VALUE.
    """
    text = scene.text(name)
    if text is not None and _NUMBER.search(text):
        raise scene.refuse("WORK_VALUE")
    return text
