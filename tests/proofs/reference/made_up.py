"""Made-up graphs of every type of record, dense where decisions are close: birthdays, borders, what is missing."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.proofs.oracle.facts import FieldFact, RelationFact, TypeFact, enums, members, types
from tests.proofs.oracle.samples import check_digit
from tests.proofs.reference.decide import EMERGENCY, Who, matrix, wider
from tests.proofs.reference.world import Line, Thing, World, births_of, reference, thing

DAY = date(2026, 6, 1)
KATO = ("750000000", "751010000", "751110000", "100000000", "101010000", "110000000", "111010000")
AGENCIES = ("PD75", "PD10", "PROB", "KDN75", "KDN10", "HELP", "COMMISSION-75", "COMMISSION-10", "AKIMAT-75")
SYLLABLES = ("ма", "ра", "са", "ли", "на", "ба", "та", "ен", "ер", "ан", "ай", "ка", "ди", "ла")
"""What words are made of: no letters at random, for the hub takes those for a text of another code page."""
WORKED_OUT = ("isMinor", "birthDateDisputed")
"""Fields of a person that no record says."""

MISSING = 0.06

IN_ORDER: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "CourtDecision": (("decidedOn", "inForceOn"), ("decidedOn", "until")),
    "Registration": (("registeredOn", "closedOn"),),
    "Case": (("openedOn", "closedOn"),),
    "ReleaseNotice": (("releasedOn", "plannedArrivalOn"), ("releasedOn", "arrivedOn")),
    "ProactiveMatch": (("foundAt", "decidedAt", "acknowledgedAt", "forwardedAt"),),
    "Notice": (("sentAt", "confirmedAt"),),
    "ProgrammePlace": (("from", "until"),),
    "SpecialPlacement": (("from", "until"), ("from", "endedOn")),
    "Address": (("from", "until"),),
    "Enrolment": (("from", "until"),),
    "ProtectiveOrder": (("issuedOn", "until"),),
    "ShelterStay": (("appealedOn", "from", "until"),),
    "Treatment": (("from", "until"),),
    "ReportMeeting": (("announcedOn", "heldOn"),),
    "Complaint": (("receivedOn", "authorToldOn"), ("receivedOn", "answeredOn")),
}
"""Days and moments of a record that come one after the other: a line in which they do not would not come in."""


def some_date(rng: Random) -> str:
    """A day of the years in which records were made."""
    return (date(2015, 1, 1) + timedelta(days=rng.randrange(4_300))).isoformat()


def number(rng: Random) -> str:
    """An identification number with a right check digit, of somebody born from 1926 to 2025."""
    while True:
        year = rng.randrange(100)
        rest = rng.randrange(50000, 69999) if year < 26 else rng.randrange(30000, 49999)
        head = f"{year:02}0{rng.randrange(1, 10)}{rng.randrange(10, 29)}{rest}"
        last = check_digit(head)
        if last is not None:
            return f"{head}{last}"


def word(rng: Random) -> str:
    """A short text."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randrange(2, 5)))


def birth(rng: Random) -> str | None:
    """A third minors, a third adults, a third who turn 18 within days of DAY."""
    years = rng.choice((rng.randrange(1, 17), rng.randrange(19, 60), 18))
    if rng.random() < 0.04:
        return "2008-02-29"
    return (date(DAY.year - years, DAY.month, DAY.day) + timedelta(days=rng.randrange(-4, 5))).isoformat()


AGAINST = ("PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE", "COURT_MOTION")
"""The events by which somebody is declared wanted, or a court is asked for it."""


def value(rng: Random, fact: TypeFact, field: FieldFact) -> Any:
    """A value of a field. Some are drawn so that scopes have something to decide."""
    special: dict[str, Callable[[], Any]] = {
        "Person.birthDate": lambda: birth(rng),
        "Person.citizenship": lambda: rng.choice(("KAZ", "KAZ", "KAZ", "RUS", "XXA")),
        "Kinship.kind": lambda: rng.choice(("CHILD", "CHILD", "SPOUSE")),
        "Enrolment.until": lambda: rng.choice(
            (None, (DAY + timedelta(days=rng.randrange(-3, 4))).isoformat(), "2027-05-25")
        ),
        # Nobody is wanted without a search, or supervised without a court: such lines would not come in.
        "CaseEvent.kind": lambda: rng.choice(("TRANSFER", *without("CaseEventKind", *AGAINST))),
        "Registration.category": lambda: rng.choice(without("RegisterCategory", "SUPERVISED")),
        "Norm.code": lambda: rng.choice(("89-24", "89-26", "89-25", word(rng))),
        "CourtDecision.article": lambda: f"{rng.randrange(99, 400)}{rng.choice(('(2)', '.1', ''))}",
    }
    # Letters are no telephone, and say nothing.
    special |= dict.fromkeys(("Person.phone", "SourceRecord.phone"), lambda: f"+7701{rng.randrange(10**6, 10**7)}")
    if (draw := special.get(f"{fact.name}.{field.name}")) is not None:
        return draw()
    made = of_kind(rng, field)
    return [made, of_kind(rng, field)] if field.is_list else made


def without(enum: str, *left_out: str) -> tuple[str, ...]:
    """The values of an enum but some."""
    return tuple(value for value in enums()[enum] if value not in left_out)


def of_kind(rng: Random, field: FieldFact) -> Any:
    """Any value of the field's kind."""
    if field.localized:
        return {language: word(rng) for language in ("kk", "ru", "en") if rng.random() < 0.9}
    if field.kind in enums():
        return rng.choice(enums()[field.kind])
    draws: dict[str, Callable[[], Any]] = {
        "String": lambda: word(rng),
        "Date": lambda: some_date(rng),
        "DateTime": lambda: f"{some_date(rng)}T{rng.randrange(24):02}:04:05Z",
        "Int": lambda: rng.randrange(1, 60),
        "Float": lambda: rng.randrange(1, 400) / 4,
        "Boolean": lambda: rng.random() < 0.5,
        "IIN": lambda: number(rng),
    }
    return draws[field.kind]()


def in_order(type_name: str, line: Line) -> Line:
    """The line with its days in the order in which they come."""
    ordered = dict(line)
    for names in IN_ORDER.get(type_name, ()):
        said = [name for name in names if ordered.get(name) is not None]
        ordered |= dict(zip(said, sorted(ordered[name] for name in said), strict=True))
    return ordered


def said_by_number(line: Line) -> Line:
    """Day of birth and sex by a card's number, where the card is silent: so nothing more comes of it in the hub."""
    births = births_of({"iin": line.get("iin")})
    if not births:
        return {}
    said = {"birthDate": births[0], "sex": "MALE" if int(line["iin"][6]) % 2 else "FEMALE"}
    return {name: given for name, given in said.items() if line.get(name) is None}


@dataclass
class Maker:
    """Makes records one after the other, each of them after those to which it refers. ``system`` names them."""

    rng: Random
    system: str
    made: dict[str, list[Thing]]
    count: int = 0

    def one(self, type_name: str) -> Thing | None:
        """A record of that type; None if there is nobody yet whom it could be about."""
        fact = types()[type_name]
        line = self._line(fact)
        if fact.anchors and not any(line.get(name) for name in fact.anchors):
            return None
        made = thing(type_name, line)
        self.made.setdefault(type_name, []).append(made)
        return made

    def _line(self, fact: TypeFact) -> Line:
        self.count += 1
        line: Line = {"system": self.system, "recordId": f"{fact.prefix}{self.count}", "version": 1}
        if fact.name == "SourceRecord":
            line["system"] = self.rng.choice(AGENCIES)
            line["recordId"] = f"{self.system}{self.count}"
        for field in fact.fields.values():
            if field.name not in line and field.name not in WORKED_OUT and self.rng.random() > MISSING:
                line[field.name] = value(self.rng, fact, field)
        for relation in fact.relations.values():
            if not relation.inverse and (given := self._link(fact, relation)):
                line[relation.name] = given
        line |= said_by_number(line) if fact.name == "Person" else {}
        if fact.name == "SpecialPlacement":
            # Nobody is held without a ruling; that a stay ended always comes in.
            line["endedOn"] = f"2024-0{self.count % 9 + 1}-05"
        return in_order(fact.name, {name: given for name, given in line.items() if given is not None})

    def _link(self, fact: TypeFact, relation: RelationFact) -> Any:
        known = [one for target in members(relation.target) for one in self.made.get(target, ())]
        needed = relation.name in fact.anchors
        if not known or (not needed and self.rng.random() < MISSING):
            return None
        size = self.rng.choice((1, 1, 2, 3)) if relation.many else 1
        found = [reference(one, relation) for one in self.rng.sample(known, min(size, len(known)))]
        return found if relation.many else found[0]

    def regions(self) -> None:
        """The country: regions with their districts."""
        for kato in KATO:
            parent = next((one for one in self.made.get("Region", ()) if one.line["kato"][:2] == kato[:2]), None)
            line = {"system": self.system, "recordId": kato, "version": 1, "kato": kato, "name": {"kk": kato[::-1]}}
            line |= {"parent": f"{self.system}/{parent.line['recordId']}"} if parent else {}
            self.made.setdefault("Region", []).append(thing("Region", line))

    def agencies(self) -> None:
        """The agencies. Their system is the hub's own: by their code they keep source records."""
        for code in AGENCIES:
            line = {"system": "HUB", "recordId": code, "version": 1, "code": code, "kind": code.partition("-")[0]}
            line["kind"] = line["kind"] if line["kind"] in enums()["AgencyKind"] else "OTHER"
            self.made.setdefault("Agency", []).append(thing("Agency", {**line, "name": {"kk": code.lower()}}))


def order() -> list[str]:
    """The types, each after those to which it refers."""
    found: list[str] = []
    while len(found) < len(types()):
        for fact in types().values():
            needs = {m for r in fact.relations.values() if not r.inverse for m in members(r.target)} - {fact.name}
            if fact.name not in found and needs <= set(found):
                found.append(fact.name)
    return found


def made_up(seed: str, persons: int) -> World:
    """A graph of about so many persons, and about as many records of every other type about them."""
    maker = Maker(Random(seed), "A", {})
    maker.regions()
    maker.agencies()
    for name in order():
        few = types()[name].anchors == () and name != "Person"
        for _ in range(0 if name in ("Region", "Agency") else max(4, persons // 8) if few else persons):
            maker.one(name)
    return World(one for group in maker.made.values() for one in group)


def contents(world: World) -> dict[str, bytes]:
    """The feeds of a graph, as agencies would send them."""
    return {
        types()[name].feed: "".join(
            json.dumps(one.line, ensure_ascii=False) + "\n" for one in world.of_type[name]
        ).encode()
        for name in order()
        if world.of_type[name]
    }


def write(world: World, directory: Path) -> Path:
    """The feeds as files."""
    directory.mkdir(exist_ok=True)
    for feed, text in contents(world).items():
        (directory / f"{feed}.ndjson").write_bytes(text)
    return directory


def bodies(world: World, role: str) -> list[str]:
    """The ids of the bodies for which a caller of the role may work."""
    kinds = {
        "penal": ("PenalInstitution", "Unit"),
        "crisis_centre": ("CrisisCenter",),
        "ngo": ("Ngo",),
        "employment": ("AdaptationCenter", "Ngo"),
        "health": ("Ngo", "CrisisCenter"),
    }.get(role, ("Unit",))
    return [one.id for kind in kinds for one in world.of_type[kind]]


def caller(rng: Random, world: World, role: str) -> Who:
    """A caller of that role, now and then in an emergency, narrowed, or without an area, a unit or an agency."""
    area = rng.choice((None, "", "75", "75", "7510", "10", "10", "1110", "99"))
    unit = rng.choice(bodies(world, role)) if rng.random() < 0.6 else None
    agencies = ("AKIMAT-75", "AKIMAT-10", "AKIMAT-99", "PD75") if role == "akimat" else AGENCIES
    agency = rng.choice(agencies) if rng.random() < 0.8 else None
    urgent = rng.random() < 0.25 and role in {each for each, _ in wider()}
    classes = sorted({access for _, access in matrix()})
    left = None if rng.random() < 0.85 else frozenset(rng.sample(classes, rng.randrange(4, len(classes))))
    return Who(
        role=role, area=area, unit=unit, agency=agency, purpose=EMERGENCY if urgent else "CASE_WORK", classes=left
    )


def days() -> Iterable[date]:
    """Days around the birthdays that `birth` draws, and the two around a 29 February."""
    return [*(DAY + timedelta(days=offset) for offset in range(-4, 6)), date(2026, 2, 28), date(2026, 3, 1)]
