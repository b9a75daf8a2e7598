"""What the hub keeps to watch duties beside the duties themselves: stored, and never a type of the API.

The one ``DutyWatch`` says up to which change of the log duties were worked out, and since when units are watched. A
``DutyFile`` stands for every file that has been looked at, and says when its duties change though no fact does. A
``RulingUse`` stands for every ruling on which somebody was held, and outlasts the ruling's own record; another
stands for all records that are plainly that ruling.
"""

DUTY_WATCH = "DutyWatch"
DUTY_FILE = "DutyFile"

WAKES_AT = "wakesAt"
"""Of a file: the moment, as text in UTC, at which it has to be looked at again."""

SUBJECT_OF_DUTY = "subject"
"""Of a duty: the id of the file on which it stands."""

MADE_FOR = "madeFor"
"""Of a match that the hub made: the id of the person for whose file it did. No other match has it."""

SEARCH_READING = "searchReading"
"""Of the watch: how this site reads 89-8b, where it does not read it as the norm's data do."""

RULING_USE = "RulingUse"
HELD_SINCE = "heldSince"
SPENT_ON = "spentOn"
"""Of a ruling, by its id: the first day on which anybody was held on it, and that on which it was executed."""

SAID_AS = "saidAs"
SHARED_AS = "sharedAs"
"""Of a ruling, by its id: all that its record ever said it is, and the ids of the uses that it shares by it."""

RECORDS = "records"
"""Of a use that is shared: the ids of the records that share it."""

INDEXES: dict[str, tuple[str, ...]] = {DUTY_WATCH: (), DUTY_FILE: (WAKES_AT,), RULING_USE: ()}
"""Properties by which these nodes are found, by label, beside their unique ``id``."""
