"""The hub, as it is served, for the benchmark's server process."""

from starlette.applications import Starlette

from hub.app import create_app
from hub.log_config import configure_log
from hub.server import keep_in_memory
from hub.settings import Settings
from security.limits.declared import Limits

# One caller asks all the questions of the benchmark; charging goes on, but nothing runs out.
UNMEASURED = Limits(cost_per_minute=10**12, requests_per_minute=10**9)


def app() -> Starlette:
    """The hub on the graph that the environment names."""
    configure_log()
    keep_in_memory()
    return create_app(Settings(limits=UNMEASURED))
