"""Individual identification numbers, checked by the rule and not by the code that made them."""

from synthetic.draws.iin import check_digit
from tests.population.fed import Fed


def _valid(iin: str) -> bool:
    digits = [int(c) for c in iin]
    rest = sum((n + 1) * d for n, d in enumerate(digits[:11])) % 11
    if rest == 10:
        rest = sum(((n + 2) % 11 + 1) * d for n, d in enumerate(digits[:11])) % 11
    return rest == digits[11]


def test_numbers_are_valid_and_unique(large: Fed) -> None:
    iins = [p["iin"] for p in large.records["Person"] if "iin" in p]
    assert len(iins) > 0.95 * len(large.records["Person"])
    assert len(set(iins)) == len(iins)
    assert all(map(_valid, iins))


def test_numbers_agree_with_birth_date_and_sex(large: Fed) -> None:
    for person in large.records["Person"]:
        if "iin" not in person:
            continue
        iin, born = person["iin"], person["birthDate"]
        assert iin[:6] == born[2:4] + born[5:7] + born[8:10]
        assert int(iin[6]) == (3 if born < "2000" else 5) + (person["sex"] == "FEMALE")


def test_both_weightings_are_used(large: Fed) -> None:
    first = [
        sum((n + 1) * int(c) for n, c in enumerate(p["iin"][:11])) % 11
        for p in large.records["Person"]
        if "iin" in p
    ]
    assert 10 in first


def test_a_number_that_is_never_issued_has_no_check_digit() -> None:
    # A hundred thousand serials hold some whose rest is ten under both weightings.
    heads = [f"8503123{serial:04}" for serial in range(10_000)]
    never = [h for h in heads if check_digit(h) is None]
    assert never
    assert not [h for h in never if any(_valid(f"{h}{d}") for d in range(10))]
