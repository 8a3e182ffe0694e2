"""E103: a key of an event filter, or of `mode.pattern`, that the events do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jmespath.exceptions import JMESPathError

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.apis import Knowledge, Verdict
from c7n_reflex.authoring.lint.base import Fix, Fleet, Key, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import calls, leaves
from c7n_reflex.authoring.lint.fixes import one_slip

_BRACKETS = re.compile(r"\[[^\]]*\]")
_UNKNOWN = Verdict(Knowledge.UNKNOWN)
_FINDINGS = ["detail", "findings"]
_FINDING_MODES = ("hub-finding", "hub-action")
_WITHOUT_ENVELOPE = ("config-rule", "config-poll-rule", "periodic", "schedule", "pull")


class EventKeyUnknown(Lint):
    """CloudTrail's records, findings in the Security Finding Format, and the envelope around them."""

    id = "E103"
    name = "event-key-unknown"
    title = "Event filters and patterns ask for fields that the events have."
    why = (
        "A filter on a field that is not there never matches (or always, with `absent` or `ne`), and a "
        "pattern with one matches no event. An event filter sees the whole event: what CloudTrail records "
        "is in `detail`."
    )
    avoid = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
filters:
  - type: event
    key: detail.userIdentty.type
    value: Root
"""
    prefer = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events: [RunInstances]
filters:
  - type: event
    key: detail.userIdentity.type
    value: Root
"""
    source = "https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem for each path."""
        if policy.mode_type in _WITHOUT_ENVELOPE:
            return
        for leaf in leaves(policy):
            if leaf.type == "event" and isinstance(leaf.data.get("key"), str):
                yield from _filter_key(policy, (*leaf.key, "key"), leaf.data["key"])
        for key, path in _pattern_paths(policy.mode_block.get("pattern"), ("mode", "pattern"), []):
            yield from _pattern_key(policy, key, path)


def _filter_key(policy: LintedPolicy, key: Key, expression: str) -> Iterator[Problem]:
    if apis.envelope_field_exists([expression]).knowledge is Knowledge.YES:
        return  # c7n looks for the whole key first, so that detail-type needs no quotes
    try:
        paths = apis.paths_of(expression)
    except JMESPathError as error:
        yield Problem(key, f"{expression!r} is no JMESPath: {error}")
        return
    for path in paths:
        verdict = _verdict(policy, path.split("."))
        if verdict.knowledge is Knowledge.NO:
            meant = _meant(policy, expression, path, verdict)
            fix = Fix(key, meant) if _is_certain(expression, meant) else None
            yield Problem(key, f"the events have no {path}", f"did you mean {meant}?" if meant else "", fix)


def _pattern_key(policy: LintedPolicy, key: Key, path: list[str]) -> Iterator[Problem]:
    verdict = _verdict(policy, path)
    if verdict.knowledge is Knowledge.NO and path[-1] == verdict.missing:
        nearest = verdict.nearest.split(".")
        is_beside = [*_start(path), *nearest][:-1] == path[:-1]
        is_slip = bool(verdict.nearest) and is_beside and one_slip(path[-1], nearest[-1])
        fix = Fix(key, nearest[-1], on_key=True) if is_slip else None
        remedy = f"did you mean {'.'.join([*_start(path), *nearest])}?" if verdict.nearest else ""
        yield Problem(key, f"the events have no {'.'.join(path)}", remedy, fix, on_key=True)


def _start(path: list[str]) -> list[str]:
    """What is before the part that verdicts speak of."""
    if path[:2] == _FINDINGS:
        return _FINDINGS
    return path[:1] if path[0] == "detail" else []


def _meant(policy: LintedPolicy, expression: str, path: str, verdict: Verdict) -> str:
    """The whole expression where nothing but the path is in it, for its brackets are lost in the path."""
    parts, start = path.split("."), _start(path.split("."))
    is_whole = _BRACKETS.sub("", expression) == path
    if parts[0] != "detail" and _verdict(policy, ["detail", parts[0]]).knowledge is Knowledge.YES:
        return f"detail.{expression if is_whole else path}"
    near = verdict.nearest.split(".")
    if [*start, *near[:-1], verdict.missing] == parts[: len(start) + len(near)] and is_whole:
        return re.sub(rf"\b{re.escape(verdict.missing)}\b", near[-1], expression, count=1)
    return ".".join([*start, *near]) if verdict.nearest else ""


def _is_certain(expression: str, meant: str) -> bool:
    """`detail.` was forgotten, or a name is one slip away."""
    return meant == f"detail.{expression}" or one_slip(expression, meant)


def _verdict(policy: LintedPolicy, path: list[str]) -> Verdict:
    """UNKNOWN wherever the events of the mode are not known well enough."""
    if path[0] != "detail":
        return apis.envelope_field_exists(path)
    if policy.mode_type == "cloudtrail":
        return _of_calls(policy, path[1:])
    if policy.mode_type in _FINDING_MODES and path[:2] == _FINDINGS:
        return apis.asff_field_exists(path[2:])
    return _UNKNOWN


def _of_calls(policy: LintedPolicy, path: list[str]) -> Verdict:
    """Whether any of the calls that the policy subscribes to has it."""
    verdicts = [apis.field_exists(call.source, call.name, path) for call in calls(policy)]
    other = [each for each in verdicts if each.knowledge is not Knowledge.NO]
    return next(iter(other or verdicts), _UNKNOWN)


def _pattern_paths(pattern: Any, key: Key, path: list[str]) -> Iterator[tuple[Key, list[str]]]:
    if not isinstance(pattern, Mapping):
        return
    for name, value in pattern.items():
        if name == "$or":
            for index, each in enumerate(value):
                yield from _pattern_paths(each, (*key, name, index), path)
        else:
            yield (*key, name), [*path, str(name)]
            yield from _pattern_paths(value, (*key, name), [*path, str(name)])
