"""Text that others chose (names, errors, policies), made safe to print: one line, nothing hidden."""

from __future__ import annotations

import json
import shlex
import unicodedata
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

_LONGEST_STATE = 4000  # characters; a whole bucket policy fits
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# ASCII that GSM has only in its extension, where each takes two septets, or not at all.
_NOT_GSM = str.maketrans("[]{}\\^~|`", "()()/--/'")


def one_line(text: Any) -> str:
    """`text` on one line, with control, direction and other invisible characters written out. "" for None."""
    return _visible(" ".join(str(text).split())) if text is not None else ""


def argument(text: Any) -> str:
    """`text` as one word of a command that people copy into a shell; "" stays empty."""
    line = one_line(text)
    return shlex.quote(line) if line else ""


def lines(text: Any) -> str:
    """The same for a text of several lines, which may stay so."""
    return "\n".join(one_line(line) for line in str(text).splitlines()) if text is not None else ""


def moment(time: Any) -> str:
    """An ISO 8601 time as people read it, or ""."""
    return one_line(time).replace("T", " ").replace("Z", " UTC")


def local_time(time: Any, time_zone: str = "UTC") -> str:
    """An ISO 8601 time where its reader is: "24 November 2026 at 04:14 (Berlin)". `time_zone` is IANA's name.

    "" for none; what is no time stays as it is, and an unknown zone is UTC.
    """
    try:
        moment = datetime.fromisoformat(str(time))
    except ValueError:
        return one_line(time)
    place = zone(time_zone)
    name = one_line(time_zone.rpartition("/")[2].replace("_", " ")) if place else "UTC"
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(place or UTC)
    except OverflowError:  # the year 1, or 9999
        return one_line(time)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} at {moment:%H:%M} ({name})"


def zone(name: str) -> tzinfo | None:
    """The time zone of IANA's name; None if there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        # Lambda may lack the system's time zones; dateutil, which botocore brings, carries its own.
        from dateutil.zoneinfo import get_zonefile_instance  # type: ignore[import-untyped, unused-ignore]

        found: tzinfo | None = get_zonefile_instance().get(name)
        return found


def shortened(text: str, most: int) -> str:
    """`text` of at most so many characters, cut at a word if there is one near the end."""
    if len(text) <= most:
        return text
    kept = text[: most - 3]
    at = kept.rfind(" ")
    return (kept[:at] if at > most // 2 else kept).rstrip() + "..."


def gsm(text: str) -> str:
    """`text` in one line of what every phone shows, a septet a character (3GPP TS 23.038, basic set)."""
    plain = unicodedata.normalize("NFKD", one_line(text)).encode("ascii", "ignore").decode()
    return plain.translate(_NOT_GSM)


def state(value: Any) -> str:
    """A state as readable JSON; JSON inside of it (a bucket's policy) is unfolded. "nothing" for None."""
    if value is None:
        return "nothing"
    text = json.dumps(unfolded(value), indent=2, default=str, ensure_ascii=False)
    text = "\n".join(_visible(line) for line in text.split("\n"))
    return text if len(text) <= _LONGEST_STATE else f"{text[:_LONGEST_STATE]}\n... (cut; the ledger has all)"


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in line
    )


def unfolded(value: Any) -> Any:
    """A state with the JSON inside of texts (a bucket's policy) read; what is nested too deep stays text."""
    if isinstance(value, dict):
        return {str(key): unfolded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [unfolded(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return unfolded(json.loads(value))
        except (ValueError, RecursionError):
            return value
    return value
