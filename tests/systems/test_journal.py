"""The juvenile journal: what is written of a child who was hurt is of class VICTIM, and the kind tells nothing."""

import pytest

from adapters.systems import FEEDS
from tests.systems.minimal import minimal, sender_of

FEED = FEEDS["juvenile-journal"]


@pytest.mark.parametrize("kind", ["BY_MINOR", "AGAINST_MINOR", "INCIDENT"])
def test_words_of_a_victim_stand_apart(kind: str) -> None:
    content = FEED.mapped(FEED.wire.model_validate(minimal(FEED.name, kind=kind, text="мән-жайы")), sender_of(FEED))
    event = next(fact.values for fact in content.facts if fact.entity == "CaseEvent")
    assert event["kind"] == "OTHER"
    told = (event.get("text"), event.get("victimText"))
    assert told == ((None, "мән-жайы") if kind == "AGAINST_MINOR" else ("мән-жайы", None))
