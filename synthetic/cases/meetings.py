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


def write_meetings(desk: PopulationWriter) -> None:
    """Write the meetings of the last quarters, and those announced for the next."""
    for district in desk.country.districts:
        waiting = list(district.precincts)
        while waiting:
            number = 2 if len(waiting) > 1 and desk.dice.chance(_TOGETHER) else 1
            reporting, waiting = waiting[:number], waiting[number:]
            for quarter in range(-1, _QUARTERS):
                _meeting(desk, district, reporting, TODAY - quarter * _QUARTER - desk.dice.between(10, 80))


def _meeting(desk: PopulationWriter, district: DistrictBodies, reporting: list[DistrictPrecinct], day: int) -> None:
    dice, words = desk.dice, table("words")
    held = day < TODAY and dice.chance(_HELD)
    language = "kk" if dice.chance(0.6) else "ru"
    announced = day - dice.between(8, 20)
    reference = desk.add(
        "ReportMeeting",
        "MIA",
        {
            "plannedFor": moment(day, _EVENING),
            "announcedOn": iso(announced) if announced <= TODAY else None,
            "heldOn": iso(day) if held else None,
            "place": dice.pick(words["meeting_places"]),
            "participants": dice.between(12, 160) if held else None,
            "protocol": dice.pick(words["protocol"][language]) if held else None,
            "precincts": [p.reference for p in reporting],
            "inspectors": list(dict.fromkeys(p.inspector for p in reporting)),
        },
    )
    if held:
        for _ in range(dice.between(0, _MOST_COMPLAINTS)):
            _complaint(desk, district, reference, day)


def _complaint(desk: PopulationWriter, district: DistrictBodies, meeting: str, day: int) -> None:
    dice = desk.dice
    own = dice.chance(0.45)
    told, answered = day + dice.between(1, 10), day + dice.between(3, 30)
    values = {
        "receivedOn": iso(day),
        "text": dice.pick(table("words")["complaint"]["own" if own else "other"]),
        "withinCompetence": own,
        "authorToldOn": iso(told) if not own and told <= TODAY else None,
        "answeredOn": iso(answered) if answered <= TODAY and dice.chance(0.85) else None,
        "meeting": meeting,
        "passedTo": None if own else agency("AKIMAT", district.region.prefix),
    }
    desk.add("Complaint", "MIA", values)
