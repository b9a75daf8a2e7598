"""The table of bodies."""

import pytest

from adapters.plan_text import BodyKind, BodyTable, PlanBody, load_bodies


def _body(code: str, *aliases: str) -> PlanBody:
    return PlanBody(code=code, kind=BodyKind.OTHER, name_kk="kk", name_ru="ru", name_en="en", aliases=aliases)


def test_every_body_is_complete() -> None:
    for body in load_bodies().bodies:
        assert body.code.isascii()
        assert body.code.isupper()
        assert body.name_kk
        assert body.name_ru
        assert body.name_en.isascii()
        assert body.aliases


@pytest.mark.parametrize(
    ("spelling", "code", "kind"),
    [
        ("ІІМ", "MIA", BodyKind.MINISTRY),
        ("I I M", "MIA", BodyKind.MINISTRY),
        ("БП", "GP", BodyKind.PROSECUTION),
        ("БП ҚСАЕК", "KPSISU", BodyKind.COMMITTEE),
        ("ЖАО", "AKIMAT", BodyKind.AKIMAT),
        ("ВАК", "COMMISSION", BodyKind.COMMISSION),
        ("СӘ", "CA", BodyKind.COURT),
        ("ҚАЖ", "PENAL", BodyKind.PENAL),
        ("ҮЕҰ", "NGO", BodyKind.NGO),
        ("ДО", "CRISIS", BodyKind.CENTRE),
        ("«Атамекен» ҰКП", "NCE", BodyKind.OTHER),
    ],
)
def test_find_ignores_spaces_lookalikes_and_kinds_of_quotes(spelling: str, code: str, kind: BodyKind) -> None:
    body = load_bodies().find(spelling)
    assert body is not None
    assert (body.code, body.kind) == (code, kind)
    assert load_bodies().by_code(code) is body


def test_unknown_spelling() -> None:
    assert load_bodies().find("Бағбандар одағы") is None


def test_longest_spelling_wins_up_to_a_boundary() -> None:
    table = BodyTable((_body("A", "БП"), _body("B", "БП ҚС")))
    assert table.match_at("БПҚС,БП", 0) == ("БП ҚС", table.by_code("B"), 4)
    assert table.match_at("БПҚС,БП", 5) == ("БП", table.by_code("A"), 7)
    assert table.match_at("БПҚ", 0) is None


@pytest.mark.parametrize(
    "bodies",
    [
        (_body("A", "БП"), _body("A", "ІІМ")),
        (_body("A", "БП"), _body("B", "Б П")),
    ],
)
def test_repeated_code_or_spelling(bodies: tuple[PlanBody, ...]) -> None:
    with pytest.raises(ValueError, match=r"twice|belongs to"):
        BodyTable(bodies)
