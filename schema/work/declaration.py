"""The words in which mutations of the work are declared."""

from dataclasses import dataclass
from typing import Literal

import strawberry

from schema.identifiers import NormCode
from schema.model import EnumType
from schema.types.factory import Argument

InputKind = Literal[
    "PERSON", "RECORD", "RECORDS", "DAY", "MOMENT", "CHOICE", "LINE", "LINES", "NUMBER", "FLAG", "KEY"
]
"""What an argument holds, as a form asks for it.

``PERSON``, ``RECORD``: a record by its id. ``RECORDS``: several. ``DAY``: a day in Kazakhstan. ``MOMENT``: a point
in time. ``CHOICE``: a value of a closed list. ``LINE``: a text. ``LINES``: several. ``NUMBER``: a whole number.
``FLAG``: yes or no. ``KEY``: the caller's own key.
"""

LONGEST_TEXT = 4_000
"""Characters of a text."""

LONGEST_NAME = 200
"""Characters of a name in a list of names."""

LONGEST_KEY = 255
"""Characters of a caller's own key."""

RequiredVisibility = Literal["full", "area", "person", "known", "known_here", "open"]
"""How a caller must see the record that an argument names.

``full``: released in full; a person's cases and registers too. ``area``: in full, and within the caller's
territory. ``person``: a person released in full, whatever else is known of them. ``known``: the caller may know of
it, if only that it is there. ``known_here``: the same, and it lies in the caller's area. ``open``: it is public.
"""


_PYTHON: dict[InputKind, str] = {
    "PERSON": "strawberry.ID",
    "RECORD": "strawberry.ID",
    "RECORDS": "list[strawberry.ID]",
    "DAY": "Date",
    "MOMENT": "DateTime",
    "LINE": "str",
    "LINES": "list[str]",
    "NUMBER": "int",
    "FLAG": "bool",
    "KEY": "str",
}


@dataclass(frozen=True, kw_only=True)
class Input:
    """An argument. ``target`` is the type of record that it names by id, ``reach`` how the caller must see it.

    ``values`` is the closed list of which it is one. ``longest`` is the most characters of a text, of each where
    there are several.
    """

    name: str
    kind: InputKind
    meaning: str
    required: bool = True
    target: str = ""
    reach: RequiredVisibility = "open"
    values: EnumType | None = None
    longest: int | None = None

    @property
    def python(self) -> str:
        """Its Python type, as an annotation."""
        return self.values.name if self.values else _PYTHON[self.kind]

    @property
    def argument(self) -> Argument:
        """The argument as GraphQL has it."""
        if self.required:
            return Argument(self.python, self.meaning)
        return Argument(f"{self.python} | None", self.meaning, strawberry.UNSET)


@dataclass(frozen=True)
class WorkMutation:
    """A mutation of the work, done under one of ``norms``.

    ``by`` names the argument that decides under which, where there are several: its values are the keys of
    ``choices``. ``of_record``: the record that it names decides; without norms, under that record's own norm.
    ``closed`` are the fields of closed classes that it writes, as ``Type.field``.
    """

    name: str
    norms: tuple[str, ...]
    meaning: str
    inputs: tuple[Input, ...]
    by: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    of_record: bool = False
    closed: tuple[str, ...] = ()

    def norm_for(self, choice: str | None) -> NormCode | None:
        """The norm under which it is done; None where the choice has none, or the record decides."""
        if self.of_record:
            return None
        code = dict(self.choices).get(choice or "") if self.by else next(iter(self.norms), None)
        return None if code is None else NormCode(code)


def work(name: str, norm: str, meaning: str, *inputs: Input) -> WorkMutation:
    """Done under one norm. Every mutation takes the caller's own ``key``."""
    return WorkMutation(name, (norm,), meaning, (*inputs, KEY))


def work_by(name: str, by: Input, choices: dict[str, str], meaning: str, *inputs: Input) -> WorkMutation:
    """Done under the norm that the argument ``by`` chooses."""
    norms = tuple(dict.fromkeys(choices.values()))
    return WorkMutation(name, norms, meaning, inputs=(by, *inputs, KEY), by=by.name, choices=tuple(choices.items()))


def person(meaning: str = "Id of the person.", reach: RequiredVisibility = "full") -> Input:
    """The person about whom something is done."""
    return Input(name="person", kind="PERSON", meaning=meaning, target="Person", reach=reach)


def record(
    name: str, target: str, meaning: str, reach: RequiredVisibility = "full", *, required: bool = True
) -> Input:
    """A record, by its id."""
    return Input(name=name, kind="RECORD", meaning=meaning, required=required, target=target, reach=reach)


def records(name: str, target: str, meaning: str, reach: RequiredVisibility = "full") -> Input:
    """Several records, by their ids."""
    return Input(name=name, kind="RECORDS", meaning=meaning, target=target, reach=reach)


def day(name: str, meaning: str, *, required: bool = True) -> Input:
    """A day in Kazakhstan."""
    return Input(name=name, kind="DAY", meaning=meaning, required=required)


def moment(name: str, meaning: str, *, required: bool = True) -> Input:
    """A point in time."""
    return Input(name=name, kind="MOMENT", meaning=meaning, required=required)


def choice(name: str, enum: EnumType, meaning: str, *, required: bool = True) -> Input:
    """One value of a closed list."""
    return Input(name=name, kind="CHOICE", meaning=meaning, required=required, values=enum)


def line(name: str, meaning: str, *, required: bool = True) -> Input:
    """A text."""
    return Input(name=name, kind="LINE", meaning=meaning, required=required, longest=LONGEST_TEXT)


def names(name: str, meaning: str) -> Input:
    """Several names."""
    return Input(name=name, kind="LINES", meaning=meaning, longest=LONGEST_NAME)


def number(name: str, meaning: str, *, required: bool = True) -> Input:
    """A whole number."""
    return Input(name=name, kind="NUMBER", meaning=meaning, required=required)


def flag(name: str, meaning: str) -> Input:
    """Yes or no."""
    return Input(name=name, kind="FLAG", meaning=meaning)


KEY = Input(
    name="key",
    kind="KEY",
    meaning="The caller's own key: up to 255 printable characters without spaces. A repeat changes nothing.",
    longest=LONGEST_KEY,
)
AT = moment("at", "When it happened; now if nothing is said. Not in the future.", required=False)
TEXT = line("text", "What is to be written down beside.", required=False)
REPORT = line("text", "What is to be written down; nobody's name or number.", required=False)
