"""The form of Annex 2: an act as the lines and cells that every printed format has, in one language.

Texts stand in ``form.toml``. A form names no person but the three heads; differences, which are an appendix, name
persons by their ids in the hub.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prevention.reconciliation.act_file import ActFile, Signed
from prevention.reconciliation.content import digest_of

LANGUAGES = ("kk", "ru", "en")
QUARTERS = ("I", "II", "III", "IV")
_TEXTS: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "form.toml").read_text(encoding="utf-8"))
_LINE = "_" * 30


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Where a head signs: title of the head, body, rank and name, signature and day, or lines for them."""

    title: str
    organ: str
    person: str
    signature: str
    date: str


@dataclass(frozen=True)
class Appendix:
    """The differences: a heading, the heads of the columns, the rows, and what stands there if there are none."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """An act, printed. ``captions`` stand under the lines of a signer: body, person, signature."""

    language: str
    annex: str
    form: str
    title: str
    act: str
    district: str
    draft: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, int, int, int], ...]
    signers_title: str
    captions: tuple[str, str, str]
    signers: tuple[Signer, ...]
    digest: str
    appendix: Appendix | None

    @property
    def plain(self) -> dict[str, Any]:
        """The form as plain values."""
        return asdict(self)


def form_of(file: ActFile, language: str, differences: Iterable[Mapping[str, Any]] | None = None) -> Form:
    """The form of an act in ``language``; with ``differences``, those as an appendix."""
    statement, texts = file.parsed_content, _TEXTS[language]
    names = {"year": statement["year"], "quarter": QUARTERS[statement["quarter"] - 1]}
    district = statement["district"]
    place = {"name": district[_names_in(language)] or district["kk"], "kato": district["kato"]}
    return Form(
        language=language,
        annex=texts["annex"],
        form=texts["form"],
        title=texts["title"].format(**names),
        act=texts["act"],
        district=texts["district"].format(**place),
        draft="" if file.signatures else texts["draft"],
        columns=tuple(texts["columns"]),
        rows=tuple(
            (texts["bodies"][r["body"]], r["putOn"], r["takenOff"], r["standing"]) for r in statement["rows"]
        ),
        signers_title=texts["signers"],
        captions=(texts["organ"], texts["person"], texts["sign"]),
        signers=tuple(_signer(texts, language, row, _by_body(file).get(row["body"])) for row in statement["rows"]),
        digest=texts["digest"].format(digest=digest_of(file.content)),
        appendix=None if differences is None else _appendix(texts, differences),
    )


def _by_body(file: ActFile) -> dict[str, Signed]:
    return {signature.body: signature for signature in file.signatures}


def _names_in(language: str) -> str:
    """Units and districts have their names in Kazakh and Russian."""
    return language if language in ("kk", "ru") else "kk"


def _signer(texts: Mapping[str, Any], language: str, row: Mapping[str, Any], signed: Signed | None) -> Signer:
    name, units = _names_in(language), row["units"]
    if signed is not None:
        units = [unit for unit in units if unit["id"] == signed.unit]
    organ = ", ".join(unit[name] or unit["kk"] or unit["code"] for unit in units) or _LINE
    title = texts["titles"][row["body"]]
    if signed is None:
        return Signer(title=title, organ=organ, person=_LINE, signature=_LINE, date=texts["no_date"])
    mark = texts["signed"].format(key=signed.key)
    return Signer(
        title=title,
        organ=organ,
        person=f"{signed.rank} {signed.name}",
        signature=mark,
        date=_date(texts, signed.signed_on),
    )


def _date(texts: Mapping[str, Any], day: dt.date) -> str:
    return str(texts["date"].format(year=day.year, day=f"{day.day:02}", month=texts["months"][day.month - 1]))


def _appendix(texts: Mapping[str, Any], differences: Iterable[Mapping[str, Any]]) -> Appendix:
    rows = tuple(
        (
            str(number),
            difference_row["person"],
            texts["names"][difference_row["column"]],
            texts["bodies"][difference_row["missingIn"]],
            difference_row["since"],
            "; ".join(_finding(texts, finding) for finding in difference_row["findings"]),
        )
        for number, difference_row in enumerate(differences, 1)
    )
    return Appendix(texts["differences"], tuple(texts["heads"]), rows, texts["none"])


def _finding(texts: Mapping[str, Any], finding: Mapping[str, Any]) -> str:
    where = f" ({texts['elsewhere']})" if finding["elsewhere"] else ""
    span = f"{finding['registeredOn']} – {finding['closedOn'] or '…'}"
    source = texts["own"]
    if finding["sourceSystem"] is not None:
        changed = finding["sourceChangedAt"].partition("T")[0]
        source = f"{finding['sourceSystem']} {finding['sourceFeed']} {finding['sourceVersion']}, {changed}"
    return f"{texts['bodies'][finding['body']]}{where}: {span} [{source}]"
