"""What is stored so that records are found by what somebody types: keys of names and numbers, no field of the API.

A key ends in a stroke and the record's id, so that no two are equal and pages of them have one order. Beside them
stand the words of names: a ``NameForm`` for every word that a family or given name of somebody has or had, in plain
letters and sealed, and a ``NameFormKey`` for what is left of it without one letter, a keyed digest. By these a name
with a typing error leads to the words that may be meant. Neither leads to a person.
"""

from schema.model import AccessClass, Entity, Field, Scalar

SPELLING = "spelling"
"""Of a person: the forms of family, given and father's name; of a unit: those of its names and its code."""

SPELLING_BY_GIVEN = "spellingByGiven"
"""Of a person: as :data:`SPELLING`, the given name first."""

AREA_SPELLING, AREA_SPELLING_BY_GIVEN = "areaSpelling", "areaSpellingByGiven"
"""The same, each after the first digits of the person's area, so that one index serves the names of a region."""

AREA_DIGITS = 2
"""So many digits of a KATO code name the region."""

NUMBER_KEY = "numberKey"
"""Of a case, decision or order: its number without what parts letters and digits."""

NUMBERED = frozenset({"Case", "CourtDecision", "ProtectiveOrder"})
"""The types of record that are searched by number."""

PERSON_KEYS = (SPELLING, SPELLING_BY_GIVEN, AREA_SPELLING, AREA_SPELLING_BY_GIVEN)

NAME_FORM = Entity(
    "NameForm",
    "nmf",
    "",
    access=AccessClass.TRACE,
    meaning="A word of a name.",
    fields=(Field("form", Scalar.STRING, "The word, in plain letters.", AccessClass.IDENTITY),),
)

NAME_FORM_KEY = "NameFormKey"
NAME_FORM_KEY_PREFIX = "nmk"
LEFT_OF = "LEFT_OF"
"""From the key of what is left of a word to the word."""

INDEXES: dict[str, tuple[str, ...]] = {NAME_FORM.name: (), NAME_FORM_KEY: ()}
"""As :data:`schema.internal.feed_records.INDEXES`."""
