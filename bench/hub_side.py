"""The hub, as it is served, for the benchmark's server process."""

from starlette.applications import Starlette

from hub.app import create_app
from hub.log import configure_log
from hub.settings import Settings


def app() -> Starlette:
    """The hub on the graph that the environment names."""
    configure_log()
    return create_app(Settings())
