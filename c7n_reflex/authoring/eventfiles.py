"""Events from an author's files, in the envelope in which EventBridge delivers them.

In whatever form they are: EventBridge events, CloudTrail records and log files, what
`aws cloudtrail lookup-events` and the `get-findings` of the products print, bare findings (ASFF, OCSF, the
products' own), events as Custodian's tests write them (`{"detail": RECORD}`), and what Config, SQS and SNS
give a Lambda function.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.eventforms import DEEPEST, FORMS
from c7n_reflex.authoring.eventforms.bare import Event, bare, envelope, is_bare, kind_of
from c7n_reflex.authoring.eventforms.plain import below, documents, plain
from c7n_reflex.errors import InputError, Place
from c7n_reflex.events import records
from c7n_reflex.events.findings.reading import at

__all__ = ["FORMS", "Given", "read", "wrap"]

_YAML = {".yml", ".yaml"}
# In every envelope, as text.
_TEXTS = {"version", "id", "source", "detail-type", "account", "region", "time"}
_LISTS = ("Records", "Findings", "findings", "Events")


@dataclass(frozen=True)
class Given:
    """One event from a file."""

    event: Event  # in EventBridge's envelope; of `config-rule` as Config gives it to a function
    # cloudtrail, asff, ocsf, guardduty, access-analyzer, macie, inspector2, config, config-rule, or `event`
    kind: str
    place: Place
    wrapped: bool  # the envelope, or a part of it, is ours


def read(path: Path) -> list[Given]:
    """Every event in a file of JSON, JSON lines or (.yml, .yaml) YAML, each of which may be gzipped.

    Raises InputError, naming the file, and the line or key, for what is none.
    """
    try:
        content = records.text_of(path)
        is_yaml = Path(path.name.removesuffix(".gz")).suffix.lower() in _YAML
        entries = documents(content, path) if is_yaml else _json(content, path)
        found = [given for place, entry in entries for given in _wrap(plain(entry, place), place)]
    except InputError as error:
        remedy = FORMS if error.remedy == records.FORMS else error.remedy
        raise InputError(error.message, remedy=remedy, place=error.place) from None
    return _some(found, Place(path))


def wrap(obj: Any, place: Place) -> list[Given]:
    """Every event in what has been read already, such as an event that stands in a test's YAML.

    Numbers where an account's should be are made text, dates too. Raises InputError for what is no event.
    """
    return _some(list(_wrap(plain(obj, place), place)), place)


def _some(found: list[Given], place: Place) -> list[Given]:
    if not found:
        raise InputError("has no events", remedy=FORMS, place=place)
    return found


def _json(content: str, path: Path) -> Iterator[tuple[Place, Any]]:
    lines = [(number, line) for number, line in enumerate(content.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and _is_json(lines[0][1]):
        for number, line in lines:
            yield Place(path, number), records.parse(line, path, number)
    elif lines:
        yield Place(path), records.parse(content, path)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _wrap(entry: Any, place: Place, depth: int = 0) -> Iterator[Given]:
    if depth > DEEPEST:
        raise InputError("is nested too deeply", remedy=FORMS, place=place)
    if isinstance(entry, list):
        yield from _each(entry, place, depth)
        return
    if not isinstance(entry, dict):
        raise InputError("is not an object", remedy=FORMS, place=place)
    if "detail" in entry or "detail-type" in entry:
        yield _event(entry, place, depth)
    elif "invokingEvent" in entry:
        yield Given(entry, "config-rule", place, wrapped=False)
    elif (listed := next((name for name in _LISTS if isinstance(entry.get(name), list)), None)) is not None:
        yield from _each(entry[listed], below(place, listed), depth)
    elif isinstance(entry.get("event"), dict) and not is_bare(entry):  # a row of a corpus of events
        yield from _wrap(entry["event"], below(place, "event"), depth + 1)
    elif (inner := _inner_text(entry)) is not None:
        key, said = inner
        yield from _wrap(plain(_parsed(said, below(place, key)), place), below(place, key), depth + 1)
    else:
        yield Given(*bare(entry, place), place, wrapped=True)


def _each(entries: Iterable[Any], place: Place, depth: int) -> Iterator[Given]:
    for index, entry in enumerate(entries):
        yield from _wrap(entry, below(place, index), depth + 1)


def _inner_text(entry: Event) -> tuple[str, str] | None:
    """Where an event stands as text: lookup-events, SQS, SNS."""
    if isinstance(entry.get("CloudTrailEvent"), str):
        return "CloudTrailEvent", entry["CloudTrailEvent"]
    if entry.get("eventSource") == "aws:sqs" and isinstance(entry.get("body"), str):
        return "body", entry["body"]
    notice = entry.get("Sns", entry)
    is_notice = "Sns" in entry or "TopicArn" in entry
    return ("Message", str(at(notice, "Message"))) if is_notice and at(notice, "Message") else None


def _parsed(said: str, place: Place) -> Any:
    try:
        return json.loads(said)
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", remedy=FORMS, place=place) from None
    except RecursionError:
        raise InputError("is nested too deeply", remedy=FORMS, place=place) from None


def _event(entry: Event, place: Place, depth: int) -> Given:
    if "detail" not in entry:
        raise InputError("is no EventBridge event: it has no `detail`", remedy=FORMS, place=place)
    if not isinstance(entry["detail"], dict):
        raise InputError("`detail` is not an object", remedy=FORMS, place=place)
    for name in _TEXTS & entry.keys():
        if not isinstance(entry[name], str):
            raise InputError(f"`{name}` is not text", remedy=FORMS, place=below(place, name))
    if not {"source", "detail-type"} <= entry.keys():
        return _unfinished(entry, place, depth)
    # `version` and `resources` are left out in some of AWS's own samples.
    lacks = _TEXTS - {"version"} - entry.keys()
    event = {**envelope("", "", entry["detail"]), **entry}
    return Given(event, kind_of(event), place, wrapped=bool(lacks))


def _unfinished(entry: Event, place: Place, depth: int) -> Given:
    """An event as Custodian's tests write it: a detail, and of the envelope only what the test is about."""
    inner = next(_wrap(entry["detail"], below(place, "detail"), depth + 1), None)
    if inner is None or inner.kind == "config-rule":
        raise InputError("`detail` has no event", remedy=FORMS, place=place)
    several = inner.kind in ("asff", "ocsf") and "findings" in entry["detail"]
    detail = entry["detail"] if several else inner.event["detail"]
    return Given({**inner.event, **entry, "detail": detail}, inner.kind, place, wrapped=True)
