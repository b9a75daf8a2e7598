"""Lists of executors: who carries out a measure, who compiles, who takes part by agreement.

A mark in brackets, such as ``(жинақтау)`` for the compiler or ``(келісу бойынша)`` for "by agreement",
belongs to the one body before it, not to the whole list.
"""

from dataclasses import dataclass
from enum import Enum

from adapters.plan_text.act_text import ExecutorRole, ExecutorText, PlanTextError

from .bodies import BodyTable, PlanBody
from .lined import LinedText, folded

_COMPILER_MARK = folded("жинақтау")
_AGREEMENT_MARKS = frozenset(folded(mark) for mark in ("келісубойынша", "келісімбойынша"))


class CompilerRule(Enum):
    """How an act shows which executor is the compiler.

    ``MARKED`` (No. 912): the compiler bears the mark ``жинақтау``. A measure with one executor has no mark,
    and that executor reports for itself.

    ``FIRST_NAMED`` (No. 1233): the act has neither marks nor a note about the compiler. Its lists are not in
    alphabetical order and do not begin with one fixed body: health measures begin with the Ministry of
    Health, road measures with the Ministry of Transport, quotas of jobs with the akimats. So the body named
    first is the one in charge.
    """

    MARKED = "MARKED"
    FIRST_NAMED = "FIRST_NAMED"


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A body found in a list, with its marks and its line."""

    name: str
    body: PlanBody
    is_compiler: bool
    is_by_agreement: bool
    line: int


def parse_executors(text: LinedText, table: BodyTable, rule: CompilerRule) -> tuple[ExecutorText, ...]:
    """Read a list of executors.

    Args:
        text: the whole list.
        table: the known bodies.
        rule: how the act shows the compiler.

    Returns:
        Each body separately, in the order of the text, exactly one of them the compiler.

    Raises:
        PlanTextError: the list is empty, names a body that is not in the table, carries an unknown mark,
            names a body twice, or has no compiler or two.
    """
    scanned, stop = _scan(text, table)
    if stop < len(text.compact().text) or not scanned:
        raise PlanTextError(text.compact().line_at(stop), "an executor named in the table of bodies")
    compiler = _compiler(scanned, rule)
    codes: set[str] = set()
    for item in scanned:
        if item.body.code in codes:
            raise PlanTextError(item.line, "each executor of the measure only once")
        codes.add(item.body.code)
    return tuple(
        ExecutorText(
            name=item.name,
            code=item.body.code,
            role=ExecutorRole.COMPILER if item is compiler else ExecutorRole.EXECUTOR,
            is_role_marked=item.is_compiler,
            is_by_agreement=item.is_by_agreement,
        )
        for item in scanned
    )


def is_executor_list(text: LinedText, table: BodyTable) -> bool:
    """True if the whole text reads as a list of known bodies with known marks."""
    scanned, stop = _scan(text, table)
    return bool(scanned) and stop == len(text.compact().text)


def begins_with_executor(text: LinedText, table: BodyTable) -> bool:
    """True if the text begins with a known body, whatever follows."""
    scanned, _ = _scan(text, table)
    return bool(scanned)


def _compiler(scanned: list[_Named], rule: CompilerRule) -> _Named:
    marked = [item for item in scanned if item.is_compiler]
    if len(marked) > 1:
        raise PlanTextError(marked[1].line, "only one executor marked as the compiler")
    if marked:
        return marked[0]
    if rule is CompilerRule.MARKED and len(scanned) > 1:
        raise PlanTextError(scanned[0].line, "an executor marked as the compiler")
    return scanned[0]


def _scan(text: LinedText, table: BodyTable) -> tuple[list[_Named], int]:
    """Read bodies with marks from the left; also the index, without white space, where reading stopped."""
    compact = text.compact()
    characters = folded(compact.text)
    scanned: list[_Named] = []
    index = 0
    while True:
        # One separator may follow a body, even the last; two in a row mean that a body is missing.
        if scanned and index < len(characters) and characters[index] in ",;":
            index += 1
        match = table.match_at(characters, index)
        if match is None:
            return scanned, index
        name, body, after_name = match
        marks, after_marks = _marks(characters, after_name)
        if marks is None:
            return scanned, after_name
        is_by_agreement = bool(marks & _AGREEMENT_MARKS)
        scanned.append(
            _Named(
                name=name,
                body=body,
                is_compiler=_COMPILER_MARK in marks,
                is_by_agreement=is_by_agreement,
                line=compact.line_at(index),
            )
        )
        index = after_marks


def _marks(characters: str, index: int) -> tuple[frozenset[str] | None, int]:
    """The marks in brackets at ``index``, None if one is unknown or unclosed; and the index after them."""
    marks: set[str] = set()
    while index < len(characters) and characters[index] == "(":
        close = characters.find(")", index)
        letters = frozenset(characters[index + 1 : close].lower().split(","))
        if close < 0 or not letters <= _AGREEMENT_MARKS | {_COMPILER_MARK}:
            return None, index
        marks |= letters
        index = close + 1
    return frozenset(marks), index
