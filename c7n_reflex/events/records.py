"""CloudTrail records: read from files, and put into the envelope in which EventBridge delivers them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from c7n_reflex.errors import InputError, Place

__all__ = ["FORMS", "RECORD_KEYS", "envelope", "parse", "read", "text_of"]

_GZIP_MAGIC = b"\x1f\x8b"
FORMS = "give a CloudTrail log file (`Records`), a gzip of one, or one record or EventBridge event a line"
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
_DETAIL_TYPES = {
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
}
RECORD_KEYS = ("eventSource", "eventName", "eventTime", "awsRegion")
_ENVELOPE_KEYS = ("source", "detail-type", "detail")


def envelope(record: Mapping[str, Any]) -> dict[str, Any]:
    """The EventBridge event for a CloudTrail record; its time has seconds precision, as AWS's have."""
    source = str(record["eventSource"]).removesuffix(".amazonaws.com")
    return {
        "version": "0",
        "id": record.get("eventID", ""),
        "detail-type": _DETAIL_TYPES.get(record.get("eventType", ""), "AWS API Call via CloudTrail"),
        "source": f"aws.{source}",
        "account": _account(record),
        "time": record["eventTime"],
        "region": record["awsRegion"],
        "resources": [],
        "detail": dict(record),
    }


def read(path: Path) -> Iterator[dict[str, Any]]:
    """EventBridge envelopes of the records in a file, in its order.

    The file is a CloudTrail log file (`{"Records": [...]}`), a list of records, one record or event, or one
    of them a line; each of these may be gzipped. What is an EventBridge envelope already is passed on as it
    is, its account, region, id and time filled in from the record if it lacks them.
    Raises InputError, naming the file, the line and the key, for anything else.
    """
    text = text_of(path)
    entries = _lines(text, path) if _is_lines(text) else _document(text, path)
    empty = True
    for place, entry in entries:
        empty = False
        yield _normalised(entry, place)
    if empty:
        raise InputError("has no events", remedy=FORMS, place=Place(path))


def text_of(path: Path) -> str:
    """The file's text, unpacked if it is gzipped. InputError where it is none."""
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP_MAGIC):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError("no such file", remedy=FORMS, place=Place(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 text: {error.reason}", remedy=FORMS, place=Place(path)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"is not a whole gzip file: {error}", remedy=FORMS, place=Place(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=Place(path)) from None


def _is_lines(text: str) -> bool:
    """True for JSON Lines: the first line is a JSON object on its own, and is not a whole log file."""
    first = text.lstrip().partition("\n")[0]
    try:
        parsed = json.loads(first)
    except ValueError:
        return False
    return isinstance(parsed, dict) and "Records" not in parsed


def _lines(text: str, path: Path) -> Iterator[tuple[Place, Any]]:
    # Not splitlines(): U+2028 may stand unescaped in a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield Place(path, number), parse(line, path, number)


def _document(text: str, path: Path) -> Iterator[tuple[Place, Any]]:
    document = parse(text, path) if text.strip() else []
    key, entries = "", document
    if isinstance(document, dict):
        key = "Records" if "Records" in document else ""
        entries = document["Records"] if key else [document]
    if not isinstance(entries, list):
        raise InputError("is not a list of records", remedy=FORMS, place=Place(path, key=key or None))
    for index, entry in enumerate(entries):
        yield Place(path, key=f"{key}[{index}]"), entry


def parse(text: str, path: Path, number: int | None = None) -> Any:
    """What the JSON says. InputError, with the line, where it is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = number or error.lineno
        raise InputError(f"is not JSON: {error.msg}", remedy=FORMS, place=Place(path, line)) from None
    except RecursionError:
        raise InputError("is nested too deeply", remedy=FORMS, place=Place(path, number)) from None
    except ValueError as error:  # a number of more than 4300 digits
        raise InputError("has a number that is too long", remedy=FORMS, place=Place(path, number)) from error


def _normalised(entry: Any, place: Place) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise InputError("is not an object", remedy=FORMS, place=place)
    if "detail-type" in entry or "detail" in entry:
        return _completed(entry, place)
    _require(entry, RECORD_KEYS, "record", place)
    return envelope(entry)


def _completed(event: dict[str, Any], place: Place) -> dict[str, Any]:
    _require(event, _ENVELOPE_KEYS, "EventBridge event", place)
    detail = event["detail"]
    if not isinstance(detail, dict):
        raise InputError("`detail` is not an object", place=place)
    known = {
        "version": "0",
        "id": detail.get("eventID", ""),
        "account": _account(detail),
        "time": detail.get("eventTime", ""),
        "region": detail.get("awsRegion", ""),
        "resources": [],
    }
    return {**known, **event}


def _require(entry: dict[str, Any], keys: tuple[str, ...], what: str, place: Place) -> None:
    for key in keys:
        if key not in entry:
            raise InputError(f"is no {what}: it has no `{key}`", remedy=FORMS, place=place)
        if key != "detail" and not isinstance(entry[key], str):
            raise InputError(f"`{key}` is not text", remedy=FORMS, place=place)


def _account(record: Mapping[str, Any]) -> str:
    identity = record.get("userIdentity")
    owner = identity.get("accountId", "") if isinstance(identity, dict) else ""
    return str(record.get("recipientAccountId") or owner)
