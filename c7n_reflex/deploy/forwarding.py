"""Which events solution accounts forward to core-compliance: those that its policies react to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c7n_reflex import settings
from c7n_reflex.errors import InputError, Place, ReflexError

Pattern = dict[str, Any]

# Characters of a rule's pattern, and rules of a bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
PATTERN_CHARACTERS, RULES = 2048, 300
MANY = 20  # more rules than this, with a target each, become too long a template
_BROUGHT = ("hub-finding", "hub-action")  # by Security Hub, to its administrator
_SIGN_IN, _CALL = "AWS Console Sign In via CloudTrail", "AWS API Call via CloudTrail"
_OF_EVERY_CALL = {"eventSource", "eventName", "errorCode", "$or"}
_ROLES = {
    "role": settings.LAMBDA_ROLE,
    "member-role": f"arn:aws:iam::{{account_id}}:role/{settings.MEMBER_ROLE}",
}


@dataclass(frozen=True)
class Forwarding:
    """EventBridge patterns, one a rule, each within EventBridge's limit."""

    patterns: tuple[Pattern, ...] = ()

    def as_json(self) -> list[Pattern]:
        """For parameters and comparisons."""
        return list(self.patterns)


def of_policies(folder: Path) -> Forwarding:
    """What policies with `member-role`, which run in core-compliance, subscribe to.

    InputError for a folder that is not there, for policies that are wrong, and beyond EventBridge's limits.
    """
    if not folder.is_dir():
        raise InputError("no such folder", remedy="name it with --policies", place=Place(folder))
    parts = [part for place, pattern in _subscribed(folder) for part in _within_limit(_flat(pattern), place)]
    merged = _merged(parts)
    chosen = _widest(merged if len(merged) <= MANY else _merged(_broadened(merged)))
    found = tuple(part for each in chosen for part in _within_limit([each], Place(folder)))
    if len(found) > RULES:
        raise ReflexError(f"{len(found)} forwarding rules; EventBridge allows {RULES} on a bus")
    return Forwarding(found)


def _subscribed(folder: Path) -> Iterator[tuple[Place, Pattern]]:
    """The patterns of modes, with the place of the policy. Only files with such are checked."""
    from c7n_reflex import policyfiles

    found = [policyfiles.sources.read(path) for path in sorted(folder.rglob("*.yml"))]
    files = [file for file in found if any(_runs_in_core(data) for data in file.policies)]
    if files:
        import c7n_reflex.plugin  # noqa: F401 - registers modes and actions

        policyfiles.check(files)
    for file in files:
        for index, data in enumerate(file.policies):
            pattern = _pattern(data, file, index) if _runs_in_core(data) else None
            if pattern:
                yield file.place(("policies", index, "mode")), pattern


def _runs_in_core(data: Any) -> bool:
    """True for a policy whose events must be sent to core-compliance."""
    mode = data.get("mode") if isinstance(data, dict) else None
    return isinstance(mode, dict) and bool(mode.get("member-role")) and mode.get("type") not in _BROUGHT


def _pattern(data: dict[str, Any], file: Any, index: int) -> Pattern | None:
    """The mode's own. With the standard roles: for others, which its rule in core-compliance leaves out, each
    policy would have a rule of its own here."""
    from c7n_reflex.authoring.fleet import FleetPolicy

    bare = {"name": data["name"], "resource": data["resource"], "mode": {**data["mode"], **_ROLES}}
    mode = FleetPolicy(bare, file, index).policy.get_execution_mode()
    read = getattr(mode, "event_pattern", None)
    return read() if read else None


def _flat(pattern: Pattern) -> list[Pattern]:
    """A pattern for each alternative that a `cloudtrail` policy's calls are, source by source."""
    parts = pattern.get("$or")
    if not isinstance(parts, list) or not all(set(part) == {"detail"} for part in parts):
        return [pattern]
    rest = {key: value for key, value in pattern.items() if key != "$or"}
    return [_typed({**rest, "detail": {**rest.get("detail", {}), **part["detail"]}}) for part in parts]


def _typed(pattern: Pattern) -> Pattern:
    """Only the kind of event that the source's calls are recorded as."""
    if set(pattern.get("detail-type", ())) != {_SIGN_IN, _CALL}:
        return pattern
    signs_in = pattern["detail"].get("eventSource") == ["signin.amazonaws.com"]
    return {**pattern, "detail-type": [_SIGN_IN if signs_in else _CALL]}


def _merged(patterns: Iterable[Pattern]) -> list[Pattern]:
    """Patterns that differ in the names of calls only as one with all the names."""
    groups: dict[str, tuple[Pattern, set[str]]] = {}
    for pattern in patterns:
        names = _names(pattern)
        key = json.dumps(_with_names(pattern, ()) if names else pattern, sort_keys=True)
        groups.setdefault(key, (pattern, set()))[1].update(names)
    return [_with_names(one, names) if names else one for _, (one, names) in sorted(groups.items())]


def _broadened(patterns: list[Pattern]) -> Iterator[Pattern]:
    """Calls of a service without what single policies ask of them: their rules in core-compliance do that.

    More is forwarded than is needed, and fewer rules do it, each event once.
    """
    for pattern in patterns:
        detail = pattern.get("detail")
        if not (isinstance(detail, dict) and _names(pattern) and "eventSource" in detail):
            yield pattern
            continue
        types = [_SIGN_IN if detail["eventSource"] == ["signin.amazonaws.com"] else _CALL]
        kept = {key: value for key, value in detail.items() if key in _OF_EVERY_CALL}
        yield {**pattern, "detail-type": types, "detail": kept}


def _names(pattern: Pattern) -> list[str]:
    """The calls, where they are plain names; otherwise none."""
    names = (pattern.get("detail") or {}).get("eventName") or []
    return list(names) if all(isinstance(name, str) for name in names) else []


def _with_names(pattern: Pattern, names: Iterable[str]) -> Pattern:
    return {**pattern, "detail": {**pattern["detail"], "eventName": sorted(names)}}


def _widest(patterns: list[Pattern]) -> list[Pattern]:
    """Without those whose events another pattern forwards already: they would arrive twice."""
    kept: list[Pattern] = []
    for each in patterns:
        if not any(covers(other, each) for other in kept):
            kept = [other for other in kept if not covers(each, other)] + [each]
    return kept


def covers(wide: Any, narrow: Any) -> bool:
    """True only if whatever matches `narrow` matches `wide`: it asks less, or admits more values."""
    if isinstance(wide, Mapping) and isinstance(narrow, Mapping):
        return all(key in narrow and covers(value, narrow[key]) for key, value in wide.items())
    if isinstance(wide, list) and isinstance(narrow, list):
        return {text(value) for value in narrow} <= {text(value) for value in wide}
    return text(wide) == text(narrow)


def _within_limit(patterns: Iterable[Pattern], place: Place) -> Iterator[Pattern]:
    """The patterns, halved by the names of calls as often as EventBridge's limit demands."""
    for pattern in patterns:
        names = _names(pattern)
        if len(text(pattern)) <= PATTERN_CHARACTERS:
            yield pattern
        elif len(names) > 1:
            middle = len(names) // 2
            halves = [_with_names(pattern, part) for part in (names[:middle], names[middle:])]
            yield from _within_limit(halves, place)
        else:
            raise InputError(
                f"the pattern has {len(text(pattern))} characters, EventBridge takes {PATTERN_CHARACTERS}",
                remedy="write a shorter `pattern`, or several policies",
                place=place,
            )


def text(part: Any) -> str:
    """As EventBridge counts it: JSON without blanks."""
    return json.dumps(part, separators=(",", ":"))
