"""Reading a feed's payload, record by record, in bounded memory, in whatever format it came."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from adapters.feeds.feed import WireFormat
from adapters.formats.csv_rows import read_csv
from adapters.formats.ndjson import read_ndjson
from adapters.formats.raw import Raw, UnreadableError
from adapters.formats.xlsx_rows import read_xlsx
from adapters.formats.xml_records import read_xml

__all__ = ["Raw", "UnreadableError", "read"]


def read(kind: WireFormat, file: BinaryIO, columns: Mapping[str, str], element: str) -> Iterator[Raw]:
    """The records of ``file``, in their order, the broken ones among them.

    ``columns`` are the headings of a table that are not the wire's own names, ``element`` the name of a record's
    element in XML. An XLSX file has to be seekable.

    Raises:
        UnreadableError: the payload as a whole cannot be read.
    """
    match kind:
        case WireFormat.NDJSON:
            return read_ndjson(file)
        case WireFormat.CSV:
            return read_csv(file, columns)
        case WireFormat.XLSX:
            return read_xlsx(file, columns)
        case WireFormat.XML:
            return read_xml(file, element)
