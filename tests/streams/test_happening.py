"""Places and news: what is hidden neither moves an event nor makes one."""

from resolvers.access.access_trail import AccessTrace
from resolvers.subscriptions.delivered_state import DeliveredRecord
from resolvers.subscriptions.pending_event import Named, is_news, positions_of
from resolvers.subscriptions.snapshot import RecordSnapshot

SHOWN = RecordSnapshot({}, AccessTrace(rows=[]))


def test_what_hangs_on_a_record_does_not_move_it() -> None:
    quiet = positions_of([Named(2, "per_a"), Named(4, "per_b")])
    disturbed = positions_of(
        [Named(2, "per_a"), Named(4, "per_b"), Named(6, "per_a", True), Named(8, "per_a", True)]
    )
    assert disturbed.ids == quiet.ids == ("per_a", "per_b")
    assert disturbed.last == quiet.last


def test_a_record_that_is_written_again_comes_where_it_was_written_last() -> None:
    assert positions_of([Named(2, "per_a"), Named(4, "per_b"), Named(6, "per_a")]).ids == ("per_b", "per_a")


def test_only_with_the_last_record_of_a_mark_all_up_to_it_is_told() -> None:
    at = positions_of([Named(2, "per_a"), Named(2, "per_b"), Named(4, "per_c")])
    assert [at.behind(each) for each in at.ids] == [0, 2, 4]


def test_what_hangs_on_a_record_is_news_of_it_to_those_alone_who_know_it() -> None:
    assert not is_news(None, SHOWN, b"1", 4, is_named=False)
    assert is_news(None, SHOWN, b"1", 4, is_named=True)
    assert is_news(DeliveredRecord("per_a", 2, b"0"), SHOWN, b"1", 4, is_named=False)
    assert not is_news(DeliveredRecord("per_a", 2, b"1"), SHOWN, b"1", 4, is_named=True)


def test_what_was_told_behind_the_position_is_told_again() -> None:
    assert is_news(DeliveredRecord("per_a", 6, b"1"), SHOWN, b"1", 4, is_named=True)
