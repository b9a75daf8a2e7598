"""The one normal form of names and texts, and what of them is refused."""

import unicodedata

import pytest

from schema.lost_letters import LostLettersError, refuse_lost
from schema.texts import normal, normal_line, normal_name

NAME = "Қайыргелдиев"


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", NAME),
        NAME[:3] + "\u00ad" + NAME[3:],
        NAME[:3] + "\u200b" + NAME[3:],
        NAME[:5] + "\u200d" + NAME[5:],
        NAME[:4] + "\u2060" + NAME[4:],
        NAME[:4] + "\ufe0f" + NAME[4:],
        NAME[:4] + "\u3164" + NAME[4:],
        NAME + "\u200e",
        "\ufeff" + NAME,
        f"\u00a0{NAME}\u2003",
    ],
    ids=ascii,
)
def test_what_looks_the_same_is_the_same(written: str) -> None:
    assert normal_line(written) == normal_name(written) == NAME


@pytest.mark.parametrize(
    "written",
    [
        "Қ&#1201;рманғали",
        "Қ&#x4B1;рманғали",
        "Қ&#X04b1;рманғали",
        "Қ&amp;#1201;рманғали",
        "Қ&amp;amp;#1201;рманғали",
        "Қ&#38;#1201;рманғали",
        "Құрма&shy;нғали",
        "&nbsp;Құрманғали&nbsp;",
        "Құрма&#8203;нғали",
        "&#1178;&#1201;&#1088;&#1084;&#1072;&#1085;&#1171;&#1072;&#1083;&#1080;",
    ],
)
def test_entities_are_the_letters_that_they_name(written: str) -> None:
    assert normal(written) == normal_line(written) == normal_name(written) == "Құрманғали"


@pytest.mark.parametrize(
    "text", ["AT&T", "R&D; бөлімі", "a&b=c&copy=2", "&", "&&;", "&#;", "&unknown;", "Сот & прокуратура"]
)
def test_what_is_no_entity_stays(text: str) -> None:
    assert normal(text) == text


def test_entities_decode_to_an_end_and_in_proportion() -> None:
    text = "&" + "amp;" * 5_000 + "lt;" + "&am&#112;;" * 1_000
    assert normal(text) == normal(normal(text)) == "<" + "&" * 1_000


@pytest.mark.parametrize(
    "between", ["  ", "\u00a0", "\n", "\t", "\u2009", "\r\n", "\u2028", " \u200b ", "\u3000"], ids=ascii
)
def test_blanks_of_every_kind_are_one(between: str) -> None:
    assert normal_line(f"Ким{between}Асанов") == "Ким Асанов"


def test_a_text_keeps_its_lines_and_nothing_else() -> None:
    assert normal(" бір \u00a0 екі\r\n  үш\tтөрт\u00ad \n") == "бір екі\nүш төрт"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Cepикoв", "Сериков"),
        ("Aсқapoв", "Асқаров"),
        ("Əлия", "Әлия"),
        ("Hұрлан", "Нұрлан"),
        ("Сериkов", "Сериков"),
        ("Ηұрлан", "Нұрлан"),
        ("Cepикoв-Oмapoв Cара", "Сериков-Омаров Сара"),
        ("Capa", "Сара"),
        ("Kаssym", "Kassym"),
        ("Smіth", "Smith"),
    ],
)
def test_letters_that_look_alike_are_of_one_alphabet(typed: str, meant: str) -> None:
    assert normal_name(typed) == meant
    assert normal_name(meant) == meant


@pytest.mark.parametrize(
    "name",
    [
        "Серік",
        "Сеңкі",
        "Оспек",
        "КІМ Серік",
        "KIM Sergei",
        "Smith",
        "Müller",
        "Kasymova",
        "Ахметов",
        "Ковальчук",
        "Ким-Ли",
        "O'Neill",
        "李",
    ],
)
def test_a_name_of_one_alphabet_stays_as_it_is(name: str) -> None:
    assert normal_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("?бді?адыров", "\ufffdбді\ufffdадыров", "Ғалым?", "???", "Аб\ufffd"),
        *("\uff1fбді\uff1fадыров", "\u25a1бді\u25a1адыров", "\u25a1\u25a1", "¿бдіқадыров", "\ue000бдіқадыров"),
        *("Гүлн*р", "Г_лнар", "Гүлна\ufffc", "\uff0aүлнар", "Гүл\uff3fар", "*", "Нұр_Сұлтан", "&#42;үлнар"),
        *("Ғалым\uf8ff", "Ғал\U000f0001м", "Ғалым\ufe56", "Ғалы\u25af"),
    ],
    ids=ascii,
)
def test_lost_letters_are_refused_in_names(name: str) -> None:
    with pytest.raises(LostLettersError):
        refuse_lost(normal_line(name), is_name=True)


def test_a_question_may_stand_in_a_text_and_the_mark_of_a_lost_letter_may_not() -> None:
    for text in ("Қайда тұрады?", "\u25a1 келісемін", "¿Dónde vive?"):
        assert refuse_lost(text) == text
    with pytest.raises(LostLettersError):
        refuse_lost("Алма\ufffdы")
