"""What runs beside the requests while the hub goes out: the change poller, and what was delivered."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from graphql import OperationType

from hub.settings import Settings
from hub.subscriptions.http_signatures import key_of
from hub.subscriptions.registry import SubscriptionRegistry
from hub.subscriptions.webhook_config import Webhook, read_webhooks
from hub.subscriptions.webhook_sender import RetryPolicy, delivering
from hub.subscriptions.webhook_state import Journal
from hub.subscriptions.wire_messages import errors_of
from resolvers.errors import HubError, RequestErrors
from resolvers.execute import Engine
from resolvers.request.documents import read_document
from resolvers.subscriptions.change_poller import ChangePoller
from resolvers.subscriptions.delivered_state import DeliveredState, new_key
from resolvers.visibility.schema_views import view_of
from schema.api.graphql_schema import graphql_schema
from security.authorization.caller import grants_of
from security.authorization.policy import Policy
from security.clock import today_in_kazakhstan
from security.site_file import SiteFileError
from security.vault.secret_files import secret_file


def journal_of(settings: Settings) -> Journal:
    """How far the webhooks have got."""
    return Journal(settings.home / "streams" / "webhooks.sqlite")


def webhooks_of(settings: Settings, policy: Policy) -> Mapping[str, Webhook]:
    """The webhooks that the settings name, by name.

    Raises:
        security.site_file.SiteFileError: the file says something that cannot be meant.
    """
    if settings.webhooks is None:
        return {}
    webhooks = read_webhooks(settings.webhooks, policy.roles)
    for webhook in webhooks.values():
        _check_query(settings, policy, webhook)
    return webhooks


def _check_query(settings: Settings, policy: Policy, webhook: Webhook) -> None:
    caller, request = webhook.caller, webhook.request
    grants = grants_of(caller, policy.roles[caller.role], today_in_kazakhstan(), caller.purposes[0])
    try:
        view = view_of(graphql_schema(), grants).schema
        document = read_document(view, request.query, None, settings.limits)
    except (HubError, RequestErrors) as error:
        codes = ", ".join(error_body["extensions"]["code"] for error_body in errors_of(error, "en"))
        raise SiteFileError([f"{settings.webhooks}: {webhook.name}: query: {codes}"]) from error
    if document.operation.operation != OperationType.SUBSCRIPTION or document.variables:
        raise SiteFileError([f"{settings.webhooks}: {webhook.name}: query is no subscription without variables"])


@asynccontextmanager
async def streaming(
    settings: Settings, engine: Engine, retry_policy: RetryPolicy | None = None
) -> AsyncIterator[SubscriptionRegistry]:
    """The registry of subscriptions, until the end of the block; meanwhile webhooks are delivered.

    Raises as :func:`webhooks_of`.
    """
    delivered = DeliveredState(
        settings.home / "streams" / "told.sqlite", secret_file(settings.keys / "streams", new_key)
    )
    subscriptions = SubscriptionRegistry(
        engine=engine, delivered=delivered, poller=ChangePoller(store=engine.store), most=settings.limits.streams
    )
    looking = asyncio.create_task(subscriptions.poller.run())
    webhooks = webhooks_of(settings, engine.policy)
    try:
        async with delivering(
            webhooks,
            subscriptions,
            journal_of(settings),
            key_of(settings),
            settings.limits,
            retry_policy or RetryPolicy(),
        ):
            yield subscriptions
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        delivered.close()
