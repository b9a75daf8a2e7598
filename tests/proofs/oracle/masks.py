"""What is left of a value that is given masked."""

from tests.proofs.oracle.values import Json


def masked(mask: str, value: Json) -> Json:
    """The part of ``value`` that ``mask`` leaves. Of an unknown value nothing is left."""
    if value is None:
        return None
    match mask:
        case "keep":
            return value
        case "year":
            return value[:4]
        case "initial":
            return f"{value[0]}." if value else None
        case "last_four":
            return _tail(value, 4)
        case "last_two":
            return _tail(value, 2)
        case "chapter":
            return value.partition(".")[0].partition("(")[0]
        case "nothing":
            return None
    raise ValueError(mask)


def _tail(value: str, kept: int) -> str:
    return "*" * (len(value) - kept) + value[-kept:]
