"""``ortaq feeds``, ``quarantine`` and ``receipts``: what comes in, what does not, and what is acknowledged."""

import datetime as dt
import hashlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from adapters.delivery.deliver import Delivery, IngestContext, OtherPayloadError, RunningError, deliver
from adapters.delivery.folder import MOST_BYTES, SUFFIXES, watch
from adapters.delivery.pull import Endpoint, PullError, pull
from adapters.delivery.receipts import NoReceiptError, read_receipt
from adapters.delivery.retry import NotRetriedError, retry
from adapters.feeds.feed import Feed, Sender
from adapters.systems import FEEDS
from graph.ingest.batches import Batch, batches, find_batch
from graph.ingest.provenance import sources_of
from graph.ingest.quarantine import drop, find_refused, refused_records
from hub.cli.store_command import print_row, with_store
from hub.http.ingest_context import dock_of, signer_of
from hub.settings import Settings

T = TypeVar("T")
CALLER = "command"
_READ = 2**20

feeds = typer.Typer(help="Feeds: which there are, and records that come in.", no_args_is_help=True)
quarantine = typer.Typer(help="Records that were refused: to look at, to try again, to drop.", no_args_is_help=True)
receipts = typer.Typer(help="Receipts of deliveries: to find again and to verify.", no_args_is_help=True)
err = Console(stderr=True)

FeedName = Annotated[str, typer.Argument(help="Name of the feed; ortaq feeds list names them.")]
RecordIdArgument = Annotated[
    str, typer.Argument(metavar="id", help="Hub id of a record: a person, a registration, a decision.")
]
OfFeed = Annotated[str | None, typer.Option("--feed", help="Of this feed alone.")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="The most lines.")]


@feeds.command(name="list")
def list_feeds() -> None:
    """List the feeds, a line each, parted by tabs: name, system, formats, meaning."""
    for feed in FEEDS.values():
        formats = ",".join(kind.name for kind in feed.formats)
        print_row(feed.name, feed.system, formats, feed.meaning)


@feeds.command()
def send(
    feed: FeedName,
    file: Annotated[Path, typer.Argument(help="File of records: .ndjson, .csv, .xlsx or .xml.", exists=True)],
    key: Annotated[str | None, typer.Option(help="Key of the delivery; else made of the content.")] = None,
    unit: Annotated[str | None, typer.Option(help="Hub id of the sending body, of a feed that many send.")] = None,
) -> None:
    """Bring a file in and print its receipt. The same file again is the same delivery."""
    declared = _feed(feed)
    kind = SUFFIXES.get(file.suffix.lower())
    if kind is None or kind not in declared.formats:
        raise typer.BadParameter(f"{feed} comes as {', '.join(k.name for k in declared.formats)}")
    if declared.shared and unit is None:
        raise typer.BadParameter(f"many bodies send {feed}: name the one with --unit")
    sender = Sender(f"{declared.system}:{unit}" if declared.shared else declared.system, unit)
    key = key or hashlib.sha256(file.read_bytes()).hexdigest()
    delivery = Delivery(feed=declared, format=kind, sender=sender, caller=CALLER, key=key)
    try:
        batch = _with_dock(lambda ingest: _send(ingest, delivery, file), "feeds send")
    except OtherPayloadError:
        sys.exit("ortaq: this key was used for another payload; give each file a key of its own")
    except RunningError:
        sys.exit("ortaq: the delivery of this key is running in another process")
    _say(batch)


async def _send(ingest: IngestContext, delivery: Delivery, file: Path) -> Batch:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress, ingest.spool() as spool:
        task = progress.add_task(delivery.feed.name, total=None)
        await spool.fill(_chunks(file), MOST_BYTES)
        return await deliver(
            ingest, delivery, spool, lambda _, count, size: progress.update(task, completed=count, total=size)
        )


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_READ):
            yield chunk


@feeds.command()
def source(record_id: RecordIdArgument) -> None:
    """Say on which records of which deliveries something stands, separated by tabs, the newest first."""
    for feed_source in _with_dock(lambda ingest: sources_of(ingest.store, record_id)):
        typer.echo(
            f"{feed_source.system}\t{feed_source.feed}\tversion {feed_source.version}\t"
            f"changed {feed_source.changed_at:%F %T}\treceived {feed_source.received_at:%F %T}\t{feed_source.batch}"
        )


@feeds.command(name="watch")
def watch_command(
    folder: Annotated[Path, typer.Argument(help="Folder with inbox/FEED/; done/ and failed/ are made in it.")],
) -> None:
    """Bring in every file that is put into a folder, until Ctrl-C. Receipts lie beside the files in done/."""
    try:
        _with_dock(lambda ingest: _watch(ingest, folder), "feeds watch")
    except KeyboardInterrupt:
        return


async def _watch(ingest: IngestContext, folder: Path) -> None:
    async for folder_file in watch(ingest, FEEDS, folder):
        if folder_file.batch is None:
            typer.echo(f"{folder_file.feed}: a file was not taken: {folder_file.problem}", err=True)
        else:
            _say(folder_file.batch)


@feeds.command(name="pull")
def pull_command(
    feed: FeedName,
    url: Annotated[str, typer.Argument(help="Address of the first page.")],
    token: Annotated[Path | None, typer.Option(help="File with the token of that system (mode 600).")] = None,
) -> None:
    """Bring in the pages of an endpoint, from where the last pull came to."""
    home = Settings().home / "feeds" / "pull"
    name = hashlib.sha256(f"{feed} {url}".encode()).hexdigest()[:24]
    endpoint = Endpoint(_feed(feed), url, token, home / f"{name}.next")
    try:
        _with_dock(lambda ingest: _pull(ingest, endpoint), "feeds pull")
    except PullError as error:
        sys.exit(f"ortaq: {error}")


async def _pull(ingest: IngestContext, endpoint: Endpoint) -> None:
    async for batch in pull(ingest, endpoint):
        _say(batch)


@quarantine.command(name="list")
def list_refused(
    feed: OfFeed = None, delivery: Annotated[str | None, typer.Option()] = None, limit: Limit = 100
) -> None:
    """List refused records, the oldest first, a line each, parted by tabs.

    Id, delivery, feed, position, reason, field (empty for the whole record), when it was received (UTC).
    """
    for record in _with_dock(lambda ingest: refused_records(ingest.store, feed=feed, batch=delivery, limit=limit)):
        print_row(
            record.id,
            record.batch,
            record.feed,
            record.position,
            record.code,
            record.where,
            _utc(record.received_at),
        )


@quarantine.command()
def show(refused_id: Annotated[str, typer.Argument(metavar="id", help="Id of the refused record.")]) -> None:
    """Write a refused record as it came, and nothing else. It holds what the sender sent: mind where it goes."""
    quarantined = _with_dock(lambda ingest: find_refused(ingest.store, refused_id))
    if quarantined is None:
        sys.exit("ortaq: nothing in quarantine has this id")
    sys.stdout.buffer.write(quarantined[1] + b"\n")


@quarantine.command(name="retry")
def retry_command(ids: Annotated[list[str], typer.Argument(help="Ids of refused records.")]) -> None:
    """Try refused records again, each as a delivery of its own."""

    async def work(ingest: IngestContext) -> None:
        for refused_id in ids:
            try:
                _say(await retry(ingest, FEEDS, refused_id))
            except NotRetriedError as error:
                typer.echo(f"{refused_id}: {error}", err=True)

    _with_dock(work, "quarantine retry")


@quarantine.command(name="drop")
def drop_command(ids: Annotated[list[str], typer.Argument(help="Ids of refused records.")]) -> None:
    """Take refused records out of quarantine for good."""

    async def work(ingest: IngestContext) -> None:
        for refused_id in ids:
            if not await drop(ingest.store, refused_id):
                typer.echo(f"{refused_id}: nothing in quarantine has this id", err=True)

    _with_dock(work, "quarantine drop")


@receipts.command(name="list")
def list_receipts(feed: OfFeed = None, limit: Limit = 100) -> None:
    """List deliveries, the newest first, a line each, parted by tabs.

    Delivery, feed, when it was begun (UTC), done or running; how many records were received, applied, unchanged,
    quarantined.
    """
    for batch in _with_dock(lambda ingest: batches(ingest.store, None, feed, limit)):
        counts = batch.counts
        numbers = (counts.received, counts.applied, counts.unchanged, counts.quarantined)
        state = "done" if batch.done_at else "running"
        print_row(batch.id, batch.feed, _utc(batch.begun_at), state, *numbers)


@receipts.command(name="show")
def show_receipt(delivery: Annotated[str, typer.Argument(help="Id of the delivery.")]) -> None:
    """Print the signed receipt of a delivery, and nothing else."""
    batch = _with_dock(lambda ingest: find_batch(ingest.store, delivery))
    if batch is None or batch.receipt is None:
        sys.exit("ortaq: there is no such delivery, or it is not done")
    typer.echo(batch.receipt)


@receipts.command()
def verify(file: Annotated[Path, typer.Argument(help="File with a receipt; - for standard input.")]) -> None:
    """Check the signature of a receipt with the hub's own key, and print what it says."""
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="ascii")
    try:
        claims = read_receipt(text.strip(), signer_of(Settings()).key.public_key())
    except NoReceiptError:
        sys.exit("ortaq: this hub has not signed that")
    typer.echo(orjson.dumps(claims, option=orjson.OPT_INDENT_2).decode())


def _utc(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _feed(name: str) -> Feed:
    if name not in FEEDS:
        raise typer.BadParameter(f"no such feed; one of: {', '.join(FEEDS)}")
    return FEEDS[name]


def _say(batch: Batch) -> None:
    counts = batch.counts
    err.print(
        f"{batch.feed}: {counts.received} received, {counts.applied} applied, {counts.unchanged} unchanged, "
        f"{counts.quarantined} quarantined (delivery {batch.id})",
        soft_wrap=True,
    )
    typer.echo(batch.receipt or "")


def _with_dock(work: Callable[[IngestContext], Awaitable[T]], command: str | None = None) -> T:
    """What ``work`` gives; ``command`` names one that changes something."""

    return with_store(lambda store: work(dock_of(Settings(), store)), command)
