"""Zip files in sections: what all archives have in common is compressed once and copied once into each.

The same names and contents give the same bytes with the same zlib; other builds of zlib (zlib-ng, for one)
compress otherwise, so that archives are compared by the digest of their contents, never by these bytes.
Format: PKWARE's APPNOTE.TXT, 4.3.6 (local entries, central directory, end record); zipfile writes entries.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_END = struct.Struct("<4s4H2LH")  # end of central directory record without a comment
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can say
_MODE = 0o100644  # a file, readable by the user that Lambda runs functions as
_UNIX = 3
_LEVEL = 6  # zlib's default, written down


@dataclass(frozen=True)
class Section:
    """Entries whole in themselves: their bytes, their part of the central directory, their number."""

    entries: bytes
    directory: bytes
    count: int


class _Behind(io.BytesIO):
    """A file that begins behind other sections, so that the directory has the right offsets."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self._offset = offset

    def tell(self) -> int:
        return super().tell() + self._offset

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET:
            position -= self._offset
        return super().seek(position, whence) + self._offset


def section(contents: Mapping[str, bytes], offset: int = 0) -> Section:
    """A section, in the order of names, `offset` bytes behind the beginning of the zip file."""
    file = _Behind(offset)
    with zipfile.ZipFile(file, "w") as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.create_system, info.external_attr = (
                zipfile.ZIP_DEFLATED,
                _UNIX,
                _MODE << 16,
            )
            archive.writestr(info, contents[name], compresslevel=_LEVEL)
    written = file.getvalue()
    _, _, _, _, count, size, begin, _ = _END.unpack(written[-_END.size :])
    begin -= offset
    return Section(written[:begin], written[begin : begin + size], count)


def end(sections: Iterable[Section]) -> bytes:
    """What follows the entries of the sections: the directory and the end record."""
    parts = list(sections)
    directory = b"".join(each.directory for each in parts)
    count, offset = sum(each.count for each in parts), sum(len(each.entries) for each in parts)
    return directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)
