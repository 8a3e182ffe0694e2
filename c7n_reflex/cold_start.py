"""What makes the start of a function short: in Lambda, importing this module first is all that is needed.

Collecting garbage while modules and service models are loaded finds none and takes a sixth of the time.
dateutil unpacks 600 time zones because Custodian wants their names (c7n.filters.offhours.Time); here they
are unpacked when one is asked for.
"""

from __future__ import annotations

import gc
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pkgutil import get_data
from typing import Any

from dateutil import zoneinfo  # type: ignore[import-untyped]

IN_LAMBDA = "LAMBDA_TASK_ROOT" in os.environ or "AWS_LAMBDA_FUNCTION_NAME" in os.environ

_ALLOCATIONS = (
    50_000  # new objects between two collections; Python's own 700 are for less memory than we have
)
_BLOCK = 512  # bytes; tar's header is one block: name 0-99, size 124-135 in octal, type 156
_FILE, _LINK, _FOLDER, _ATTRIBUTES = (b"0", b"\0"), (b"1", b"2"), (b"5",), (b"x", b"g")
_KINDS = (*_FILE, *_LINK, *_FOLDER, *_ATTRIBUTES)
_GZIP = 31  # zlib's wbits for gzip's format


def begin() -> None:
    """Before anything large is imported."""
    gc.disable()
    # The runtime's dateutil may be another one than ours: then it unpacks its zones, and nothing is lost.
    with suppress(Exception):
        lazy_zones()


def end() -> None:
    """When everything is imported: all of it stays, and is no more looked through."""
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)
    gc.enable()


def lazy_zones() -> None:
    """Let dateutil.zoneinfo.get_zonefile_instance answer with zones that are not unpacked yet."""
    stored = get_data("dateutil.zoneinfo", zoneinfo.ZONEFILENAME)
    names = zone_names(zlib.decompress(stored, _GZIP)) if stored else None
    if names and getattr(zoneinfo.get_zonefile_instance, "_cached_instance", None) is None:
        zoneinfo.get_zonefile_instance._cached_instance = LazyZoneInfoFile(names)


def zone_names(tar: bytes) -> list[str] | None:
    """Names of the zones in an unpacked tar file, files before links as in dateutil; None: unusual."""
    files: list[str] = []
    links: list[str] = []
    for name, kind, content in _members(tar):
        if kind not in _KINDS or (kind in _ATTRIBUTES and b" path=" in content):
            return None
        if kind in _FILE and name != zoneinfo.METADATA_FN:
            files.append(name)
        if kind in _LINK:
            links.append(name)
    return files + links


def _members(tar: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """(name, type, content)."""
    at = 0
    while at + _BLOCK <= len(tar) and tar[at]:
        size = int(tar[at + 124 : at + 136].rstrip(b"\0 ") or b"0", 8)
        name, begin = tar[at : at + 100].rstrip(b"\0").decode(), at + _BLOCK
        yield name, tar[at + 156 : at + 157], tar[begin : begin + size]
        at = begin + -(-size // _BLOCK) * _BLOCK


class _Zones(Mapping[str, Any]):
    """Names at once, zones by and by."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, name: str) -> Any:
        return self.unpacked.zones[name]

    @cached_property
    def unpacked(self) -> Any:
        """Everything, as dateutil has it."""
        return zoneinfo.ZoneInfoFile(zoneinfo.getzoneinfofile_stream())


class LazyZoneInfoFile(zoneinfo.ZoneInfoFile):
    """dateutil.zoneinfo.ZoneInfoFile, which is unpacked when a zone or the metadata is asked for."""

    def __init__(self, names: list[str]) -> None:
        self.zones = _Zones(names)

    @property
    def metadata(self) -> Any:
        """Of the time zone data."""
        return self.zones.unpacked.metadata


if IN_LAMBDA:
    begin()
