"""Texts that nobody can read: lost letters, another program's bytes, digits and letters for show, O for 0."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from adapters.bulk.validate_line import RefusedLineError, record_of
from adapters.feeds.feed import PersonCard
from adapters.feeds.iin import valid_iin
from schema.catalogue import CATALOGUE
from schema.lost_letters import refuse_lost
from schema.texts import normal_name
from security.vault.vault import Vault
from tests.support.engines import vault
from tests.support.feeding.graphs import iin

NUMBER = iin("85010130012")
ZERO = NUMBER.index("0", 6)
ONE = NUMBER.index("1")

QUESTIONS = [f"И{sign}ан" for sign in "?¿؟？⁇⁈⁉‽⸮՞፧⳺꘏❓❔⍰﹖︖"] + [f"{sign}{sign}{sign}" for sign in "؟⁇¿❓"]
BOXES = [f"И{sign}ан" for sign in "□▢◻◽⬜⬛◼☒☑⎕𝌆●■"]


def _shown(text: str, codec: str) -> str:
    """A text in UTF-8 as a program shows it that takes it for ``codec``."""
    return "".join(bytes((byte,)).decode(codec, "ignore") or chr(byte) for byte in text.encode("utf-8"))


NAMES = ["Иван", "Нұрлан", "Айжан", "ӘЛИЯ", "Қасымов", "Müller", "Сейітова Гүлнар"]
GARBLED = [_shown(name, codec) for codec in ("latin-1", "cp1252", "cp1251", "cp866", "koi8-r") for name in NAMES]
GARBLED += [_shown(_shown(name, "latin-1"), "latin-1") for name in NAMES]
GARBLED += [name.encode("cp1251").decode("latin-1") for name in ("Иван", "Айжан", "РУСЛАН", "Ли Сергей")]
GARBLED += ["Ð˜Ð²Ð°Ð½", "Р\u0098РІР°РЅ", "РќСѓСЂ", "╨Ш╨▓╨░╨╜", "€ў ­", "Ивaн™", "Ив¤н"]

FANCY = {
    "🅸🆅🅰🅽": "IVAN",
    "🄸🅅🄰🄽": "IVAN",
    "🅘🅥🅐🅝": "IVAN",
    "ⒾⓋⓐⓝ": "IVan",
    "Ｉｖａｎ": "Ivan",
    "𝐈𝐯𝐚𝐧": "Ivan",
    "𝓘𝓿𝓪𝓷": "Ivan",
    "𝕀𝕧𝕒𝕟": "Ivan",
}
REAL = [
    *("Иван", "Нұрлан", "Müller", "Łukasz", "Ñusta", "O’Neill", "Сё", "Рё", "Ёлкин", "Ғани", "Іле", "李", "Åsa"),
    *("Жан-Поль", "Серік (Серега)", "ТІЛЕУ", "Rısqul", "Şahin", "Äýmen", "Қуаныш", "Сіңірші", "Àéa", "Ö", "ІЛІЯС"),
]


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Keys alone."""
    return vault(tmp_path_factory.mktemp("vault"))


def _loaded(sealer: Vault, **said: Any) -> Any:
    line = {"system": "MIA", "recordId": "1", "version": 1, **said}
    return record_of(sealer, CATALOGUE.entity("Person"), orjson.dumps(line)).properties


@pytest.mark.parametrize("field", ["familyName", "givenName", "patronymic"])
@pytest.mark.parametrize("name", [*QUESTIONS, *BOXES, *GARBLED], ids=ascii)
def test_a_name_that_nobody_can_read_is_refused_by_feed_and_by_load(sealer: Vault, name: str, field: str) -> None:
    with pytest.raises(ValidationError):
        PersonCard.model_validate({field: name})
    with pytest.raises(RefusedLineError, match=field):
        _loaded(sealer, **{field: name})


@pytest.mark.parametrize("name", REAL)
def test_a_name_that_can_be_read_comes_in(sealer: Vault, name: str) -> None:
    assert PersonCard.model_validate({"givenName": name}).given_name == normal_name(name)
    assert _loaded(sealer, givenName=name)["givenName"] == normal_name(name)


@pytest.mark.parametrize("written", FANCY)
def test_a_name_in_letters_for_show_is_the_name(sealer: Vault, written: str) -> None:
    meant = normal_name(FANCY[written])
    assert PersonCard.model_validate({"givenName": written}).given_name == meant
    assert _loaded(sealer, givenName=written)["givenName"] == meant


@pytest.mark.parametrize("address", ["Ð\u0090Ð±Ð°Ð¹ ÐºÓ©ÑˆÐµÑ\u0081Ñ–, 12", "РђР±Р°Р№ РєУ©С€РµСЃС–, 12"], ids=ascii)
def test_an_address_of_another_programs_bytes_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        PersonCard.model_validate({"address": address})


@pytest.mark.parametrize(
    "digits",
    ["⓿❶❷❸❹❺❻❼❽❾", "⓪①②③④⑤⑥⑦⑧⑨", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "🄋➀➁➂➃➄➅➆➇➈", "०१२३४५६७८९"],
)
def test_digits_for_show_are_digits_of_a_telephone_and_refused_in_an_iin(sealer: Vault, digits: str) -> None:
    written = NUMBER.translate({ord(str(n)): digit for n, digit in enumerate(digits)})
    with pytest.raises(ValidationError, match="twelve digits"):
        PersonCard.model_validate({"iin": written})
    with pytest.raises(RefusedLineError, match="iin"):
        _loaded(sealer, iin=written)
    assert PersonCard.model_validate({"iin": digits[0] * 12}).iin is None
    phone = "+77172555010".translate({ord(str(n)): digit for n, digit in enumerate(digits)})
    assert PersonCard.model_validate({"phone": phone}).phone == "+77172555010"
    assert _loaded(sealer, phone=phone)["phone"] == "+77172555010"


@pytest.mark.parametrize(
    "number",
    [
        *(NUMBER[:ZERO] + letter + NUMBER[ZERO + 1 :] for letter in "OoОоΟοDQ"),
        *(NUMBER[:ONE] + letter + NUMBER[ONE + 1 :] for letter in "IlІіi|"),
        NUMBER.replace("0", "O").replace("1", "l"),
        NUMBER.replace("0", "О").replace("3", "З"),
    ],
    ids=ascii,
)
def test_a_letter_in_a_number_is_refused_with_what_to_do(sealer: Vault, number: str) -> None:
    for written in (number, number.replace("0", "٠")):
        with pytest.raises(ValueError, match="letter"):
            valid_iin(written)
        with pytest.raises(ValidationError, match="letter"):
            PersonCard.model_validate({"iin": written})
        with pytest.raises(RefusedLineError, match=r"iin: .*letter"):
            _loaded(sealer, iin=written)


@pytest.mark.parametrize("phone", ["+7 7O1 340 50 62", "+7 7О1 34О 5О 62", "87l13405062", "8 (7о1) 340-50-62"])
def test_a_letter_among_the_digits_of_a_telephone_is_refused_too(sealer: Vault, phone: str) -> None:
    with pytest.raises(ValidationError, match="letter"):
        PersonCard.model_validate({"phone": phone})
    with pytest.raises(RefusedLineError, match=r"phone: .*letter"):
        _loaded(sealer, phone=phone)


@pytest.mark.parametrize(
    "phone", ["+7 701 340 50 62 доб. 12", "тел. 8 701 340 50 62", "+77013405062 (Айжан)", "7013405062, 7013405063"]
)
def test_words_beside_a_telephone_stay(phone: str) -> None:
    assert PersonCard.model_validate({"phone": phone}).phone == phone


@pytest.mark.parametrize("number", ["ЖІ-L", "ҚН-x1", "ЖІ-hidden", "АП-B7"])
def test_the_number_of_a_file_in_two_alphabets_is_readable(number: str) -> None:
    assert refuse_lost(number) == number
