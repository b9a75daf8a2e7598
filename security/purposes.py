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
