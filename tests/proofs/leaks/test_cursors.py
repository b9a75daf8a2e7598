"""Cursors: they show nothing, open nothing elsewhere, and are the same whatever is hidden."""

import base64

import pytest

from tests.proofs.leaks.conftest import Stage
from tests.proofs.leaks.scene import PROSECUTOR
from tests.proofs.reference.decide import Who

PAGE = "query($after: String) {{ {root}(first: 1, after: $after{order}) {{ edges {{ cursor }} nodes {{ id }} }} }}"
PERSONS = PAGE.format(root="persons", order=", orderBy: [{ familyName: ASC }]")


def _cursor(stage: Stage, who: Who = PROSECUTOR) -> str:
    return str(stage.ask(PERSONS, who).data["persons"]["edges"][0]["cursor"])


def test_cursors_are_those_of_a_graph_without_what_is_hidden(stage: Stage) -> None:
    for order in ("familyName: ASC", "birthDate: DESC", "citizenship: ASC"):
        stage.alike(
            f"{{ persons(orderBy: [{{ {order} }}]) {{ edges {{ cursor }} }} }}".replace(
                "persons(", "persons(first: 6, "
            )
        )


def test_pages_to_the_end_are_those_of_a_graph_without_what_is_hidden(stage: Stage) -> None:
    after, seen = None, 0
    while True:
        one, other = stage.both(PERSONS, variables={"after": after})
        assert one.text == other.text
        if not one.data["persons"]["edges"]:
            break
        after, seen = one.data["persons"]["edges"][0]["cursor"], seen + 1
    assert seen == 4


def test_a_cursor_does_not_show_where_it_stands(stage: Stage) -> None:
    cursor = _cursor(stage)
    opened = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for word in (b"Axmetova", b"per_", b"7510"):
        assert word not in opened and word.decode() not in cursor


@pytest.mark.parametrize(
    "who",
    [
        Who("prosecutor", "7510"),
        Who("prosecutor", ""),
        Who("prosecutor", None),
        Who("prosecutor", "75", agency="PD75"),
        Who("public_security", "75"),
        Who("operator"),
    ],
    ids=str,
)
def test_another_callers_cursor_is_as_good_as_none(stage: Stage, who: Who) -> None:
    strange = stage.ask(PERSONS, who, {"after": _cursor(stage)})
    invented = stage.ask(PERSONS, who, {"after": "AAAA"})
    assert strange.text == invented.text and strange.codes == ["BAD_CURSOR"]


def test_a_cursor_of_another_list_or_order_is_refused(stage: Stage) -> None:
    cursor = _cursor(stage)
    for root, order in (("cases", ""), ("persons", ""), ("persons", ", orderBy: [{ familyName: DESC }]")):
        said = stage.ask(PAGE.format(root=root, order=order), variables={"after": cursor})
        assert said.codes == ["BAD_CURSOR"] and said.data is None


def test_a_cursor_with_any_bit_changed_is_refused(stage: Stage) -> None:
    cursor = _cursor(stage)
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for place in range(len(raw)):
        changed = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        text = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
        assert stage.ask(PERSONS, variables={"after": text}).codes == ["BAD_CURSOR"], place
    for cut in (cursor[:-4], cursor + "AAAA", cursor[4:], ""):
        assert stage.ask(PERSONS, variables={"after": cut}).codes == ["BAD_CURSOR"], cut
