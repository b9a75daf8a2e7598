"""What of a person's card is compared, in one spelling."""

import datetime as dt
import re
from dataclasses import dataclass

from adapters.feed import PersonCard
from adapters.matching.addresses import address
from adapters.matching.names import names

_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_PHONE_DIGITS = 10


@dataclass(frozen=True)
class Features:
    """What is compared of a person.

    Names and address are in plain spelling, in letters that no document uses; ``address`` is street, house and flat
    with a slash between. ``kato`` is the district. ``phone`` has the last ten digits. Of an identification number
    stands here that there is one and the birth date in it, never the number.
    """

    family: str | None = None
    given: str | None = None
    patronymic: str | None = None
    birth_date: dt.date | None = None
    sex: str | None = None
    address: str | None = None
    kato: str | None = None
    phone: str | None = None
    has_iin: bool = False
    iin_birth_date: dt.date | None = None

    @property
    def born(self) -> dt.date | None:
        """The birth date that counts: that of the number, which has a check digit, before the one put down."""
        return self.iin_birth_date or self.birth_date


def features(card: PersonCard) -> Features:
    """What is compared of a card."""
    named = names(card.family_name, card.given_name, card.patronymic)
    return Features(
        family=named.family,
        given=named.given,
        patronymic=named.patronymic,
        birth_date=card.birth_date,
        sex=card.sex or _sex_of(card.iin) or named.sex,
        address=address(card.address),
        kato=card.kato,
        phone=_phone(card.phone),
        has_iin=card.iin is not None,
        iin_birth_date=_born(card.iin),
    )


def _born(iin: str | None) -> dt.date | None:
    if iin is None or iin[6] not in _CENTURIES:
        return None
    try:
        return dt.date(_CENTURIES[iin[6]] + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        # A number with the right check digit and no such day: it says nothing of the birth.
        return None


def _sex_of(iin: str | None) -> str | None:
    if iin is None or iin[6] not in _CENTURIES:
        return None
    return "MALE" if int(iin[6]) % 2 else "FEMALE"


def _phone(text: str | None) -> str | None:
    digits = re.sub(r"[^0-9]", "", text or "")[-_PHONE_DIGITS:]
    return digits if len(digits) == _PHONE_DIGITS else None
