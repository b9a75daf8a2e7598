"""What of a person's card is compared, in one spelling."""

import datetime as dt
import re
from dataclasses import dataclass

from adapters.feeds.feed import PersonCard
from adapters.feeds.placeholders import is_memorable_phone, said_phone
from adapters.matching.addresses import address
from adapters.matching.person_names import names
from graph.ingest.number_holders import GENERATION
from schema.fathers_names import sex_said
from schema.identity_numbers import birth_date_in

_PHONE_DIGITS = 10


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is compared of a person.

    Names and address are in plain spelling, in letters that no document uses; ``address`` is street, house and flat
    with a slash between. ``kato`` is the district. ``phone`` has the last ten digits. Of an identification number
    stands here that there is one and the birth date in it, never the number. One that a generation parts from the
    card may be a parent's or a child's and counts as none. ``names_nobody`` is whether words for somebody unknown
    stand for a name. ``family_letters`` and ``given_letters`` are the two names letter for letter, in the alphabet
    of the card.
    """

    family: str | None = None
    given_name: str | None = None
    patronymic: str | None = None
    birth_date: dt.date | None = None
    sex: str | None = None
    address: str | None = None
    kato: str | None = None
    phone: str | None = None
    has_iin: bool = False
    iin_birth_date: dt.date | None = None
    names_nobody: bool = False
    family_letters: str | None = None
    given_letters: str | None = None

    @property
    def born(self) -> dt.date | None:
        """The birth date that counts: that of the number, which has a check digit, before the one put down."""
        return self.iin_birth_date if self.has_iin else self.birth_date

    @property
    def dates(self) -> frozenset[dt.date]:
        """Every birth date that the card or its number states."""
        return frozenset(date for date in (self.birth_date, self.iin_birth_date) if date is not None)

    @property
    def contradicts_itself(self) -> bool:
        """Whether the number and the card say two dates, so that one of them is not the person's."""
        return None not in (self.iin_birth_date, self.birth_date) and self.iin_birth_date != self.birth_date


def features(card: PersonCard) -> Features:
    """What is compared of a card."""
    person_names = names(card.family_name, card.given_name, card.patronymic)
    return Features(
        family=person_names.family,
        given_name=person_names.given_name,
        patronymic=person_names.patronymic,
        birth_date=card.birth_date,
        sex=sex_said(_on_sex(card)),
        address=address(card.address),
        kato=card.kato,
        phone=_phone(card.phone),
        has_iin=card.iin is not None and not _may_be_a_relatives(card),
        iin_birth_date=birth_date_in(card.iin),
        names_nobody=person_names.nobody,
        family_letters=person_names.family_letters,
        given_letters=person_names.given_letters,
    )


def _on_sex(card: PersonCard) -> dict[str, str | None]:
    return {
        "sex": card.sex,
        "iin": card.iin,
        "patronymic": card.patronymic,
        "givenName": card.given_name,
        "familyName": card.family_name,
    }


def _may_be_a_relatives(card: PersonCard) -> bool:
    """Whether a card's number may be that of a parent or of a child: a generation is between the two dates."""
    born = birth_date_in(card.iin)
    return born is not None and card.birth_date is not None and abs(card.birth_date.year - born.year) >= GENERATION


def _phone(text: str | None) -> str | None:
    digits = re.sub(r"[^0-9]", "", said_phone(text) or "")[-_PHONE_DIGITS:]
    return digits if len(digits) == _PHONE_DIGITS and not is_memorable_phone(digits) else None
