"""Names in which digits, signs or another code's letters stand are refused by every door; real ones come in."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from adapters.bulk.validate_line import RefusedLineError, record_of
from adapters.feeds.feed import PersonCard
from schema.catalogue import CATALOGUE
from schema.lost_letters import LostLettersError, NoNameError, refuse_lost
from schema.texts import normal_name
from security.vault.vault import Vault
from tests.support.engines import vault

SIGNS: tuple[str, ...] = (
    "Сер1к",
    "Сер#к",
    "Сер|к",
    "0лжас",
    "Нұрлан3",
    "3арина",
    "Сер!к",
    "Сер@к",
    "Сер$к",
    "Сер%к",
    "Сер&к",
    "Сер+к",
)
SIGNS += (
    "Сер:к",
    "Сер;к",
    "Сер<к",
    "Сер=к",
    "Сер>к",
    "Сер[к",
    "Сер\\к",
    "Сер]к",
    "Сер^к",
    "Сер{к",
    "Сер}к",
    "Сер~к",
)
SIGNS += ("Сер/к", "Сер..к", "Ser1k", "Ахметов1", "С3рік Ахметов", "١лжас", "Се$ік-Нұр")
LOST: tuple[str, ...] = ("Сер№к", "Сер…к", "Сер•к", "Сер¦к", "Сер°к", "Сер®к")
MIXED: tuple[str, ...] = (
    "СерⅠк",
    "СерӀк",
    "Серӏк",
    "Серικ",
    "Серιк",
    "Θлжас",
    "Ѳлжас",
    "օлжас",
    "Ꭼрлан",
    "Серlк",
    "Серıк",
    "Серíк",
    "Ķанат",
)
MIXED += (
    "Серⁱк",
    "Серǀк",
    "Øлжас",
    "Сері\u0336к",
    "Се\u0301рік",
    "Е\u0304рлан",
    "К\u0326анат",
    "Серi\u0307к",
    "Fалым",
    "ǝлия",
    "Сæрік",
    "Ахметоv",
    "Yміт",
    "YЛПАН-АЙ",
    "СЕРІК ҮYЛ",
)
MIXED += (
    "яЕПХЙ",
    "Ñåðiê",
    "%D0%A1%D0%B5%D1%80",
    "\\u0421\\u0435\\u0440",
    "+BCEENQRABDgEOg-",
    "0KHQtdGA0LjQug==",
    "xn--e1aybc",
    "xn--abcde",
    "=?UTF-8?B?0KE=?=",
)

CODES = ("cp1251", "koi8-r", "cp866", "iso8859-5", "kz1048")
WRITTEN: tuple[str, ...] = (
    "Ерасыл",
    "Жұмағалиев",
    "Сәбит",
    "Петренко",
    "Айсұлтан",
    "Ким Людмила",
    "НАЗАРОВА",
    "Қайсар",
    "Әсем",
    "Үмітжан",
)
WRITTEN += ("Іңкәр", "Өмірзақ", "Ғазиз", "Һарон", "Кузнецова Анна", "Тоқаев", "Сергеевна", "Серікқызы")
LATIN = ("latin-1", "cp1252", "cp1254", "cp1250")


def _misread(meant: str, shown: str) -> set[str]:
    """What names in one code page are in another, longer than four signs, all of which are seen."""
    found: set[str] = set()
    for name in WRITTEN:
        try:
            read = name.encode(meant).decode(shown)
        except UnicodeError:
            continue
        found |= {read} if read != name and read.isprintable() and len(read) > 4 else set()
    return found


PAIRS = [(meant, shown) for meant in CODES for shown in (*CODES, *LATIN) if meant != shown]
MISREAD = sorted({read for pair in PAIRS for read in _misread(*pair)})
UTF_8 = sorted(
    {
        "".join(bytes((byte,)).decode(shown, "ignore") or chr(byte) for byte in name.encode())
        for name in (*WRITTEN, "Әә", "Ғғ", "Ққ", "Ңң", "Өө", "Ұұ", "Үү", "Һһ", "Іі")
        for shown in (*CODES, *LATIN)
    }
)

KAZAKH = (
    "Ыбырай Қасым-Жомарт Нұрсұлтан Өмірбек Үкілай "
    "Ұлпан Һашим Іңкәр Әзірбайжан Ғалымжан Ңұр Қыз Ақ Жәңгір Бөгенбай "
    "Мұхамедғали Еңсеп Сырым Шәмшиябану "
    "Қаныш Ұ Ы Ә. Серікқызы Абайұлы Гүлсім Хадиша Тұрар Міржақып Ахмет-Яссауи"
)
RUSSIAN = (
    "Пётр Фёкла Емельян Съедин Подъячев Мстислав Ждан Чжоу-Иванов Щукина-Ёжикова "
    "Кржижановский Взглядов Мкртчян Хмыз "
    "Всеволодович Ильинична Мамин-Сибиряк Ф. Я Ю Эдмунд Йовович Цветаева"
)
UYGHUR = "Реһимҗан Турғунҗан Һевибулла Аблимит Пәтәм Меһригүл Савут Ғожахмәт Ялқун Ризвангүл"
KOREAN = "Цой Тхя Ян Пэк Огай Дюгай Чжен Хё Ё Ли Нгай Шегай Эм Квак Тё"
GERMAN = "Штольц Gößmann Müller Jürgen Шварцкопф Кнауб Böhm Käßner Рёслер Strauß Йоахим Вайцзеккер"
UZBEK = "Ўринбой Ғайрат Ҳикматулла Гулҷаҳон Шоҳруҳ Қўчқорбой Oʻktam Gʻafur Oʼrinboy Жўрахўжа"
TURKISH = "Şükrü İsmail Çiğdem Ömer Gülşah Işıl Paşa Ağa Üzeyir Ö Бинали Ризаев Сулейман-Оглы"
OTHER: tuple[str, ...] = (
    "Ахметов/Оспанова",
    "Б/и",
    "Д'Артаньян",
    "О’Хара",
    "Мамедов Расим оглы",
    "Гасанова Лейла қызы",
    "А. Б.",
    "Генрих VIII",
)
OTHER += (
    "Людовик XIV",
    "де ла Крус",
    'Иван "Ваня"',
    "Серік (Серега)",
    "Nguyễn Văn Ånge",
    "Ørsted",
    "Łukasz Żółć",
    "Řehoř",
)
OTHER += (
    "Тұтұш",
    "Сент-Экзюпери",
    "Ибн Сина",
    "Абд-ар-Рахман",
    "Ковальчук, мл.",
    "Jean-François",
    "Brontë",
    "иВАН",
    "ИВАНОВ-2 ой",
)
FOREIGN = "გიორგი შევარდნაძე Արմեն Հովհաննիսյան عبدالله כהן 欧阳震华 김정은 Αλέξανδρος"
"""Names in their own alphabets, as a foreigner's passport has them."""
REAL = sorted({*" ".join((KAZAKH, RUSSIAN, UYGHUR, KOREAN, GERMAN, UZBEK, TURKISH, FOREIGN)).split(), *OTHER})


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Keys alone."""
    return vault(tmp_path_factory.mktemp("vault"))


def _loaded(sealer: Vault, **said: Any) -> Any:
    line = {"system": "MIA", "recordId": "1", "version": 1, **said}
    return record_of(sealer, CATALOGUE.entity("Person"), orjson.dumps(line)).properties


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_or_a_digit_in_a_name_is_refused_with_what_to_do(sealer: Vault, name: str) -> None:
    with pytest.raises(NoNameError, match="send the name in letters alone"):
        refuse_lost(name, is_name=True)
    with pytest.raises(ValidationError, match="send the name in letters alone"):
        PersonCard.model_validate({"familyName": name})
    with pytest.raises(RefusedLineError, match=r"givenName: .*send the name in letters alone"):
        _loaded(sealer, givenName=name)


@pytest.mark.parametrize("name", [*LOST, *MISREAD, *UTF_8], ids=ascii)
def test_a_name_of_another_codes_letters_is_refused_with_what_to_do(sealer: Vault, name: str) -> None:
    with pytest.raises((LostLettersError, NoNameError)):
        refuse_lost(name, is_name=True)
    with pytest.raises(ValidationError):
        PersonCard.model_validate({"patronymic": name})
    with pytest.raises(RefusedLineError, match=r"familyName: .*(export the text anew|in letters alone)"):
        _loaded(sealer, familyName=name)


@pytest.mark.parametrize("name", MIXED, ids=ascii)
def test_a_name_of_two_alphabets_or_with_a_mark_is_refused_with_what_to_do(sealer: Vault, name: str) -> None:
    for written in (name, f"Ахметов-{name}", f"{name} Серікұлы"):
        with pytest.raises(ValidationError, match=r"(export the text anew|in letters alone)"):
            PersonCard.model_validate({"givenName": written})
        with pytest.raises(RefusedLineError, match=r"givenName: .*(export the text anew|in letters alone)"):
            _loaded(sealer, givenName=written)


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_comes_in(sealer: Vault, name: str) -> None:
    for written in (name, name.upper()):
        assert refuse_lost(written, is_name=True) == written
        assert PersonCard.model_validate({"givenName": written}).given_name == normal_name(written)
        assert _loaded(sealer, familyName=written)["familyName"] == normal_name(written)


def test_there_are_as_many_as_were_asked_for() -> None:
    assert len(SIGNS) >= 30 and len(MISREAD) >= 100 and len(UTF_8) >= 100 and len(REAL) >= 100


@pytest.mark.parametrize("text", ["ЖІ-L", "№ 12/3-а", "a@b.kz", "кв. 4; подъезд 2", "C# + 1С", "50 %"])
def test_in_a_text_that_is_no_name_signs_and_digits_stand(text: str) -> None:
    assert refuse_lost(text) == text


@pytest.mark.parametrize("name", ["Apтём", "Ceмён", "Mиxaил"])
def test_a_letter_of_the_other_alphabet_that_looks_alike_is_no_other_byte(name: str) -> None:
    assert refuse_lost(name, is_name=True) == name
