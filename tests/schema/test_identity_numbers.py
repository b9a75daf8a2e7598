"""Which numbers can be somebody's, and where they are found in words."""

import datetime as dt
import time
import unicodedata

import pytest

from adapters.feeds.iin import holds_iin, valid_iin
from schema.identity_numbers import birth_date_in, sex_in
from tests.support.feeding.graphs import iin

NUMBER = iin("85010130012")
N = NUMBER


def _by_rule(eleven: str) -> str:
    """The digit that completes eleven, by the rule as the resolution has it."""
    rest = sum((n + 1) * int(digit) for n, digit in enumerate(eleven)) % 11
    if rest == 10:
        rest = sum(((n + 2) % 11 + 1) * int(digit) for n, digit in enumerate(eleven)) % 11
    return f"{eleven}{rest}" if rest < 10 else _by_rule(f"{int(eleven) + 1:011}")


@pytest.mark.parametrize(
    "eleven",
    ["00000000000", "99999999999", "85023030012", "85130130012", "85010030012", "85010100012", "85010170012"],
)
def test_a_number_without_a_possible_day_and_century_is_none(eleven: str) -> None:
    with pytest.raises(ValueError, match="IIN"):
        valid_iin(_by_rule(eleven))


def test_a_wrong_check_digit_is_refused_and_a_leap_day_is_a_day() -> None:
    assert valid_iin(_by_rule("04022950012")) and valid_iin(NUMBER) == NUMBER
    with pytest.raises(ValueError, match="IIN"):
        valid_iin(_by_rule("05022950012"))
    with pytest.raises(ValueError, match="IIN"):
        valid_iin(NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10))


def test_what_a_number_says() -> None:
    assert birth_date_in(_by_rule("12080960012")) == dt.date(2012, 8, 9)
    assert sex_in(_by_rule("12080960012")) == "FEMALE" and sex_in(NUMBER) == "MALE"
    assert birth_date_in(None) is None and sex_in(None) is None


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        f"{N[:6]} {N[6:]}",
        f"{N[:6]}-{N[6:]}",
        f"{N[:4]} {N[4:8]} {N[8:]}",
        f"{N[:3]}.{N[3:6]}.{N[6:9]}.{N[9:]}",
        f"{N[:6]}\u00a0{N[6:]}",
        " ".join(N),
        f"{N[:6]}\u2013{N[6:]}",
        f"{N[:6]} / {N[6:]}",
        f"{N[:6]}\u00ad{N[6:]}",
        f"{N[:6]}\n{N[6:]}",
        f"{N[:6]}_{N[6:]}",
        "".join(chr(0xFF10 + int(digit)) for digit in N),
        f"12 {N[:6]} {N[6:]}",
        f"{N[:3]},{N[3:6]},{N[6:9]},{N[9:]}",
        f"{N[:6]}, {N[6:]}",
        f"{N[:6]}; {N[6:]}",
        f"{N[:6]};{N[6:]}",
        ":".join(N[n : n + 2] for n in range(0, 12, 2)),
        f"{N[:6]}&nbsp;{N[6:]}",
        f"{N[:6]}&amp;nbsp;{N[6:]}",
        f"{N[:6]}&#160;{N[6:]}",
        f"{N[:6]} № {N[6:]}",
        f"{N[:6]}№{N[6:]}",
        f"{N[:6]}#{N[6:]}",
        f"<b>{N[:6]}</b><b>{N[6:]}</b>",
        f'{N[:4]}<span class="x">{N[4:8]}</span> {N[8:]}',
        "".join(chr(0x0660 + int(digit)) for digit in N),
        "".join(chr(0x06F0 + int(digit)) for digit in N),
        "".join(chr(0x0966 + int(digit)) for digit in N),
        f"{N[:6]}.....{N[6:]}",
        f"{N[:6]} . . . . . {N[6:]}",
        f"{N[:6]}__________{N[6:]}",
        ".....".join(N),
        f"{N[:6]} O {N[6:]}",
        f"{N[:6]} сом {N[6:]}",
        f"{N[:6]} и далее {N[6:]}",
        f"{N[:6]}, содан кейін {N[6:]}",
        f"{N[:4]} потом {N[4:8]} потом {N[8:]}",
        f"{N[:8]} затем {N[8:]}",
        f"{N[:3]} тире {N[3:6]} тире {N[6:9]} тире {N[9:]}",
        "а".join(N),
        "x".join(N[n : n + 2] for n in range(0, 12, 2)),
        "ab".join(N[n : n + 3] for n in range(0, 12, 3)),
        f"{N[:6]}x{N[6:]}",
        f"{N[:2]}г{N[2:4]}м{N[4:6]}д{N[6:]}",
        " и ".join(N),
        f"{N[:6]}%{N[6:]}",
        f"{N[:6]} ??? {N[6:]}",
        "".join("⓿❶❷❸❹❺❻❼❽❾"[int(digit)] for digit in N),
        "".join("〇一二三四五六七八九"[int(digit)] for digit in N),
        "".join("零一二三四五六七八九"[int(digit)] for digit in N),
        "".join(f"%{ord(digit):02X}" for digit in N),
        "".join(f"\\u{ord(digit):04x}" for digit in N),
        "".join(f"\\x{ord(digit):02x}" for digit in N),
        f"{N[:6]}%3{N[6]}{N[7:]}",
    ],
    ids=ascii,
)
def test_a_number_is_found_through_what_parts_it(written: str) -> None:
    assert holds_iin([f"ЖСН {written} деп жазылды"])
    assert holds_iin([unicodedata.normalize("NFD", f"№ {written}.")])


def test_days_and_times_are_no_numbers() -> None:
    days = [dt.datetime(year, month, 7, 14, 5) for year in (2003, 2011, 2024) for month in range(1, 13)]
    for form in ("%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M", "%Y-%m-%d %H%M", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y %H%M"):
        assert not holds_iin(f"{moment:{form}}" for moment in days)
    assert not holds_iin(["тел. +7 701 123 45 67", "12, 34", "140840002345678"])


def test_lists_times_and_amounts_are_no_numbers() -> None:
    harmless = [
        *("14:05:33", "2024-03-07 14:05:33, 2024-03-08 09:00:00", "07.03.2011 14:25; 08.03.2011 14:26"),
        *("1,234,567.89", "900,218 теңге", "25-12-34, 25-12-35", "+7 701 340 50 62, +7 702 405 06 07"),
        *("<b>12</b> 34", "№ 12-34", "&nbsp;12&nbsp;", "в 2011 году, 2014 году и 2018 году"),
    ]
    assert not holds_iin(harmless)


@pytest.mark.parametrize("piece", ["1 ", "1,", "1:", "<", "<b", "&amp;", "12; ", "7\u0661"])
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        took = []
        for _ in range(3):
            started = time.process_time()
            holds_iin([text])
            took.append(time.process_time() - started)
        return min(took)

    # Eight times the text in the square of the time would be sixty-four times as long.
    assert seconds(80_000) < 24 * seconds(10_000) + 0.05


@pytest.mark.parametrize("eleven", ["99010110012", "99010120012", "99010160012", "15010130012"])
def test_a_number_of_a_day_to_come_or_of_the_nineteenth_century_is_nobodys(eleven: str) -> None:
    with pytest.raises(ValueError, match="IIN"):
        valid_iin(_by_rule(eleven))
