"""The juvenile journal: what is written is of class VICTIM in every entry, and the kind tells nothing."""

import pytest

from adapters.systems import FEEDS
from tests.systems.minimal import minimal, sender_of

FEED = FEEDS["juvenile-journal"]


@pytest.mark.parametrize("kind", ["BY_MINOR", "AGAINST_MINOR", "INCIDENT"])
def test_words_that_may_be_of_a_victim_stand_apart(kind: str) -> None:
    content = FEED.mapped(FEED.wire.model_validate(minimal(FEED.name, kind=kind, text="мән-жайы")), sender_of(FEED))
    event = next(fact.values for fact in content.facts if fact.entity == "CaseEvent")
    assert event["kind"] == "OTHER"
    assert (event.get("text"), event.get("victimText")) == (None, "мән-жайы")
