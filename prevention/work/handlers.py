"""What carries each mutation of the work out, by its name."""

from prevention.work import absences, foreigners, juveniles, matches, meetings, parole, registers, releases, units
from prevention.work.case_entries import Enter

_PARTS = (releases, absences, parole, registers, foreigners, juveniles, matches, meetings, units)

EFFECTS: dict[str, Enter] = {name: enter for part in _PARTS for name, enter in part.EFFECTS.items()}
"""By the name under which ``schema/work`` declares it; a test holds that every one is here."""
