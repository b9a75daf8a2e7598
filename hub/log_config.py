"""The hub's log: one JSON object a line on standard error, and never a personal value in it."""

import logging
import sys

import structlog


def configure_log() -> None:
    """Set the log up. Called once, before the hub starts."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # The driver's own messages name addresses and statements; what the hub has to say of them it says itself.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
