"""What a caller accepts (RFC 9110, section 12.5): the media type of an answer, and the language of its errors."""

from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
EVENT_STREAM = "text/event-stream"
HTML = "text/html"
_LANGUAGES = ("en", "kk", "ru")
VARY = "Accept, Accept-Language, Authorization"
"""The headers on which an answer depends, beside the question: what it says to whom, how, and in which language."""


def answer_type(accept: str | None, method: str, has_query: bool) -> str | None:
    """The media type of the answer that the caller likes best; None where it accepts none that the hub writes.

    Where it likes two the same, JSON goes before a stream and a page, and ``application/json`` before the newer
    type unless the caller names that one. A stream answers a POST; the page answers a GET that asks nothing.
    """
    ranges = MIMEAccept(
        (name.partition(";")[0].strip().lower(), quality)
        for name, quality in parse_accept_header(accept or "*/*", MIMEAccept)
    )
    names_newer = any(name == GRAPHQL_JSON and quality for name, quality in ranges)
    offers = [GRAPHQL_JSON, PLAIN_JSON] if names_newer else [PLAIN_JSON, GRAPHQL_JSON]
    offers += [EVENT_STREAM] if method == "POST" else []
    offers += [HTML] if method == "GET" and not has_query else []
    return ranges.best_match(offers)


def language_of(header: str | None) -> str:
    """The language of error texts by Accept-Language; English where no language of ours is asked for.

    Of two liked the same the one named first. A region counts for its language (RFC 4647, lookup): ``kk-KZ`` asks
    for Kazakh.
    """
    tags = parse_accept_header(header, LanguageAccept)
    primary = LanguageAccept((tag.partition("-")[0], quality) for tag, quality in tags if quality or "-" not in tag)
    named_tags = [tag for tag, _ in primary if tag in _LANGUAGES]
    return primary.best_match([*named_tags, *_LANGUAGES], default="en")
