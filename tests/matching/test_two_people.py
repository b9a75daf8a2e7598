"""Who must not be linked: family, namesakes, holders of two numbers."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.feeds.feed import PersonCard
from adapters.matching import decide, features, score, without_shared
from adapters.matching.batch import link_batch
from tests.matching.people import card, decided

TWO_PEOPLE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "father and son": (
        {"givenName": "Серік", "patronymic": "Нұрланұлы", "birthDate": "1960-05-02"},
        {"givenName": "Нұрлан", "patronymic": "Серікұлы"},
    ),
    "father and son of one given name": (
        {"patronymic": "Нұрланұлы", "birthDate": "1985-03-14"},
        {"patronymic": "Серікұлы", "birthDate": "1960-05-02"},
    ),
    "father and son of one name": ({}, {"birthDate": "1961-03-14"}),
    "father and son, born one digit apart": ({}, {"birthDate": "1965-03-14", "patronymic": None}),
    "grandfather and grandson, one undated": ({}, {"birthDate": None, "patronymic": None}),
    "grandfather and grandson of one full name, one undated, in two flats": (
        {},
        {"birthDate": None, "address": "Абай көшесі, 12-35"},
    ),
    "father and son of one full name, one undated": (
        {"givenName": "Серік"},
        {"givenName": "Серік", "birthDate": None},
    ),
    "father and son of one full name, born one digit apart": (
        {"givenName": "Илья", "patronymic": "Ильич"},
        {"givenName": "Илья", "patronymic": "Ильич", "birthDate": "1965-03-14"},
    ),
    "brothers": ({}, {"givenName": "Ерлан", "birthDate": "1987-03-14"}),
    "namesakes born in one year": (
        {},
        {"birthDate": "1985-09-30", "kato": "711000000", "address": "Достық көшесі, 1-1"},
    ),
    "namesakes born in one year, no address": (
        {"address": None},
        {"birthDate": "1985-09-30", "kato": "711000000", "address": None},
    ),
}


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_relatives_and_namesakes_are_not_linked(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert decided(card(**one), card(**other)) != "same"


def test_a_number_that_contradicts_its_card_links_nobody_without_asking() -> None:
    assert decided(card(iin="850314300003", birthDate="1990-08-09"), card()) == "possible"
    assert decided(card(iin="850314300003", birthDate="1990-08-09"), card(birthDate="1990-08-09")) != "same"


@pytest.mark.parametrize("word", ["нет", "жоқ", "отсутствует", "без отчества", "-"])
def test_a_word_in_the_patronymic_is_no_fathers_name(word: str) -> None:
    assert decided(card(patronymic=word, iin="850314300003"), card(**ELSEWHERE, patronymic=word)) != "same"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ({"familyName": "Axмeтoв"}, {}),
        ({"givenName": "Hұpлaн"}, {}),
        ({"familyName": "Capa", "patronymic": None}, {"familyName": "Сара", "patronymic": None}),
    ],
    ids=str,
)
def test_letters_that_look_alike_are_one_letter(typed: dict[str, Any], seen: dict[str, Any]) -> None:
    assert decided(card(**typed), card(**seen)) == "same"


def test_what_a_crowd_shares_is_no_evidence() -> None:
    phone = "+77172405060"
    crowd = [card(givenName=None, familyName=f"Т-{n}", phone=phone, address=None) for n in range(30)]
    pair = [card(birthDate="1985-01-01", address=None, kato=None, phone=phone) for _ in range(2)]
    family = without_shared([features(each) for each in pair])
    assert decide(score(*family)) == "same"
    many = without_shared([features(each) for each in (*pair, *crowd)])[:2]
    assert [each.phone for each in many] == [None, None]
    assert decide(score(*many)) != "same"


ELSEWHERE = {"address": "Достық көшесі, 1-1", "kato": "751500000"}
FAR = {"address": "Достық көшесі, 1-1", "kato": "711000000"}
APART = {
    "another address": {"address": "Достық көшесі, 1-1"},
    "another flat": {"address": "Абай көшесі, 12-35"},
    "no address": {"address": None, "kato": None},
    "no address, another district": {"address": None, "kato": "751500000"},
}


@pytest.mark.parametrize("other", APART.values(), ids=APART)
def test_full_name_and_date_link_without_a_place_in_common(other: dict[str, Any]) -> None:
    assert decided(card(), card(**other)) == "same"


def test_full_name_and_date_in_two_regions_are_a_question() -> None:
    assert decided(card(), card(**ELSEWHERE)) == "possible"
    assert decided(card(), card(**FAR)) == decided(card(), card(**FAR, phone="+77013405062")) == "possible"


@pytest.mark.parametrize(
    "contradicting",
    [
        {"sex": "FEMALE"},
        {"patronymic": None},
        {"patronymic": "Маратұлы"},
        {"patronymic": "С."},
        {"familyName": "Оспанов"},
        {"birthDate": "1985-03-15"},
        {"birthDate": "1985-01-01"},
        {"birthDate": None},
        {"givenName": "Ерлан"},
        {"givenName": "Нұржан"},
        {"givenName": "Н."},
    ],
    ids=str,
)
def test_without_a_place_in_common_nothing_may_be_missing_or_differ(contradicting: dict[str, Any]) -> None:
    assert decided(card(), card(**ELSEWHERE, **contradicting)) != "same"
    assert decided(card(iin="850314300003"), card(**ELSEWHERE, **contradicting)) != "same"


def test_a_typing_error_is_borne_without_a_place_in_common_but_in_family_and_given_name() -> None:
    assert decided(card(), card(**ELSEWHERE, givenName="Нұрлна")) == "possible"
    assert decided(card(), card(**{**ELSEWHERE, "address": None}, patronymic="Сериквоич")) == "same"
    assert decided(card(), card(**ELSEWHERE, familyName="Ахмтеов")) == "possible"


def test_a_telephone_that_differs_is_one_thing_too_many() -> None:
    assert decided(card(phone="+77013405062"), card(**ELSEWHERE, phone="+77013405063")) == "possible"


@pytest.mark.parametrize(
    ("other", "decision"),
    [
        ({"patronymic": None}, "same"),
        ({"patronymic": "Маратұлы"}, "possible"),
        ({"birthDate": "1985-03-15"}, "possible"),
        ({"birthDate": "1985-03-15", "address": None}, "possible"),
        ({"birthDate": "1986-03-14", "address": None}, "possible"),
        ({"birthDate": "1985-03-15", "address": None, "patronymic": None}, "possible"),
        ({"givenName": "Нұржан"}, "possible"),
        ({"givenName": "Дәурен"}, "different"),
    ],
    ids=str,
)
def test_within_a_district_the_date_has_to_agree(other: dict[str, Any], decision: str) -> None:
    assert decided(card(), card(**{"address": "Достық көшесі, 1-1", **other})) == decision


def test_a_full_name_that_father_and_son_cannot_share_is_a_question_without_a_date_in_one_flat() -> None:
    assert decided(card(), card(birthDate=None)) == "possible"
    assert decided(card(phone="+77013405062"), card(birthDate=None, phone="+77013405062")) == "possible"
    assert decided(card(birthDate=None), card(birthDate=None)) == "possible"
    assert decided(card(birthDate=None, iin="850314300003"), card()) == "same"
    assert decided(card(), card(birthDate="1965-03-14")) == "same"
    assert decided(card(), card(birthDate=None, address="Абай көшесі, 12-35")) == "possible"
    assert decided(card(), card(birthDate="1961-03-14")) == "different"


def test_two_numbers_are_never_proposed() -> None:
    one, other = features(card(iin="850314300003")), features(card(iin="850314300013"))
    assert score(one, other) == 0.0
    assert link_batch([("a", one), ("b", other)]) == []


def test_the_date_in_a_number_can_contradict() -> None:
    assert decided(card(iin="850314300003"), card(birthDate=date(1985, 3, 14))) == "same"
    assert decided(card(iin="850314300003"), card(birthDate=date(1985, 7, 29))) != "same"
    assert decided(card(iin="850314300003", birthDate=None), card(birthDate=date(1965, 7, 29))) == "different"


def test_a_wrong_sex_is_looked_at_in_either_order() -> None:
    one, other = card(phone="+77013405062", address=None), card(phone="+77013405062", address=None, sex="FEMALE")
    assert decided(one, other) == decided(other, one) == "possible"


PHONE = "+77013405062"
NAMELESS_FATHER: dict[str, dict[str, Any]] = {
    "two homes": {"address": "Достық көшесі, 1-1"},
    "two flats": {"address": "Абай көшесі, 12-35"},
    "no home": {"address": None},
    "two telephones": {"address": None, "phone": "+77025607083"},
    "one telephone and two homes": {"address": "Достық көшесі, 1-1", "phone": PHONE},
    "a house of many flats and two telephones": {"address": "Абай көшесі, 12", "phone": "+77025607083"},
    "one street in two districts": {"kato": "751500000"},
    "no home, a citizenship": {"address": None, "citizenship": "UZB"},
}


@pytest.mark.parametrize("other", NAMELESS_FATHER.values(), ids=NAMELESS_FATHER)
@pytest.mark.parametrize(
    "word", [None, "угли", "кызы", "оглы", "улы", "қызы", "ұлы", "Ұлы.", "ogly", "ович", "ұлы қызы"]
)
def test_a_man_without_a_fathers_name_is_not_joined_with_a_stranger(
    word: str | None, other: dict[str, Any]
) -> None:
    one, stranger = card(patronymic=word, phone=PHONE), card(patronymic=word, **other)
    assert decided(one, stranger) == decided(stranger, one) == "possible"


@pytest.mark.parametrize("word", [None, "угли"])
@pytest.mark.parametrize(
    "agreeing",
    [{}, {"address": None, "phone": PHONE}, {"phone": "+77025607083"}, {"address": "Абай көшесі, 12"}],
    ids=str,
)
def test_without_a_fathers_name_one_home_or_telephone_still_links(
    word: str | None, agreeing: dict[str, Any]
) -> None:
    assert decided(card(patronymic=word, phone=PHONE), card(patronymic=word, **agreeing)) == "same"


def test_an_ending_alone_after_the_given_name_is_no_part_of_it() -> None:
    assert features(card(givenName="Нұрлан ұлы", patronymic=None)) == features(card(patronymic=None))


WOMEN: dict[str, dict[str, Any]] = {
    "no home": {"address": None},
    "two homes": {"address": "Достық көшесі, 1-1"},
    "two telephones": {"address": None, "phone": "+77025607083"},
    "one street in two districts": {"kato": "751500000"},
}
WOMAN: dict[str, Any] = {"familyName": "Ахметова", "givenName": "Айгүл", "patronymic": "Серікқызы", "sex": "FEMALE"}


@pytest.mark.parametrize("other", WOMEN.values(), ids=WOMEN)
def test_women_of_two_family_names_are_not_one_for_living_in_one_district(other: dict[str, Any]) -> None:
    stranger = card(**{**WOMAN, "familyName": "Оспанова", **other})
    assert decided(card(**WOMAN, phone=PHONE), stranger) != "same"
    assert decided(card(**{**WOMAN, "address": None}), stranger) != "same"


@pytest.mark.parametrize("agreeing", [{}, {"address": "Достық көшесі, 1-1", "phone": PHONE}], ids=str)
def test_two_family_names_of_a_girl_are_a_question_whatever_agrees(agreeing: dict[str, Any]) -> None:
    def decision(born: date) -> str:
        one = card(**WOMAN, phone=PHONE, birthDate=born)
        return decided(one, card(**{**WOMAN, "familyName": "Оспанова", "birthDate": born, **agreeing}))

    this_year = datetime.now(UTC).year
    assert decision(date(this_year - 10, 3, 14)) == decision(date(this_year - 17, 12, 31)) == "possible"
    assert decision(date(this_year - 19, 3, 14)) == "same"


NOBODY: list[dict[str, Any]] = [
    *({"familyName": word, "givenName": word} for word in ("Неизвестный", "Неизвестная", "Мужчина", "Женщина")),
    *({"familyName": word} for word in ("Неизвестный", "Неустановленная", "Безымянный", "Аноним")),
    *(
        {"familyName": first, "givenName": "Лицо"}
        for first in ("Неустановленное", "Неустановленный", "НЕУСТАНОВЛЕННЫЕ")
    ),
    *({"familyName": "Неопознанный", "givenName": "Труп"}, {"familyName": "Аноним", "givenName": None}),
    *({"familyName": "Гражданин", "givenName": "Б"}, {"familyName": "Гр.", "givenName": "Б."}),
    *({"familyName": "N", "givenName": "N"}, {"familyName": "NN", "givenName": None}, {"givenName": "N N"}),
    *({"familyName": "Белгісіз", "givenName": "Белгісіз"}, {"familyName": "Аты-жөні жоқ", "givenName": None}),
    *(
        {"givenName": word}
        for word in ("Новорожденный", "Девочка", "Мальчик", "Младенец", "Нәресте", "Сәби", "Baby")
    ),
    *(
        {"givenName": word}
        for word in ("Б/и", "б/и.", "Девочка 1", "Новорождённая Ахметовой", "BABY BOY", "Шақалақ", "-")
    ),
]


@pytest.mark.parametrize("name", NOBODY, ids=str)
@pytest.mark.parametrize("patronymic", [None, "Серікұлы"])
def test_words_for_somebody_unknown_are_nobodys_name(name: dict[str, Any], patronymic: str | None) -> None:
    one = card(**name, patronymic=patronymic, phone=PHONE)
    assert decided(one, one) != "same"
    assert decided(one, card(**name, patronymic=patronymic, iin="850314300003")) != "same"


@pytest.mark.parametrize(
    "phone",
    [
        *("87000000000", "+7 (777) 000-00-00", "87011111111", "77010000000", "8-727-000-00-00", "87771234567"),
        *("+77000000001", "87770000000", "87777777771", "8 700 000 00 00", "+7 701 765 43 21", "8 (705) 222-22-32"),
        "+7 748 777 72 77",
    ],
)
def test_a_telephone_that_is_made_up_is_no_evidence(phone: str) -> None:
    stated = PersonCard.model_construct(**{**dict(card()), "phone": phone})
    assert features(stated).phone is None


@pytest.mark.parametrize(
    "address",
    [
        *(
            "без адреса, 1-1",
            "не установлен, 0",
            "Адрес не известен, 1",
            "ул. Неизвестная, 1-1",
            "ул. нет, д. 1, кв. 1",
        ),
        *("БОМЖ, 1-1", "без определенного места жительства 1-1", "мекенжайы жоқ, 1-1", "белгісіз көшесі, 0"),
        *("г. Алматы, без адреса, 1-1", "көрсетілмеген, 0", "анықталмаған 1-1", "тіркелмеген, 1-1", "unknown, 1-1"),
    ],
)
def test_an_address_that_is_none_is_no_evidence_whatever_numbers_follow(address: str) -> None:
    assert features(card(address=address)).address is None


@pytest.mark.parametrize(
    "address",
    ["ул. Неизвестного солдата, 5-1", "Белгісіз солдат көшесі, 5-1", "Адрес: ул. Абая, 12-34", "мкр. Аксай, 1-1"],
)
def test_an_address_with_a_street_is_kept(address: str) -> None:
    assert features(card(address=address)).address is not None


COUSINS: dict[str, dict[str, Any]] = {
    "two fathers": {"patronymic": "Маратұлы"},
    "two fathers, two spellings": {"patronymic": "Маратович"},
    "two fathers, one telephone": {"patronymic": "Маратұлы", "phone": PHONE},
    "two fathers, no sex": {"patronymic": "Маратұлы", "sex": None},
    "a daughter's son, his father not named": {"familyName": "Оспанов", "patronymic": None},
    "a daughter's son of another father": {"familyName": "Оспанов", "patronymic": "Маратұлы"},
}


@pytest.mark.parametrize("born", ["2016-05-04", "1985-03-14"])
@pytest.mark.parametrize("other", COUSINS.values(), ids=COUSINS)
def test_cousins_of_one_name_and_day_in_one_flat_are_a_question(born: str, other: dict[str, Any]) -> None:
    one, cousin = card(birthDate=born, phone=PHONE), card(**{"birthDate": born, **other})
    assert decided(one, cousin) == decided(cousin, one) == "possible"


@pytest.mark.parametrize("other", [{"patronymic": "С."}, {"patronymic": "Серикович"}, {"sex": "FEMALE"}], ids=str)
def test_one_name_day_flat_and_father_are_one_person(other: dict[str, Any]) -> None:
    assert decided(card(), card(**other)) == "same"


INSTITUTIONS = (
    *(
        "детский дом №1",
        "Детский дом № 1, 5",
        "ул. Абая, 5, детский дом",
        "детдом 3",
        "Балалар үйі, 12",
        "школа-интернат 2",
    ),
    *("приют, Абая 5", "панажай, Абай көшесі 5", "казарма 4", "в/ч 5547, казарма 2", "Әскери бөлім 5", "тюрьма, 1"),
    *("түрме 3", "колония ЕЦ-166/5", "СИЗО-1", "областная больница, Абая 5", "аурухана 2", "госпиталь, ул. Мира 3"),
    *(
        "общежитие №5, ком. 12",
        "жатақхана 2, 15",
        "хостел, ул. Абая 9",
        "гостиница 4",
        "қонақүй 4",
        "дом инвалидов 2",
    ),
    *("центр социальной реабилитации, Абая 5", "реабилитационный центр, ул. Абая, 5", "оңалту орталығы 5"),
    *(
        "центр адаптации несовершеннолетних, 7",
        "кризисный центр, Абая 3",
        "қарттар үйі 2",
        "изолятор временного содержания 1",
    ),
    *("ул. Абая, 0", "ул. Абая, 00-0", "Абай көшесі, 0-12", "ул. Абая", "Абай көшесі", "ул. Абая д.0 кв.5"),
)


@pytest.mark.parametrize("place", INSTITUTIONS)
def test_an_institution_or_a_street_without_a_house_is_no_home(place: str) -> None:
    alone: dict[str, Any] = {"patronymic": None, "address": place}
    assert features(card(**alone)).address is None
    assert decided(card(**alone), card(**alone)) == "possible"


@pytest.mark.parametrize(
    "place",
    [
        *("ул. Госпитальная, 5-1", "ул. Больничная, 5-1", "ул. Интернациональная, 5-1", "ул. Детская, 5-1"),
        *(
            "ул. Лагерная, 5-1",
            "ул. Казарменная, 5-1",
            "ул. Колхозная, 5-1",
            "Мир көшесі, 10а",
            "ул. Абая, 5, кв. 0",
        ),
    ],
)
def test_a_street_that_is_called_after_an_institution_is_a_home(place: str) -> None:
    alone: dict[str, Any] = {"patronymic": None, "address": place}
    assert decided(card(**alone), card(**alone)) == "same"


@pytest.mark.parametrize("patronymic", ["Болатқызы", "Болатовна", "Bolatkyzy", "Болат қызы"])
def test_a_fathers_name_says_the_sex(patronymic: str) -> None:
    girl = features(card(givenName="Айша", patronymic=patronymic, sex=None))
    assert girl.sex == "FEMALE" and features(card(sex=None)).sex == "MALE"
    # The number goes before the father's name, and the field before both.
    assert features(card(patronymic=patronymic, sex=None, iin="850314300003")).sex == "MALE"
    assert features(card(patronymic=patronymic, sex="MALE")).sex == "MALE"
