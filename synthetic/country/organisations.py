"""Schools, NGOs, centres and penal institutions: the bodies that take people in, teach or help them."""

from dataclasses import dataclass, field
from math import ceil

from synthetic.country.feed_lines import Feeds, JsonValue
from synthetic.country.places import DistrictPlace, RegionPlace
from synthetic.draws.dice import Dice
from synthetic.draws.figures import CRISIS_BEDS, CRISIS_CENTERS_OTHER, CRISIS_CENTERS_STATE
from synthetic.draws.tables import table

_PERSONS_A_SCHOOL = 600
_NGOS_A_REGION = 3
_SERVICES = 3
_CITIES = frozenset({"71", "75", "79"})
_SECURITY = ("ең төмен", "орташа", "барынша", "төтенше")


def write_schools(feeds: Feeds, place: DistrictPlace, persons: int) -> tuple[str, ...]:
    """Write the schools of a district."""
    number = max(2, ceil(persons / _PERSONS_A_SCHOOL))
    return tuple(
        feeds.add(
            "School",
            "EDU",
            {"name": f"№ {n} жалпы білім беретін мектеп, {place.name['kk']}", "region": place.reference},
        )
        for n in range(1, number + 1)
    )


def write_ngos(feeds: Feeds, dice: Dice, place: RegionPlace) -> tuple[str, ...]:
    """Write the non-governmental organisations of a region."""
    words = table("words")["ngo"]
    start = dice.between(0, len(words["names"]) - 1)
    return tuple(
        feeds.add(
            "Ngo",
            "NGO",
            {
                "name": f"«{words['names'][(start + n) % len(words['names'])]}» қоғамдық қоры",
                "services": [words["services"][(start + n * _SERVICES + k) % 8] for k in range(_SERVICES)],
                "region": dice.pick(place.districts).reference,
            },
        )
        for n in range(_NGOS_A_REGION)
    )


def write_adaptation_centers(feeds: Feeds, dice: Dice, place: RegionPlace) -> tuple[str, ...]:
    """Write a centre of social adaptation and one of temporary adaptation and detoxification."""
    centers = []
    for kind, name in (
        ("SOCIAL_ADAPTATION", "Әлеуметтік бейімдеу орталығы"),
        ("DETOXIFICATION", "Уақытша бейімдеу және детоксикация орталығы"),
    ):
        beds = dice.between(20, 60)
        values: dict[str, JsonValue] = {
            "name": f"{name}, {place.name['kk']}",
            "kind": kind,
            "beds": beds,
            "freeBeds": dice.between(0, beds // 2),
            "region": place.districts[0].reference,
        }
        centers.append(feeds.add("AdaptationCenter", "LABOUR", values))
    return tuple(centers)


def write_institutions(feeds: Feeds, dice: Dice, regions: tuple[RegionPlace, ...]) -> tuple[str, ...]:
    """Write the penal institutions: two an oblast, one a city of republican significance."""
    institutions = []
    for place in regions:
        for _ in range(1 if place.prefix in _CITIES else 2):
            number = str(feeds.next_number("PenalInstitution"))
            values: dict[str, JsonValue] = {
                "name": f"№ {number} мекеме, {place.name['kk']}",
                "number": number,
                "security": dice.pick(_SECURITY),
                "region": dice.pick(place.districts).reference,
            }
            institutions.append(feeds.add("PenalInstitution", "PENAL", values))
    return tuple(institutions)


@dataclass(kw_only=True)
class CrisisCenter:
    """A crisis centre while the population grows: ``occupied_beds`` counts the stays that go on."""

    record: str
    name: str
    region: str
    is_state: bool
    beds: int
    occupied_beds: int = field(default=0)

    @property
    def reference(self) -> str:
        """The reference to the centre."""
        return f"CRISIS/{self.record}"


class CrisisCenters:
    """The crisis centres. They are written last, when it is known how many beds are taken."""

    def __init__(self, dice: Dice, regions: tuple[RegionPlace, ...]) -> None:
        names = table("words")["crisis"]["names"]
        number = CRISIS_CENTERS_STATE.amount + CRISIS_CENTERS_OTHER.amount
        self._centers: dict[str, CrisisCenter] = {}
        self._by_region: dict[str, list[str]] = {place.prefix: [] for place in regions}
        for n in range(number):
            place = regions[n % len(regions)]
            region_centers = self._by_region[place.prefix]
            center = CrisisCenter(
                record=f"CRC-{place.prefix}-{len(region_centers) + 1}",
                name=f"«{names[n % len(names)]}» дағдарыс орталығы",
                region=place.districts[0].reference if not region_centers else dice.pick(place.districts).reference,
                is_state=n < CRISIS_CENTERS_STATE.amount,
                beds=_beds(n, number),
            )
            self._centers[center.reference] = center
            region_centers.append(center.reference)

    def of_region(self, prefix: str) -> tuple[str, ...]:
        """The centres of a region."""
        return tuple(self._by_region[prefix])

    def take_bed(self, reference: str) -> bool:
        """Take a bed for a stay that goes on; False where none is free."""
        center = self._centers[reference]
        if center.occupied_beds >= center.beds:
            return False
        center.occupied_beds += 1
        return True

    def write(self, feeds: Feeds) -> None:
        """Write the centres."""
        for center in self._centers.values():
            values: dict[str, JsonValue] = {
                "name": center.name,
                "isState": center.is_state,
                "beds": center.beds,
                "freeBeds": center.beds - center.occupied_beds,
                "region": center.region,
            }
            feeds.add("CrisisCenter", "CRISIS", values, center.record)


def _beds(n: int, number: int) -> int:
    # Neighbours in the list differ by as much up as down, so that the sum stays that of the figure.
    mean, rest = divmod(CRISIS_BEDS.amount, number)
    sway = n // 2 % 7 if n < number - number % 2 else 0
    return mean + (n < rest) + (sway if n % 2 else -sway)
