"""What runs beside the requests while the hub goes out: the pulse, and the accounts of what was told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from hub.settings import Settings
from hub.streams.desk import Desk
from resolvers.execute import Engine
from resolvers.pulse import Pulse
from resolvers.told import Told, new_key
from security.secrets import secret_file


@asynccontextmanager
async def streaming(settings: Settings, engine: Engine) -> AsyncIterator[Desk]:
    """The desk at which streams are opened, until the end of the block."""
    told = Told(settings.home / "streams" / "told.sqlite", secret_file(settings.keys / "streams", new_key))
    desk = Desk(engine, told, Pulse(engine.store), settings.limits.streams)
    looking = asyncio.create_task(desk.pulse.run())
    try:
        yield desk
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        told.close()
