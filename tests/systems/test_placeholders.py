"""Placeholders in a card say nothing, in whatever field they stand and by whatever door they come."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from adapters.bulk.validate_line import RefusedLineError, record_of
from adapters.feeds.feed import PersonCard
from adapters.systems.migration import TravelDocument
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS

WORDS = [
    *("нет", "Нет.", "НЕТ", "жоқ", "ЖОҚ", "отсутствует", "без отчества", "-", "—", "--", ".", "б/о", "н/д"),
    *("не указано", "Не имеет", "белгісіз", "n/a", "NULL", " нет ", "\u00a0-\u00a0", "ххх", "неизвестно", "(нет)"),
]
DENIALS = [
    *(
        "н е т",
        "нeт",
        "жoқ",
        "отсутсвует",
        "zhok",
        "joq",
        "не применимо",
        "н/а",
    ),
    *(
        "сведения отсутствуют",
        "отс.",
        "б.о.",
        "no",
        "көрсетілмеді",
        "#Н/Д",
        "nil",
        "<пусто>",
        "данных нет",
        "нет отч.",
    ),
    *(
        "нет отчества",
        "нет/жоқ",
        "жоқ (нет)",
        "НЕТ!",
        "нет нет",
        "отсутствует по документам",
        "құжатта жоқ",
        "н\\д",
    ),
]
FIELDS = ["patronymic", "familyName", "givenName", "phone", "address", "workplace", "iin", "birthDate", "sex"]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_says_nothing_is_nothing(word: str) -> None:
    card = PersonCard.model_validate(dict.fromkeys(FIELDS, word))
    assert card == PersonCard()


@pytest.mark.parametrize(
    "phone",
    [
        *("0", "1", "0000000", "+7 777 777 77 77", "1234567890", "8 999 999 99 99", 0, 7, "87", "tel: -"),
        *("87000000000", "+7 (777) 000-00-00", "87011111111", "77010000000", "8-727-000-00-00", "87771234567"),
        *("+77000000001", "87770000000", "87777777771", "8 700 000 00 00", "+7 701 765 43 21", 77010000000),
    ],
)
def test_a_telephone_that_nobody_has_is_none(phone: str | int) -> None:
    assert PersonCard.model_validate({"phone": phone}).phone is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patronymic", "Нетович"),
        ("familyName", "Жоқтаев"),
        ("familyName", "Но"),
        ("givenName", "Ян"),
        ("givenName", "Н. А."),
        ("familyName", "Не"),
        ("familyName", "Жоқ-Данаев"),
        ("workplace", "Мектеп № 5"),
        ("workplace", "990440000385"),
        ("phone", "+7 701 340 50 62"),
        ("phone", "+7 701 777 70 07"),
        ("phone", "8 705 234 56 89"),
        ("phone", "25-12-34"),
        ("phone", "+7 748 777 72 77"),
        ("address", "Абай көшесі, 12-34"),
        ("birthDate", "1985-01-01"),
    ],
)
def test_what_says_something_is_kept(field: str, value: str) -> None:
    assert PersonCard.model_validate({field: value}).model_dump(by_alias=True, mode="json")[field] == value


def test_a_date_that_stands_for_an_unknown_one_and_a_document_of_noughts_are_none() -> None:
    assert PersonCard.model_validate({"birthDate": "1900-01-01"}).birth_date is None
    document = {"kind": "PASSPORT", "number": "000000", "issuedBy": "нет"}
    held = TravelDocument.model_validate(document)
    assert held.number is None and held.issued_by is None


@pytest.mark.parametrize("number", ["000000000000", "111111111111", "999999999999", "-1", "0", -1, 0])
def test_a_number_of_one_digit_is_nothing(number: str | int) -> None:
    assert PersonCard.model_validate({"iin": number}) == PersonCard()


def test_a_number_with_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(ValidationError):
        PersonCard.model_validate({"iin": "123456789012"})


@pytest.mark.parametrize("field", ["familyName", "givenName", "patronymic", "workplace"])
@pytest.mark.parametrize("word", DENIALS)
def test_what_denies_that_there_is_anything_is_nothing(field: str, word: str) -> None:
    assert PersonCard.model_validate({field: word}) == PersonCard()


@pytest.mark.parametrize("field", ["familyName", "givenName", "patronymic"])
@pytest.mark.parametrize("word", ["-1", "0", "000", "-999", "99", "0.0", -1, 0])
def test_what_has_no_letter_names_nobody(field: str, word: str | int) -> None:
    assert PersonCard.model_validate({field: word}) == PersonCard()


def _loaded(**said: Any) -> dict[str, Any]:
    line = orjson.dumps({"system": "MIA", "recordId": "1", "version": 1, **said})
    return dict(record_of(IDS, CATALOGUE.entity("Person"), line).properties)


def test_load_takes_names_as_feeds_do() -> None:
    said = _loaded(
        familyName="Cepикoв", givenName="Ким\u00a0 Асан\u00ad", patronymic="жоқ", phone="0", birthDate="-"
    )
    assert (said["familyName"], said["givenName"], said["patronymic"]) == ("Сериков", "Ким Асан", None)
    assert said["phone"] is None and said["birthDate"] is None
    for lost in (
        {"familyName": "?бді"},
        {"givenName": "\u25a1\u25a1\u25a1"},
        {"givenName": "\ue001\ue002"},
        {"workplace": "Ал\ufffd"},
    ):
        with pytest.raises(RefusedLineError, match="letters were lost"):
            _loaded(**lost)
    with pytest.raises(RefusedLineError):
        _loaded(iin="123456789012")


@pytest.mark.parametrize(
    "number", ["-1", "x", "999999", "б-н", "temp", "00000000-0000-0000-0000-000000000000", "0"]
)
def test_a_senders_number_that_says_nothing_makes_nobody_one(number: str) -> None:
    assert PersonCard.model_validate({"personId": number}).person_id is None


NUMBERLESS = [
    *(
        "000-000",
        "00-00",
        "0.0",
        "0/0",
        "0-0-0",
        "00 00",
        "?",
        "??",
        "-",
        "---",
        "*",
        "...",
        "№",
        "NaN.0",
        "nan",
        "0,0",
    ),
    *(
        "нөмірсіз",
        "Нөмірі жоқ",
        "не присвоен",
        "номер не присвоен",
        "б/номера",
        "без номера",
        "Б/Н",
        "б.н.",
        "1111",
    ),
    *(
        "11-11",
        "отсутствует",
        "нет номера",
        "номера нет",
        "тағайындалмаған",
        "номер жоқ",
        "unassigned",
        "no number",
    ),
    *(
        "PER-0000000",
        "A000",
        "не выдан",
        "N/A",
        "#N/A",
        "null",
        "undefined",
        "безномера",
        "0000000000",
        "00000-0000",
    ),
]


@pytest.mark.parametrize("number", NUMBERLESS)
def test_marks_noughts_and_phrases_are_no_senders_number(number: str) -> None:
    assert PersonCard.model_validate({"personId": number}).person_id is None


@pytest.mark.parametrize(
    "word",
    [
        *("отсутств.", "әкесі жоқ", "Безотчества", "енгізілмеген", "қ.ж.", "Қ/Ж", "jok", "net", "FNU", "LNU"),
        *("нет (иностранец)", "жоқ (шетелдік)", "Отсутств", "әкесінің аты енгізілмеген"),
    ],
)
def test_what_says_that_there_is_no_fathers_name_is_none(word: str) -> None:
    assert PersonCard.model_validate({"patronymic": word}).patronymic is None
    assert _loaded(patronymic=word)["patronymic"] is None


def test_initials_and_short_fathers_names_stay() -> None:
    assert PersonCard.model_validate({"givenName": "Қ.Ж."}).given_name == "Қ.Ж."
    for name in ("С.", "Нетович", "Жокенович", "Номарович"):
        assert PersonCard.model_validate({"patronymic": name}).patronymic == name


@pytest.mark.parametrize(
    "number",
    [
        "PER-1",
        "10-00",
        "A0",
        "0001",
        "1.5",
        "00-01",
        "1",
        "n1",
        "1000",
        "а-17",
        "123e4567-e89b-12d3-a456-426614174000",
    ],
)
def test_a_senders_number_is_kept(number: str) -> None:
    assert PersonCard.model_validate({"personId": number}).person_id == number
