"""Individual identification numbers: twelve digits, the last a check digit (Government resolution 853 of 2003)."""

from datetime import date

from synthetic.draws.dice import Dice

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_NEVER_ISSUED = 10


def check_digit(eleven: str) -> int | None:
    """The digit that completes ``eleven``, or None where the number is never issued."""
    digits = [ord(c) - 48 for c in eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(map(int.__mul__, digits, weights)) % 11
        if rest != _NEVER_ISSUED:
            return rest
    return None


class IinBook:
    """Gives out numbers, each once."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._given: set[int] = set()

    def issue(self, born: int, female: bool) -> str:
        """A number for somebody born on day ``born``."""
        day = date.fromordinal(born)
        century = (3 if day.year < 2000 else 5) + female
        head = f"{day:%y%m%d}{century}"
        while True:
            eleven = f"{head}{self._dice.between(0, 9_999):04}"
            digit = check_digit(eleven)
            if digit is None or int(eleven) in self._given:
                continue
            self._given.add(int(eleven))
            return f"{eleven}{digit}"
