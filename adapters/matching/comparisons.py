"""The comparisons of :mod:`adapters.matching.levels` in SQL, for the batch.

The levels of each stand in the order in which they are asked.
"""

from collections.abc import Mapping

from adapters.matching.data_files import table

_CLOSENESS = table("thresholds")["closeness"]


def _close(column: str) -> str:
    longer = f"greatest(length({column}_l), length({column}_r))"
    borne = " + ".join(f"({longer} >= {_CLOSENESS[least]})::int" for least in ("one_error_from", "two_errors_from"))
    return f"damerau_levenshtein({column}_l, {column}_r) <= {borne}"


def _initial(column: str) -> str:
    shorter = f"least(length({column}_l), length({column}_r))"
    return f"substr({column}_l, 1, 1) = substr({column}_r, 1, 1) and {shorter} = 1"


def _digits(column: str, first: int, last: int) -> str:
    return f"substr({column}, {first}, {last - first + 1})"


_CROSSED = "family_l = given_r and given_l = family_r"
_YEAR_ONLY = f"({_digits('born_l', 5, 8)} = '0101' or {_digits('born_r', 5, 8)} = '0101')"
_SAME_YEAR = f"{_digits('born_l', 1, 4)} = {_digits('born_r', 1, 4)}"
_SWAPPED = " and ".join(
    f"{_digits('born_l', *part)} = {_digits('born_r', *other_part)}"
    for part, other_part in (((5, 6), (7, 8)), ((7, 8), (5, 6)))
)
_SAME_STREET = f"(street_l = street_r or {_close('street')})"
_SAME_HOUSE = f"{_SAME_STREET} and house_l = house_r and house_l <> ''"

CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "family": {
        "equal": "family_l = family_r",
        "close": f"{_close('family')} or forefather_l = forefather_r",
        "crossed": _CROSSED,
    },
    "given": {
        "equal": "given_l = given_r",
        "close": f"{_close('given')} and not (given_known_l and given_known_r)",
        "crossed": _CROSSED,
        "initial": _initial("given"),
    },
    "patronymic": {
        "equal": "patronymic_l = patronymic_r",
        "close": f"{_close('patronymic')} and not (patronymic_known_l and patronymic_known_r)",
        "initial": _initial("patronymic"),
    },
    "birth": {
        "year": f"{_YEAR_ONLY} and {_SAME_YEAR}",
        "equal": f"born_l = born_r and not {_YEAR_ONLY}",
        "slip": f"not {_YEAR_ONLY} and (({_SAME_YEAR} and {_SWAPPED}) or hamming(born_l, born_r) = 1)",
    },
    "sex": {"equal": "sex_l = sex_r"},
    "home": {
        "equal": f"{_SAME_HOUSE} and flat_l = flat_r",
        "house": f"{_SAME_HOUSE} and (flat_l = '' or flat_r = '')",
        "street": _SAME_STREET,
    },
    "district": {"equal": "kato_l = kato_r", "region": f"{_digits('kato_l', 1, 2)} = {_digits('kato_r', 1, 2)}"},
    "phone": {"equal": "phone_l = phone_r"},
}
"""The condition of each level by comparison. What meets none is ``different``."""

NULLS: Mapping[str, str] = {
    name: f"{column}_l is null or {column}_r is null"
    for name, column in {
        "family": "family",
        "given": "given",
        "patronymic": "patronymic",
        "birth": "born",
        "sex": "sex",
        "home": "street",
        "district": "kato",
        "phone": "phone",
    }.items()
}
"""Where a comparison says nothing."""

DIFFERENT = "different"


def levels_of(comparison: str) -> tuple[str, ...]:
    """The levels of a comparison."""
    return (*CONDITIONS[comparison], DIFFERENT)
