"""The API calls that a `cloudtrail` policy subscribes to: pairs of source and name, and where ids are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from c7n.cwe import CloudWatchEvents
from c7n.utils import jmespath_compile
from jmespath.exceptions import JMESPathError

from c7n_reflex.pipeline.outcome import EventEndedError, Outcome

CALL = "AWS API Call via CloudTrail"
SIGN_IN = "AWS Console Sign In via CloudTrail"
SIGN_IN_SOURCE = "signin.amazonaws.com"
Pattern = dict[str, Any]


@dataclass(frozen=True, order=True)
class Call:
    """One call to react to. `name` as CloudTrail records it, `ids` a JMESPath on the event's detail."""

    source: str
    name: str
    ids: str

    @property
    def is_sign_in(self) -> bool:
        """True for the events of the console's sign-in service, which are no API calls."""
        return self.source == SIGN_IN_SOURCE


def calls_of(mode: Mapping[str, Any]) -> tuple[Call, ...]:
    """The calls in `mode.events`, shortcuts written out, in a fixed order."""
    return tuple(sorted({_call(event) for event in mode.get("events") or ()}))


def _call(event: str | Mapping[str, str]) -> Call:
    if not isinstance(event, str):
        return Call(event["source"], event["event"], event["ids"])
    known = CloudWatchEvents.get(event)
    # Custodian puts a compiled expression in the place of the text when it has used a shortcut.
    ids = known["ids"] if isinstance(known["ids"], str) else known["ids"].expression.removeprefix("detail.")
    return Call(known["source"], known.get("event", event), ids)


def needed_pattern(calls: Iterable[Call], outcome_is_written: bool) -> Pattern:
    """The part of the rule's pattern that selects just these calls: each source with its own names."""
    groups: dict[tuple[str, str], list[str]] = {}
    for call in calls:
        # The answer to a sign-in says whether it succeeded, in a field of the event's own name.
        special = call.name if call.is_sign_in and not outcome_is_written else ""
        groups.setdefault((call.source, special), []).append(call.name)
    parts = [_part(source, names, special) for (source, special), names in sorted(groups.items())]
    types = sorted({SIGN_IN if call.is_sign_in else CALL for call in calls})
    source = {"source": [{"prefix": "aws."}], "detail-type": types}
    if len(parts) == 1:
        return {**source, **parts[0]}
    return {**source, "$or": parts}


def _part(source: str, names: list[str], special: str) -> Pattern:
    detail: Pattern = {"eventSource": [source], "eventName": sorted(set(names))}
    if special:
        detail["responseElements"] = {special: [{"exists": False}, {"anything-but": ["Failure"]}]}
    return {"detail": detail}


def failure(detail: Mapping[str, Any]) -> str:
    """Why the recorded call failed; empty if it succeeded. A sign-in that fails has no error code."""
    code = detail.get("errorCode")
    if code:
        return str(code)
    answer = detail.get("responseElements")
    name = detail.get("eventName")
    if detail.get("eventSource") == SIGN_IN_SOURCE and isinstance(answer, Mapping) and isinstance(name, str):
        return "Failure" if answer.get(name) == "Failure" else ""
    return ""


def ids_in(event: Mapping[str, Any], calls: Iterable[Call]) -> list[str]:
    """What the calls' `ids` find in the event, without doubles: of the first that finds anything.

    Only of calls with the event's own source and name. EventEndedError (malformed) where an expression fails.
    """
    detail = event["detail"]
    for call in calls:
        if (call.source, call.name) == (detail.get("eventSource"), detail.get("eventName")):
            found = texts(search(call.ids.removeprefix("detail."), detail))
            if found:
                return found
    return []


def search(expression: str, value: Any) -> Any:
    """What a JMESPath finds. EventEndedError (malformed) where it cannot be applied to the value."""
    try:
        return jmespath_compile(expression).search(value)
    except JMESPathError as error:
        raise EventEndedError(Outcome.MALFORMED, f"ids {expression!r}: {error}") from error


def texts(found: Any) -> list[str]:
    """The texts in what a JMESPath has found, without doubles."""
    values = found if isinstance(found, list | tuple) else [found]
    return list(dict.fromkeys(each for each in values if isinstance(each, str) and each))
