"""Webhooks: for each of the site's receivers a stream of its own, sent message by message and in order.

A message is sent again until the receiver takes it (any 2xx). Each time it is made anew from the last position
that was taken, for the rights of that moment: nothing waits here that was released once and would not be now.
After long failure the webhook is parked, until somebody calls ``ortaq webhooks resume``.
"""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from hub.subscriptions.http_signatures import signed
from hub.subscriptions.registry import SubscriptionRegistry
from hub.subscriptions.webhook_config import Webhook
from hub.subscriptions.webhook_state import Journal, WebhookState
from hub.subscriptions.wire_messages import failure, log, result_of
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Answer
from resolvers.subscriptions.positions import FIRST
from resolvers.subscriptions.stream import Stream
from security.clock import unix_now
from security.identity.local_issuer import Issuer
from security.limits.declared import Limits

JSON = "application/json"
AWAY = ("GRAPH_DOWN", "LOG_DOWN", "STATEMENT_TIMEOUT", "INTERNAL", "TOO_MANY_STREAMS", "STREAM_TAKEN_OVER")
"""Errors that are the hub's own, or pass: no failure of the receiver, and no reason to park."""


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How long the hub tries, in seconds. A webhook is parked after ``failures``, ``period`` or more in all."""

    first: float = 1.0
    longest: float = 600.0
    failures: int = 12
    period: float = 6 * 3600.0
    answer: float = 10.0
    watch: float = 1.0

    def pause(self, failures: int) -> float:
        """The pause after so many failures: twice as long each time, and never the same, so that not all come back
        together.
        """
        even = min(self.longest, self.first * 2.0 ** min(failures - 1, 20))
        return even * (0.5 + secrets.randbelow(1000) / 1000)

    def is_over(self, state: WebhookState, now: float) -> bool:
        """Whether to park."""
        return state.failures >= self.failures and now - state.since >= self.period


class NotTakenError(Exception):
    """The receiver did not take a message: a word for the log and the journal, without anything that it said."""


@dataclass(kw_only=True)
class WebhookSender:
    """The delivery to one receiver."""

    webhook: Webhook
    subscriptions: SubscriptionRegistry
    journal: Journal
    key: Issuer
    limits: Limits
    retry_policy: RetryPolicy

    async def run(self) -> None:
        """Deliver until cancelled."""
        trust = ssl.create_default_context(cafile=self.webhook.ca)
        # The address is the site's own; nothing else may lead anywhere: no redirect, no proxy of the environment.
        async with httpx.AsyncClient(
            verify=trust, follow_redirects=False, trust_env=False, timeout=self.retry_policy.answer
        ) as client:
            while True:
                state = await self._state()
                if state.parked is not None:
                    await asyncio.sleep(self.retry_policy.watch)
                    continue
                await self._round(client, state)

    async def _round(self, client: httpx.AsyncClient, state: WebhookState) -> None:
        """Follow and send until something goes wrong, and say what went wrong."""
        try:
            await self._follow(client, state)
        except NotTakenError as error:
            await self._failed(state.turn, str(error))
        except Exception as error:
            hub_error = failure(error)
            code = (hub_error.errors[0] if isinstance(hub_error, RequestErrors) else hub_error).entry.code
            if code in AWAY:
                await self._pause(state.turn, self.retry_policy.first)
            else:
                log.warning("webhook parked", webhook=self.webhook.name, reason=code)
                await self._change(state.turn, parked=code)

    async def _follow(self, client: httpx.AsyncClient, state: WebhookState) -> None:
        start = state.mark if state.mark is not None else FIRST if self.webhook.from_first else None
        async with self.subscriptions.open(self.webhook.caller, self.webhook.request, start) as stream:
            if state.mark is None:
                state = await self._change(state.turn, mark=stream.mark)
            watch = asyncio.create_task(self._watch(stream, state.turn))
            try:
                async with aclosing(stream.messages()) as messages:
                    async for message in messages:
                        if stream.news:
                            await self._send(client, message)
                        await self._change(
                            state.turn,
                            mark=stream.delivered_to,
                            **({"failures": 0, "delivered": unix_now()} if stream.news else {}),
                        )
            finally:
                watch.cancel()

    async def _watch(self, stream: Stream, turn: int) -> None:
        """End the stream when somebody has moved the webhook by hand."""
        await self._moved(turn)
        stream.end(HubError("STREAM_TAKEN_OVER"))

    async def _send(self, client: httpx.AsyncClient, message: Answer) -> None:
        body = orjson.dumps({"webhook": self.webhook.name, **result_of(message, self.limits)})
        headers = signed(self.key.key, self.key.key_id, self.webhook.url, body, JSON)
        try:
            async with asyncio.timeout(self.retry_policy.answer):
                # What the receiver answers is not read: its status says all that is asked.
                async with client.stream("POST", self.webhook.url, content=body, headers=headers) as response:
                    status = response.status_code
        except (httpx.HTTPError, TimeoutError) as error:
            raise NotTakenError(type(error).__name__) from None
        if not 200 <= status < 300:
            raise NotTakenError(f"status {status}")

    async def _failed(self, turn: int, why: str) -> None:
        state, now = await self._state(), unix_now()
        counted = await self._change(
            turn, failures=state.failures + 1, since=state.since if state.failures else now
        )
        log.warning("webhook not taken", webhook=self.webhook.name, reason=why, failures=counted.failures)
        if self.retry_policy.is_over(counted, now):
            log.error("webhook parked", webhook=self.webhook.name, reason=why)
            await self._change(turn, parked=why)
            return
        await self._pause(turn, self.retry_policy.pause(counted.failures))

    async def _pause(self, turn: int, seconds: float) -> None:
        """Wait, but no longer than until somebody moves the webhook by hand."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._moved(turn), seconds)

    async def _moved(self, turn: int) -> None:
        """Return when somebody has moved the webhook by hand: perhaps another process, so it has to be looked."""
        while True:
            await asyncio.sleep(self.retry_policy.watch)
            if (await self._state()).turn != turn:
                return

    async def _state(self) -> WebhookState:
        return await asyncio.to_thread(self.journal.state, self.webhook.name)

    async def _change(self, turn: int, **values: Any) -> WebhookState:
        return await asyncio.to_thread(lambda: self.journal.change(self.webhook.name, turn, **values))


@asynccontextmanager
async def delivering(
    webhooks: Mapping[str, Webhook],
    subscriptions: SubscriptionRegistry,
    journal: Journal,
    key: Issuer,
    limits: Limits,
    retry_policy: RetryPolicy,
) -> AsyncIterator[None]:
    """Deliver to all ``webhooks`` until the end of the block."""
    tasks = [
        asyncio.create_task(
            WebhookSender(
                webhook=webhook,
                subscriptions=subscriptions,
                journal=journal,
                key=key,
                limits=limits,
                retry_policy=retry_policy,
            ).run()
        )
        for webhook in webhooks.values()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
