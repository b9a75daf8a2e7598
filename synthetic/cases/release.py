"""Release from prison: notices, chosen addresses, arrival or none, control and proactive matches."""

from synthetic.cases.case_events import open_case
from synthetic.cases.convicts import write_burdens
from synthetic.cases.court import DAYS_A_MONTH, decide
from synthetic.cases.deeds import tell
from synthetic.cases.help import rehabilitate, treat
from synthetic.cases.matches import write_matches, write_met
from synthetic.cases.register import monitor, register
from synthetic.draws.days import TODAY, YEAR, iso
from synthetic.draws.figures import Story
from synthetic.people.family import Family
from synthetic.people.person import Person, write_address
from synthetic.people.population_writer import PopulationWriter

_ARRIVES = 0.9
_RELEASED = (-20, 2 * YEAR)
"""How many days ago; before today's day is negative."""
_NOTIFIED_BEFORE = 30
_PROGRAMME = 0.4
_CONTINUED_CARE = 0.12
_SEARCHED_AFTER = 25
_INQUIRY = 0.05
_CHOSEN_ELSEWHERE = 0.1
_GROUNDS = {Story.PAROLE: "PAROLE", Story.SUPERVISION: "TERM_SERVED"}


def tell_release(writer: PopulationWriter, family: Family, story: Story, days: tuple[int, int] = _RELEASED) -> None:
    """The story of a head who came out of prison, the least and the most ``days`` ago."""
    dice, person = writer.dice, family.head
    released = max(dice.ago(*days), person.day_of_age(19))
    served = 6 * dice.between(2, 16)
    sentenced = max(released - served * DAYS_A_MONTH, person.day_of_age(17))
    sentence = decide(writer, "SENTENCE", (person,), sentenced, months=served + 6 * dice.between(0, 6))
    arrived = _notice(writer, person, story, released)
    write_burdens(writer, person)
    if released > TODAY:
        return
    if arrived is None:
        _lost(writer, person, story, released, sentence)
    else:
        _control(writer, person, story, arrived, sentence)
        if dice.chance(_PROGRAMME):
            rehabilitate(writer, person, arrived + dice.between(5, 60))
        if dice.chance(_CONTINUED_CARE):
            treat(writer, person, "CONTINUED_CARE", arrived)
    write_matches(writer, person, released)


def _notice(writer: PopulationWriter, person: Person, story: Story, released: int) -> int | None:
    dice = writer.dice
    planned = released + dice.between(1, 5)
    came = planned + dice.between(-1, 4)
    arrived = came if came <= TODAY and dice.chance(_ARRIVES) else None
    district = dice.weighted(writer.country.by_population) if dice.chance(_CHOSEN_ELSEWHERE) else person.home
    chosen = write_address(writer, person, "CHOSEN_AFTER_RELEASE", district, min(released, TODAY))
    others = ("TERM_SERVED", "TERM_SERVED", "REPLACED_BY_LIGHTER", "AMNESTY")
    values = {
        "notifiedOn": iso(min(released - _NOTIFIED_BEFORE, TODAY)),
        "releasedOn": iso(released),
        "plannedArrivalOn": iso(planned),
        "arrivedOn": iso(arrived) if arrived is not None else None,
        "kind": _GROUNDS.get(story) or dice.pick(others),
        "person": person.reference,
        "institution": dice.pick(writer.country.institutions),
        "chosenAddress": chosen,
    }
    writer.add("ReleaseNotice", "PENAL", values)
    return arrived


def _control(writer: PopulationWriter, person: Person, story: Story, arrived: int, sentence: str) -> None:
    dice = writer.dice
    if story is Story.RELEASE:
        register(
            writer,
            person,
            "RELEASED",
            arrived,
            basis=sentence,
            until=arrived + YEAR if dice.chance(0.6) else None,
        )
        if dice.chance(0.5):
            until = arrived + dice.between(20, 400)
            open_case(writer, person, "RELEASE_TRACKING", arrived - 2, decisions=(sentence,), until=until)
        return
    parole = story is Story.PAROLE
    months = 6 * dice.between(1, 6)
    kind = "PAROLE" if parole else "ADMINISTRATIVE_SUPERVISION"
    ruling = decide(writer, kind, (person,), arrived - 20, months=months)
    ended = arrived + months * DAYS_A_MONTH
    register(writer, person, "PAROLEE" if parole else "SUPERVISED", arrived, basis=ruling, until=ended)
    case_kind = "PAROLE_CONTROL" if parole else "ADMINISTRATIVE_SUPERVISION"
    open_case(writer, person, case_kind, arrived, decisions=(sentence, ruling), until=ended)
    if dice.chance(0.5):
        register(writer, person, "RELEASED", arrived, basis=sentence, until=arrived + YEAR)
    if ended > TODAY:
        monitor(writer, person, arrived, ruling)
    _watch(writer, person, arrived)
    units = person.home.units
    tell(writer, person, "89-6.3", units["PSU"], units["CP"], arrived, None)
    if parole and dice.chance(_INQUIRY):
        day = min(TODAY, arrived + dice.between(20, 300))
        open_case(writer, person, "SERVICE_INQUIRY", day, until=day + dice.between(10, 30))


def _watch(writer: PopulationWriter, person: Person, day: int) -> None:
    number = f"ЖІ-{writer.feeds.next_number('OperativeFile')}"
    values = {
        "number": number,
        "openedOn": iso(day),
        "person": person.reference,
        "unit": person.home.units["CP"],
    }
    writer.add("OperativeFile", "MIA", values)


def _lost(writer: PopulationWriter, person: Person, story: Story, released: int, sentence: str) -> None:
    dice = writer.dice
    if TODAY - released <= _SEARCHED_AFTER:
        open_case(writer, person, "RELEASE_TRACKING", released, decisions=(sentence,))
        return
    missed = released + 7
    decisions = [sentence]
    if story is not Story.RELEASE:
        decisions.append(decide(writer, "SEARCH_AND_RESTRAINT", (person,), released + _SEARCHED_AFTER))
    found_day = missed + dice.between(30, 500)
    register(writer, person, "DID_NOT_ARRIVE", missed, basis=sentence, until=found_day)
    open_case(writer, person, "RELEASE_TRACKING", released, decisions=tuple(decisions), until=found_day)
    write_met(writer, person, missed)
