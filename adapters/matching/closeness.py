"""How many typing errors two plain spellings of one name bear."""

from rapidfuzz.distance import DamerauLevenshtein

from adapters.matching.data_files import table


def close(one: str, other: str) -> bool:
    """Whether two plain spellings may be one with typing errors: more letters bear more errors.

    Letters put in, left out, exchanged for another or swapped count as an error each. The longer of the two counts:
    an error may have left a letter out.
    """
    return DamerauLevenshtein.distance(one, other, score_cutoff=2) <= errors_borne(max(len(one), len(other)))


def errors_borne(letters: int) -> int:
    """How many errors a name of so many letters bears and is still recognised."""
    limits = table("thresholds")["closeness"]
    if letters >= limits["two_errors_from"]:
        return 2
    return 1 if letters >= limits["one_error_from"] else 0
