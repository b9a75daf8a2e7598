"""The purposes that an operation may state (access.md, "Words")."""

PURPOSES = (
    "CASE_WORK",
    "PREVENTION_CHECK",
    "RECONCILIATION",
    "REPORTING",
    "INVESTIGATION",
    "OVERSIGHT",
    "FEED",
)


def stated_purpose(stated: str | None, allowed: tuple[str, ...]) -> str | None:
    """The purpose of an operation: the one stated, or the only one that the token allows.

    None where nothing is stated and several are allowed, or where the token lacks what is stated.
    """
    if stated is None:
        return allowed[0] if len(allowed) == 1 else None
    return stated if stated in allowed else None
