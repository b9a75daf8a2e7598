"""Report meetings of precinct inspectors with residents, and the complaints heard there (652)."""

from synthetic.country.agencies import agency
from synthetic.country.bodies import DistrictBodies, DistrictPrecinct
from synthetic.draws.days import TODAY, iso, moment
from synthetic.draws.tables import table
from synthetic.people.population_writer import PopulationWriter

_QUARTER = 91
_QUARTERS = 3
_TOGETHER = 0.2
_EVENING = 12 * 60
_MOST_COMPLAINTS = 3
_HELD = 0.95


def write_meetings(writer: PopulationWriter) -> None:
    """Write the meetings of the last quarters, and those announced for the next."""
    for district in writer.country.districts:
        waiting = list(district.precincts)
        while waiting:
            number = 2 if len(waiting) > 1 and writer.dice.chance(_TOGETHER) else 1
            reporting, waiting = waiting[:number], waiting[number:]
            for quarter in range(-1, _QUARTERS):
                _meeting(writer, district, reporting, TODAY - quarter * _QUARTER - writer.dice.between(10, 80))


def _meeting(
    writer: PopulationWriter, district: DistrictBodies, reporting: list[DistrictPrecinct], day: int
) -> None:
    dice, words = writer.dice, table("words")
    was_held = day < TODAY and dice.chance(_HELD)
    language = "kk" if dice.chance(0.6) else "ru"
    announced = day - dice.between(8, 20)
    reference = writer.add(
        "ReportMeeting",
        "MIA",
        {
            "plannedFor": moment(day, _EVENING),
            "announcedOn": iso(announced) if announced <= TODAY else None,
            "heldOn": iso(day) if was_held else None,
            "place": dice.pick(words["meeting_places"]),
            "participants": dice.between(12, 160) if was_held else None,
            "protocol": dice.pick(words["protocol"][language]) if was_held else None,
            "precincts": [p.reference for p in reporting],
            "inspectors": list(dict.fromkeys(p.inspector for p in reporting)),
        },
    )
    if was_held:
        for _ in range(dice.between(0, _MOST_COMPLAINTS)):
            _complaint(writer, district, reference, day)


def _complaint(writer: PopulationWriter, district: DistrictBodies, meeting: str, day: int) -> None:
    dice = writer.dice
    is_own = dice.chance(0.45)
    told_day, answered = day + dice.between(1, 10), day + dice.between(3, 30)
    values = {
        "receivedOn": iso(day),
        "text": dice.pick(table("words")["complaint"]["own" if is_own else "other"]),
        "withinCompetence": is_own,
        "authorToldOn": iso(told_day) if not is_own and told_day <= TODAY else None,
        "answeredOn": iso(answered) if answered <= TODAY and dice.chance(0.85) else None,
        "meeting": meeting,
        "passedTo": None if is_own else agency("AKIMAT", district.region.prefix),
    }
    writer.add("Complaint", "MIA", values)
