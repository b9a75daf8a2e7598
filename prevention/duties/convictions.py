"""Convictions: which of them an expungement lifts, and until when what stands on one has force.

Whoever was convicted more than once may have one conviction expunged and serve for another. So an expungement
ends what stands on the conviction that it can be of, and nothing else. All who ask for that ask here.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from prevention.duties.duty_facts import CourtDecision, PersonFile

_EXPUNGED = "CONVICTION_EXPUNGED"
_APART = re.compile(r"[,;]|\s(?:и|және|and)\s")
_NUMBER = re.compile(r"\d+(?:-\d+)?")

Article = tuple[str, ...]
"""The numbers of an article, its part and its point: of ҚК 106(1) and of 106-бап 1-бөлік 106 and 1."""


def articles(text: str) -> frozenset[Article]:
    """The articles that a text names, however it writes them."""
    plain_text = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(tuple(numbers) for part in _APART.split(plain_text) if (numbers := _NUMBER.findall(part)))


def _names(expungement: CourtDecision, sentence: CourtDecision) -> bool:
    """Whether an article that an expungement names is one of a sentence. One without its part is of any part."""
    return any(
        one[: min(len(one), len(other))] == other[: min(len(one), len(other))]
        for one in articles(expungement.article)
        for other in articles(sentence.article)
    )


def sentenced_by(file: PersonFile, day: dt.date) -> list[CourtDecision]:
    """The sentences by a day, the last at the end."""
    sentences = [d for d in file.decisions if d.kind == "SENTENCE" and not d.is_refusal and d.decided <= day]
    return sorted(sentences, key=lambda decision: (decision.decided, decision.id))


def _expungements(file: PersonFile) -> Iterator[CourtDecision]:
    """Those in force from a day that somebody wrote down. What a court refused lifts nothing."""
    for decision in file.decisions:
        if decision.kind == _EXPUNGED and not decision.is_refusal and decision.since < dt.date.max:
            yield decision


def is_lifted_by(file: PersonFile, expungement: CourtDecision, sentence: CourtDecision | None) -> bool:
    """Whether an expungement can be of the conviction by a sentence; None: of one of which no sentence is known.

    It is of the article that it names, as far as sentences before it are of that; where none is, of the last
    sentence before it, or of one that the hub does not know. Where it names none it can be of any before it.
    """
    before = sentenced_by(file, expungement.since)
    if named_sentences := [decision for decision in before if _names(expungement, decision)]:
        return sentence in named_sentences
    if sentence is None:
        return True
    return sentence in (before[-1:] if articles(expungement.article) else before)


def lifted_on(
    file: PersonFile, day: dt.date, stood: dt.date | None = None, since: dt.date | None = None
) -> dt.date | None:
    """The first day from which the conviction is expunged or lifted on which somebody stands on a day; None: none.

    It is that by the last sentence before the day. ``stood`` is a day on which a court took the conviction to
    stand, since it decided on parole or on supervision: what was expunged before it is another one. Where no
    sentence is known, and no court has said so, what came from ``since`` counts, or from ``day``.
    """
    sentences = sentenced_by(file, day)
    if stood is not None:
        earlier = [expungement for expungement in _expungements(file) if expungement.since < stood]
        left = [sentence for sentence in sentences if not any(is_lifted_by(file, one, sentence) for one in earlier)]
        sentences = left or sentences
    sentence = sentences[-1] if sentences else None
    begins = stood or (sentence.decided if sentence else since or day)
    days = (d.since for d in _expungements(file) if d.since >= begins and is_lifted_by(file, d, sentence))
    return min(days, default=None)


def has_force(file: PersonFile, kind: str, day: dt.date) -> bool:
    """Whether a decision of that kind has force on a day.

    One whose term nobody wrote down ends with the next sentence, since it belonged to the one before; an expunged
    conviction ends all that was decided for its sake.
    """
    sentences = [d.decided for d in file.decisions if d.kind == "SENTENCE" and d.decided <= day]
    return any(
        d.kind == kind
        and not d.is_refusal
        and d.since <= day
        and (d.until >= day if d.until else d.decided >= max(sentences, default=d.decided))
        and not is_over(file, d, day)
        for d in file.decisions
    )


def is_over(file: PersonFile, decision: CourtDecision, day: dt.date) -> bool:
    """Whether the conviction for whose sake something was decided is expunged or lifted by a day."""
    over = lifted_on(file, decision.decided, decision.decided)
    return over is not None and over <= day
