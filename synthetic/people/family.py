"""Families: who belongs to one, where its members live, and what they are to each other."""

from dataclasses import dataclass

from synthetic.country.bodies import DistrictBodies
from synthetic.draws.days import TODAY, YEAR, years_before
from synthetic.draws.dice import Weighted
from synthetic.draws.figures import Story
from synthetic.draws.names import People, family_name, keeps_own_name, patronymic, people, peoples_by_share
from synthetic.draws.tables import table
from synthetic.people.person import Person, Sketch, write_person
from synthetic.people.population_writer import PopulationWriter
from synthetic.people.shapes import SHAPES, FamilyShape

_LIVES_ELSEWHERE = 0.1
_FOREIGN = 0.012
_LOCAL_SPOUSE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family that came to the hub. The head is an adult."""

    head: Person
    spouse: Person | None
    children: tuple[Person, ...]
    parent: Person | None
    sibling: Person | None

    @property
    def size(self) -> int:
        """How many members the hub knows."""
        others = (self.spouse, self.parent, self.sibling)
        return 1 + len(self.children) + sum(m is not None for m in others)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roots:
    """What the members share."""

    people: People
    family: str
    style: str
    home: DistrictBodies
    citizenship: str


class FamilyMaker:
    """Writes families with their members and kinships."""

    def __init__(self, writer: PopulationWriter) -> None:
        self._desk = writer
        rows = table("names")["citizenship"]
        self._citizenships = Weighted([(r["code"], r["people"]) for r in rows], [r["weight"] for r in rows])

    def make(self, story: Story, room: int, home: DistrictBodies | None = None) -> Family:
        """Write a family with at most ``room`` members, in the district ``home`` or in one that is drawn."""
        dice, shape = self._desk.dice, SHAPES[story]
        roots = self._roots(story, home)
        female = dice.chance(shape.women)
        head_born = years_before(dice.between(*shape.ages)) - dice.between(0, YEAR - 1)
        children_number = min(dice.weighted(shape.children), room - 1)
        room -= 1 + children_number
        father = roots.people.given_name(dice, False)
        given_name = roots.people.given_name(dice, female)
        head = self._write(roots, given_name, father, female=female, born=head_born, story=story)
        spouse = sibling = parent = None
        own_father = given_name if not female else roots.people.given_name(dice, False)
        if room > 0 and dice.chance(shape.spouse):
            room -= 1
            spouse_given = own_father if female else roots.people.given_name(dice, True)
            spouse = self._spouse(roots, spouse_given, head, story)
        if room > 0 and dice.chance(shape.parent):
            room -= 1
            born = head_born - dice.between(20, 35) * YEAR
            mother = dice.chance(0.7)
            name = roots.people.given_name(dice, True) if mother else father
            grandfather = roots.people.given_name(dice, False)
            parent = self._write(roots, name, grandfather, female=mother, born=born, away=True)
        if room > 0 and dice.chance(shape.sibling):
            born = min(head_born + dice.between(-8, 8) * YEAR, years_before(18) - 1)
            sister = dice.chance(0.4)
            name = roots.people.given_name(dice, sister)
            sibling = self._write(roots, name, father, female=sister, born=born, away=True)
        children = tuple(self._child(roots, own_father, head_born, shape, story) for _ in range(children_number))
        family = Family(head=head, spouse=spouse, children=children, parent=parent, sibling=sibling)
        _write_kinships(self._desk, family)
        return family

    def _roots(self, story: Story, home: DistrictBodies | None) -> _Roots:
        dice = self._desk.dice
        citizenship, own_people = "KAZ", dice.weighted(peoples_by_share())
        if story is Story.FOREIGNER or dice.chance(_FOREIGN):
            citizenship, name = dice.weighted(self._citizenships)
            own_people = people(name)
        district = home or dice.weighted(self._desk.country.by_population)
        return _Roots(
            people=own_people,
            family=dice.pick(own_people.family),
            style=dice.pick(own_people.patronymic),
            home=district,
            citizenship=citizenship,
        )

    def _spouse(self, roots: _Roots, given_name: str, head: Person, story: Story) -> Person:
        dice = self._desk.dice
        family = dice.pick(roots.people.family) if keeps_own_name(dice) else roots.family
        local = story is Story.FOREIGNER and dice.chance(_LOCAL_SPOUSE)
        roots_ = _Roots(
            people=roots.people,
            family=family,
            style=roots.style,
            home=roots.home,
            citizenship="KAZ" if local else roots.citizenship,
        )
        born = min(head.born + dice.between(-6 * YEAR, 6 * YEAR), years_before(18) - 1)
        father = roots.people.given_name(dice, False)
        return self._write(roots_, given_name, father, female=not head.female, born=born)

    def _child(self, roots: _Roots, father: str, head_born: int, shape: FamilyShape, story: Story) -> Person:
        dice = self._desk.dice
        oldest = (TODAY - head_born) // YEAR - 18
        low, high = shape.child_ages
        age = dice.between(min(low, oldest), min(high, oldest))
        born = years_before(age) - dice.between(0, YEAR - 2)
        female = dice.chance(0.3 if story is Story.JUVENILE else 0.5)
        given_name = roots.people.given_name(dice, female)
        return self._write(roots, given_name, father, female=female, born=born)

    def _write(
        self,
        roots: _Roots,
        given_name: str,
        father: str,
        *,
        female: bool,
        born: int,
        story: Story | None = None,
        away: bool = False,
    ) -> Person:
        dice = self._desk.dice
        moved = dice.chance(_LIVES_ELSEWHERE * (3 if away else 0.2))
        home = dice.weighted(self._desk.country.by_population) if moved else roots.home
        sketch = Sketch(
            people=roots.people,
            family=family_name(roots.family, female),
            given_name=given_name,
            patronymic=patronymic(roots.style, father, female),
            female=female,
            born=born,
            home=home,
            citizenship=roots.citizenship,
            system=SHAPES[story].system if story else "MIA",
        )
        return write_person(self._desk, sketch)


def _write_kinships(writer: PopulationWriter, family: Family) -> None:
    head, parents = family.head, [family.head]
    if family.spouse:
        parents.append(family.spouse)
        _related(writer, head, family.spouse, "SPOUSE", "SPOUSE")
    if family.parent:
        _related(writer, head, family.parent, "PARENT", "CHILD")
    if family.sibling:
        _related(writer, head, family.sibling, "SIBLING", "SIBLING")
    for n, child in enumerate(family.children):
        for parent in parents:
            _related(writer, child, parent, "PARENT", "CHILD")
        for other in family.children[n + 1 :]:
            _related(writer, child, other, "SIBLING", "SIBLING")
        if family.parent:
            _related(writer, child, family.parent, "OTHER", "OTHER")


def _related(writer: PopulationWriter, one: Person, other: Person, other_is: str, one_is: str) -> None:
    # Both directions: each person's record leads to the other.
    writer.add("Kinship", "MIA", {"kind": other_is, "owner": one.reference, "person": other.reference})
    writer.add("Kinship", "MIA", {"kind": one_is, "owner": other.reference, "person": one.reference})
