"""Mending how the hub kept the juvenile journal: words of some entries stood where others had none.

What was written of a child who was hurt stood in ``victimText``, of class VICTIM, and of an offender in ``text``.
Where ``text`` was missing, a reader of cases alone knew who was hurt. The words of every entry stand in
``victimText`` now.
"""

from collections.abc import Iterable

from graph.engine.unit_of_work import UnitOfWork
from prevention.duties.duty_facts import PersonFile
from prevention.repairs import queries

JOURNAL = "1098-23.6"
"""The norm of the journal, under which its entries are made."""


async def keep_words_apart(work: UnitOfWork, files: Iterable[PersonFile]) -> set[str]:
    """Move the words of journal entries in ``files`` to where those of all stand; the ids of the events changed."""
    entries = sorted({deed.id for file in files for deed in file.deeds if deed.norm == JOURNAL})
    if not entries:
        return set()
    return {row["id"] for row in await work.rows(queries.MOVE_TEXT, ids=entries)}
