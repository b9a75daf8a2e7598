"""The zip archive of a workbook, looked over before anything in it is opened, and its parts, which are XML."""

import zlib
from collections.abc import Iterator, Set
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from adapters.formats.elements import ParsedElement, StoppedError, elements
from adapters.formats.raw import UnreadableError

MOST_BYTES = 200 * 1024 * 1024
"""The most bytes of all parts together, unpacked."""

_MOST_MEMBERS = 1000
_MOST_PACKED = 100
_SMALL = 10 * 1024 * 1024
_ENCRYPTED = 0x1
_MEMBER = b"PK\x01\x02"
_CHUNK = 1024 * 1024

# What the library raises while it unpacks a member that is not as declared.
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def opened(file: BinaryIO) -> ZipFile:
    """The archive in ``file``, which has to be seekable.

    Raises:
        UnreadableError: NOT_ZIP, BAD_ZIP, ENCRYPTED, TOO_MANY_MEMBERS or ZIP_BOMB.
    """
    # Counted beforehand: the library makes an object of each.
    if _members(file) > _MOST_MEMBERS:
        raise UnreadableError("TOO_MANY_MEMBERS")
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableError("NOT_ZIP") from None
    members = archive.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableError("ENCRYPTED")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise UnreadableError("BAD_ZIP")
    if len({member.filename for member in members}) != len(members):
        raise UnreadableError("BAD_ZIP")
    # The library unpacks no more of a member than is declared.
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MOST_BYTES or (unpacked > _SMALL and unpacked > _MOST_PACKED * packed):
        raise UnreadableError("ZIP_BOMB")
    return archive


def part(archive: ZipFile, path: str, names: Set[str]) -> Iterator[ParsedElement]:
    """The elements of a part with a name of ``names``.

    Raises:
        StoppedError: the part cannot be read on.
        UnreadableError: the part is missing, does not unpack as declared, or declares a document type, which no
            part of a workbook may.
    """
    try:
        with archive.open(path) as file:
            for place, element in enumerate(elements(file, names)):
                if place == 0 and element.element.getroottree().docinfo.internalDTD is not None:
                    raise UnreadableError("ENTITY")
                yield element
    except KeyError:
        raise UnreadableError("NOT_A_WORKBOOK") from None
    except _BROKEN:
        raise UnreadableError("BAD_ZIP") from None


def whole_part(archive: ZipFile, path: str, names: Set[str]) -> Iterator[ParsedElement]:
    """As :func:`part`, of one without which the workbook cannot be read.

    Raises:
        UnreadableError: the part is missing or broken.
    """
    try:
        for element in part(archive, path, names):
            if element.beginning is not None:
                raise UnreadableError("TOO_LONG")
            yield element
    except StoppedError as error:
        raise UnreadableError(error.code) from None


def unpacked(archive: ZipFile, path: str) -> Iterator[bytes]:
    """All bytes of a part; that they are those that were packed is known at their end.

    Raises:
        UnreadableError: the part is missing, or does not unpack as declared.
    """
    try:
        with archive.open(path) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except KeyError:
        raise UnreadableError("NOT_A_WORKBOOK") from None
    except _BROKEN:
        raise UnreadableError("BAD_ZIP") from None


def _members(file: BinaryIO) -> int:
    """How often the signature of a member's entry occurs, which is no less than there are members."""
    file.seek(0)
    count = 0
    end = b""
    while chunk := file.read(_CHUNK):
        count += (end + chunk).count(_MEMBER)
        end = chunk[-3:]
    file.seek(0)
    return count
