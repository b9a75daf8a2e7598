"""Grounds: what is asked of records on which liberty hangs, and what is said where they stand on nothing.

A feed and ``ortaq load`` say that somebody is under supervision or wanted, and name a decision or a search.
Whether it is there, about that person and in force is known only once both are written, so it is asked in the
transaction that wrote them. The graph does not know the law: whoever opens a store hands it the question
(prevention/grounds), as it hands it the keys. Mutations ask the same before they write (prevention/work).
"""

from collections.abc import Mapping

SUPERVISED = "SUPERVISED"
"""The category of those under administrative supervision (қадағалаудағы), which a court alone decides."""

LISTED = "FALLS_UNDER_SUPERVISION_LAW"
"""The category of those who fall under the law on administrative supervision: a list, no supervision (622-13)."""

ACTS = ("PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE")
"""What 89-8c asks of the police for a supervised person: three acts, each with its day."""

MOTION = "COURT_MOTION"
"""The kind of event by which a court is asked for search and restraint of a parolee (89-8c)."""

STEPS = frozenset({"SEARCH_STEP", "INTERVIEW", "NOTICE", "CHECK_VISIT"})
"""The kinds of event by which a step of the search is entered (89-8b): people are asked, and inquiries are sent."""

NO_COURT_DECISION = "NO_COURT_DECISION"
DAY_TO_COME = "DAY_TO_COME"
NO_SEARCH = "NO_SEARCH"
NO_SPECIAL_INSTITUTION = "NO_SPECIAL_INSTITUTION"
STAY_ON_RECORD = "STAY_ON_RECORD"
LIST_ON_RECORD = "LIST_ON_RECORD"
LIST_OF_ANOTHER = "LIST_OF_ANOTHER"
PERSON_OF_ANOTHER = "PERSON_OF_ANOTHER"
NOT_SOUGHT = "NOT_SOUGHT"
OUT_OF_TURN = "OUT_OF_TURN"
IN_THE_FUTURE = "IN_THE_FUTURE"

TEXTS: Mapping[str, str] = {
    NO_COURT_DECISION: "basis: no decision of a court puts this person under supervision on that day",
    DAY_TO_COME: "registeredOn: nobody is under supervision from a day that has not come",
    NO_SEARCH: "norm: nobody is declared wanted before a step of the search (89-8b) is on record",
    NO_SPECIAL_INSTITUTION: "unit: nobody who is to be expelled is held but in a special institution",
    LIST_ON_RECORD: "category: the list of 622-13 is left by the day on which somebody was taken off, and why",
    LIST_OF_ANOTHER: "person: who is on the list of 622-13 is taken off by the day and why; another has a record",
    PERSON_OF_ANOTHER: "iin: something was entered here about this person; another has a record of their own",
    NOT_SOUGHT: "case: this person is not to be searched for: under no control, awaited still, or found",
    OUT_OF_TURN: "kind: a wanted notice is the last of the three acts of 89-8c",
    STAY_ON_RECORD: "person: a stay that is on record is of that person; end it, and send another of its own",
    IN_THE_FUTURE: "it has not happened yet",
}
"""Why ``ortaq load`` refuses a line, by code."""


class UngroundedError(Exception):
    """Records were written that stand on nothing; what was written with them is to be undone.

    ``ids`` are those of the records, ``code`` and ``where`` the reason and the field at fault.
    """

    def __init__(self, ids: frozenset[str], code: str, where: str) -> None:
        super().__init__(code)
        self.ids = ids
        self.code = code
        self.where = where
