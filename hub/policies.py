"""The policy as the settings have it: its role files, and the agreements that the site keeps."""

from pathlib import Path

import structlog

from hub.settings import Settings
from resolvers.visibility.policy_check import checked_policy
from security.authorization.agreements import read_agreements
from security.authorization.policy import Policy, written_policy
from security.authorization.policy_expiry import endings, without_agreement
from security.clock import today_in_kazakhstan

log = structlog.get_logger()

MADE_UP_AGREEMENTS = Path(__file__).parents[1] / "synthetic" / "agreements.toml"
"""The agreements of the demonstration, which nobody signed."""

_MADE_UP = "made-up-country"
"""A file of this name in the hub's folder says that its graph was filled for the demonstration."""


def policy_of(settings: Settings, directory: Path | None = None) -> Policy:
    """The policy that the settings name, checked; its role files from ``directory`` if one is given.

    Raises:
        security.site_file.SiteFileError: it cannot be meant.
    """
    return checked_policy(directory or settings.policy_files, agreements=read_agreements(settings.agreements_file))


def remarks(settings: Settings, directory: Path | None = None) -> tuple[str, ...]:
    """What there is to know of a policy that is right: what ends soon, and what no agreement covers."""
    day = today_in_kazakhstan()
    agreements = read_agreements(settings.agreements_file)
    written = written_policy(directory or settings.policy_files, day)
    lacking = without_agreement(written, agreements, day)
    return (
        *(f"warning: {ending}" for ending in endings(written.under(agreements), day)),
        *(
            f"{role}: {', '.join(classes)} by agreement, and none is in force: nothing of it is released"
            for role, classes in lacking.items()
        ),
    )


def warn_of_endings(policy: Policy) -> None:
    """Say in the log what ends soon."""
    for ending in endings(policy, today_in_kazakhstan()):
        log.warning(
            "a norm ends soon",
            role=ending.role,
            releases=ending.what,
            norm=ending.norm,
            until=ending.until.isoformat(),
        )


def mark_made_up(settings: Settings) -> None:
    """Write down that the graph of the settings was filled for the demonstration."""
    (settings.home / _MADE_UP).touch()


def of_demonstration(settings: Settings) -> Settings:
    """The settings of a demonstration: with its agreements, if its graph was filled for it and a site set none."""
    if settings.agreements is not None or not (settings.home / _MADE_UP).exists():
        return settings
    return settings.model_copy(update={"agreements": MADE_UP_AGREEMENTS})
