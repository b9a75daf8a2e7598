"""Values, ids and callers taken from the data, so that made-up queries hit something."""

import base64
from datetime import date, timedelta
from random import Random

from tests.proofs.oracle.facts import FieldFact, enums, types
from tests.proofs.oracle.literals import Word
from tests.proofs.oracle.records import Store
from tests.proofs.oracle.values import Json
from tests.proofs.oracle.view import OracleCaller, View, adult_on, matrix

USUAL_DAY = date(2026, 6, 1)
FIRST_DAY = date(2025, 10, 14)
"""Order 742 has force from 12 October 2025: before, nothing is released on its norms."""
FIRST_WEIGHTS = tuple(range(1, 12))
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
OTHER_VALUES: dict[str, tuple[Json, ...]] = {
    "String": ("", "А", "x", "Қазақ", "7", "%"),
    "Date": ("1900-01-01", "2008-06-01", "2025-12-31"),
    "DateTime": ("2025-01-01T00:00:00Z", "2026-03-01T13:30:00+05:00"),
    "Int": (0, 1, 30, -1),
    "Float": (0.0, 12.5, -3.0),
    "Boolean": (True, False),
}


def check_digit(digits: str) -> int | None:
    """The last digit of a number of eleven, or None if no such number is issued."""
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11
        if total < 10:
            return total
    return None


class Samples:
    """What a generator may pick from, in an order that depends on the data alone."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ids = {name: [record.id for record in store.by_type[name]] for name in types()}
        self._values: dict[tuple[str, str], list[Json]] = {}
        self._bodies: dict[str, list[str]] = {}
        katos = [str(kato) for kato in self.values("Region", "kato")]
        self.areas = sorted({kato[:length] for kato in katos for length in (2, 4, 6)})
        self.homes = [area for person in store.by_type["Person"] if (area := store.area(person)) is not None]
        self.agencies = [str(code) for code in self.values("Agency", "code")]
        self.working = [
            str(agency.values["code"]) for case in store.by_type["Case"] for agency in case.links["agencies"]
        ]

    def values(self, type_name: str, field: str) -> list[Json]:
        """The values of a field in the data, each once; of a localized one the Kazakh texts."""
        key = (type_name, field)
        if key not in self._values:
            found = [record.values[field] for record in self.store.by_type[type_name]]
            if types()[type_name].fields[field].localized:
                found = [value.get("kk") for value in found if value]
            self._values[key] = list(dict.fromkeys(value for value in found if value is not None))
        return self._values[key]

    def value(self, rng: Random, type_name: str, fact: FieldFact) -> Json:
        """A value to compare a field with: mostly one that some record has."""
        if fact.kind in enums():
            return Word(rng.choice(enums()[fact.kind]))
        if fact.kind == "IIN":
            return self.iin(rng)
        known = self.values(type_name, fact.name)
        if known and rng.random() < 0.9:
            return rng.choice(known)
        return rng.choice(OTHER_VALUES[fact.kind])

    def iin(self, rng: Random) -> str:
        """A number: mostly somebody's, sometimes nobody's."""
        known = self.values("Person", "iin")
        if known and rng.random() < 0.75:
            return str(rng.choice(known))
        while True:
            head = (
                f"{rng.randrange(100):02}0{rng.randrange(1, 10)}{rng.randrange(10, 29)}3{rng.randrange(10000):04}"
            )
            last = check_digit(head)
            if last is not None:
                return f"{head}{last}"

    def id(self, rng: Random, type_name: str | None = None) -> str:
        """An id: mostly of a record of that type, sometimes of another type, of no record, or no id at all."""
        wished = type_name if type_name and rng.random() < 0.85 else rng.choice(sorted(types()))
        known = self.ids[wished]
        if known and rng.random() < 0.88:
            return rng.choice(known)
        if rng.random() < 0.2:
            return rng.choice(("", "nothing", "per_", f"{types()[wished].prefix}_zz"))
        return f"{types()[wished].prefix}_{base64.b32encode(rng.randbytes(10)).decode().lower()}"

    def id_in(self, view: View, rng: Random, type_name: str | None) -> str:
        """An id as `id` gives it, or in half of the cases one that a caller may know of."""
        wished = type_name or rng.choice(sorted(types()))
        seen = [record.id for record in self.store.by_type[wished] if view.sees(record)]
        return rng.choice(seen) if seen and rng.random() < 0.5 else self.id(rng, type_name)

    def caller(self, rng: Random) -> OracleCaller:
        """A caller of any role, with an area, and with the unit or agency that the role is likely to name.

        Areas, units and agencies are drawn by the number of persons or cases that they have to do with.
        """
        seeing = sorted(role for role, row in matrix().items() if "PERSON" in row)
        role = rng.choice((*matrix(), *seeing, *seeing))
        lived_in = [rng.choice(self.homes)[:length] for length in (2, 2, 4)] if self.homes else []
        area = rng.choice(("", "", "", "75", "7510", *lived_in, *rng.sample(self.areas, min(1, len(self.areas)))))
        if role == "akimat" and (own := [code for code in self.agencies if code.startswith("AKIMAT-")]):
            return OracleCaller(role, area, None, rng.choice(own))
        codes = self.working if self.working and rng.random() < 0.7 else self.agencies
        agency = rng.choice(codes) if codes and rng.random() < 0.8 else None
        units = [key for name in self._unit_types(role) for key in self._busy(name)]
        unit = rng.choice(units) if units and rng.random() < 0.65 else None
        return OracleCaller(role, area, unit, agency)

    def home(self, key: str | None) -> str | None:
        """The KATO code of the region where a person lives, if person and region are known."""
        person = self.store.get(key) if key else None
        return self.store.area(person) if person else None

    @staticmethod
    def _unit_types(role: str) -> tuple[str, ...]:
        match role:
            case "penal":
                return ("PenalInstitution", "Unit")
            case "crisis_centre":
                return ("CrisisCenter",)
            case "ngo":
                return ("Ngo",)
            case "employment" | "health" | "education":
                return ("AdaptationCenter", "Ngo", "School", "CrisisCenter")
            case "commission" | "akimat":
                return ()
        return ("Unit",)

    def _busy(self, type_name: str) -> list[str]:
        """The bodies of a type, each as often as it has to do with a person; all of them if none has."""
        if type_name not in self._bodies:
            busy = [
                end.id
                for kind, relation in BUSINESS
                for record in self.store.by_type[kind]
                if (end := record.first(relation)) is not None and end.type == type_name
            ]
            self._bodies[type_name] = busy or self.ids[type_name]
        return self._bodies[type_name]

    def day(self, rng: Random) -> tuple[date, str | None]:
        """The day of a query: the usual one, or a person's 18th birthday or its eve, with the person's id."""
        near = [
            (day, person.id)
            for person in self.store.by_type["Person"]
            if (birth := person.values["birthDate"]) is not None
            and (day := adult_on(date.fromisoformat(birth))) > FIRST_DAY
            and abs(day - USUAL_DAY).days < 900
        ]
        if not near or rng.random() < 0.7:
            return USUAL_DAY, None
        birthday, key = rng.choice(near)
        return birthday - timedelta(days=rng.randrange(2)), key


BUSINESS = (
    ("Registration", "unit"),
    ("Case", "leadUnit"),
    ("ReleaseNotice", "institution"),
    ("ShelterStay", "center"),
    ("ProgrammePlace", "organisation"),
)
