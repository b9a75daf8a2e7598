"""Two worlds made by the doors by which facts come: open facts alone, and the same with closed ones between.

A story is a list of steps. One world takes the open steps, the other all of them, in the same order and by the same
senders. The closed ones are of every closed feed, about people who are not known otherwise, are known already,
become known later, with the same number, without one, so like somebody known that a link is proposed, or withdrawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.support.outside.bodies import FAR, HOME, HOME_TWO
from tests.support.outside.records import (
    CLASS_OF,
    Delivered,
    Record,
    card,
    closed,
    deleted,
    head,
    order,
    registered,
)

PEOPLE = 14
FEEDS = tuple(CLASS_OF)


@dataclass(frozen=True)
class Step:
    """A delivery, and whether the world without closed facts gets it too. ``instead`` is what that one gets."""

    made: Delivered
    is_open: bool
    instead: Delivered | None = None


@dataclass(frozen=True)
class Story:
    """The steps, and everybody of whom they tell."""

    steps: tuple[Step, ...]
    people: tuple[Record, ...]


def story(seed: int) -> Story:
    """The story of a seed."""
    rng = Random(f"story {seed}")
    known = [card(rng, kato=rng.choice((HOME, HOME, HOME_TWO))) for _ in range(PEOPLE)]
    far = [card(rng, kato=FAR) for _ in range(4)]
    steps: list[Step] = []
    people = [*known, *far]
    for place, person in enumerate((*known, *far)):
        own = [Step(made, True) for made in _open(rng, f"O-{place}", person)]
        if person in far:
            steps += own
            continue
        hidden, said = _closed(rng, f"C-{place}", person, FEEDS[place % len(FEEDS)])
        people += said
        # Closed facts come before the open ones, between them, or after them.
        cut = rng.randrange(len(own) + 1)
        steps += [*own[:cut], *hidden, *own[cut:]]
    steps += _orders(rng, known)
    steps += [Step(_domestic(known[0]), True), Step(_refused(), True)]
    return Story(tuple(steps), tuple(people))


def _open(rng: Random, name: str, person: Record) -> Iterator[Delivered]:
    """Open records about somebody: a registration, and some of what else is sent."""
    kato = person["kato"]
    yield registered(name, person, rng.choice(("RELEASED", "PAROLEE", "DOMESTIC_OFFENDER")), kato)
    many = [
        _one("probation-register", name, person, status="OPEN", registeredOn="2026-02-02", unit=f"PROB-{kato}"),
        _one(
            "police-cases",
            name,
            person,
            number=name,
            kind="ADMINISTRATIVE_SUPERVISION",
            status="OPEN",
            openedOn="2026-01-20",
            leadUnit=f"PSU-{kato}",
            agencies=["MIA", "HEALTH"],
        ),
        _one(
            "penal-releases",
            name,
            person,
            institution="prison-1",
            ground="TERM_SERVED",
            notifiedOn="2026-04-01",
            releasedOn="2026-05-01",
            plannedArrivalOn="2026-05-03",
            chosen={"kato": kato, "address": "Абай көшесі, 3-3"},
        ),
        _one("kpsisu-records", name, person, kind="SENTENCE", decidedOn="2025-03-03", court="Сот", number=name),
        _one("police-register-events", name, person, metIn="PASSPORT", happenedAt="2026-04-04T10:00:00Z", text="Х"),
    ]
    yield from rng.sample(many, rng.randrange(0, 4))


def _one(feed: str, name: str, person: Record, **said: object) -> Delivered:
    return Delivered(feed, ({**head(name), "person": person, **said},))


def _closed(rng: Random, name: str, person: Record, feed: str) -> tuple[list[Step], list[Record]]:
    """Closed records: of this person by number, of this one by name, of somebody else, and one withdrawn."""
    nameless = {key: value for key, value in person.items() if key != "iin"}
    like = {**nameless, "phone": "+77015550100", "birthDate": f"{person['birthDate'][:4]}-01-01"}
    stranger = card(rng, kato=HOME)
    unnumbered = card(rng, kato=HOME, iin=None)
    others = [rng.choice((stranger, unnumbered)), rng.choice((nameless, like)), person]
    rng.shuffle(others)
    body = rng.choice((None, "shelter-2")) if feed == "crisis-centre-stays" else None
    made = [closed(feed, f"{name}-{place}", one, HOME, body) for place, one in enumerate(others)]
    withdrawn = closed(rng.choice(FEEDS), f"{name}-w", rng.choice(others))
    return [Step(one, False) for one in (*made, withdrawn, deleted(withdrawn))], [stranger, unnumbered]


def _orders(rng: Random, known: list[Record]) -> Iterator[Step]:
    """Orders: one world has them without those whom they protect, some of whom become known openly after it."""
    for place in range(3):
        offender = card(Random(f"offender {place}"), sex="MALE")
        victim = card(rng, kato=HOME)
        whom = (victim, rng.choice(known))
        yield Step(order(f"P-{place}", offender, whom), True, order(f"P-{place}", offender))
        for made in _open(rng, f"V-{place}", victim) if place else ():
            yield Step(made, True)


def _domestic(person: Record) -> Delivered:
    """A case of domestic violence, in which a mutation may assess the risk."""
    said = {"number": "D-1", "kind": "DOMESTIC_VIOLENCE", "status": "OPEN", "openedOn": "2026-02-20"}
    return _one("police-cases", "D-1", {**person, "kato": HOME}, **said, leadUnit=f"PSU-{HOME}")


def _refused() -> Delivered:
    """An open delivery of which something is refused."""
    return Delivered("police-registered-element", ({**head("bad-1"), "status": "OPEN"},))


def in_world(one: Story, all_of_it: bool) -> Iterator[tuple[int, Step, Delivered]]:
    """What a world gets: the number of the step, the step and the delivery."""
    for place, step in enumerate(one.steps):
        if all_of_it:
            yield place, step, step.made
        elif step.is_open:
            yield place, step, step.instead or step.made
