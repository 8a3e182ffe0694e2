"""E101: an event name that its source does not have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.lint.base import Fix, Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.elements import WrittenCall, calls
from c7n_reflex.authoring.lint.fixes import one_slip

_SUFFIX = ".amazonaws.com"
_VERSION = re.compile(r"20\d{6}(v2)?$")


class UnknownEvent(Lint):
    """What is like no known name is left alone: CloudTrail records events that no API model has."""

    id = "E101"
    name = "unknown-event"
    title = "The events that a policy subscribes to exist."
    why = "The rule waits for a call that never comes. Custodian finds nothing wrong with it."
    avoid = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: RunInstnces
      ids: responseElements.instancesSet.items[].instanceId
"""
    prefer = """\
resource: aws.ec2
mode:
  type: cloudtrail
  events:
    - source: ec2.amazonaws.com
      event: RunInstances
      ids: responseElements.instancesSet.items[].instanceId
"""
    source = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html"

    def check(self, policy: LintedPolicy, fleet: Fleet) -> Iterator[Problem]:  # noqa: ARG002
        """One problem a call."""
        for call in calls(policy):
            if call.shortcut:
                continue
            if call.source in apis.sources():
                yield from _name(call)
            else:
                yield from _source(call)


def _source(call: WrittenCall) -> Iterator[Problem]:
    """CloudTrail's sources end in .amazonaws.com; one that is like no known source is left alone."""
    bare = call.source.removeprefix("aws.").removesuffix(".com").removesuffix(".amazonaws")
    near = [f"{bare}{_SUFFIX}", *(each for each in sorted(apis.sources()) if one_slip(call.source, each))]
    meant = next((each for each in near if call.name in apis.event_names(each)), "")
    if not meant and call.source.endswith(_SUFFIX):
        return
    key = (*call.key, "source")
    remedy = f"did you mean {meant!r}?" if meant else f"they end in {_SUFFIX}"
    fix = Fix(key, meant) if meant else None
    yield Problem(key, f"no event has the source {call.source!r}", remedy, fix)


def _name(call: WrittenCall) -> Iterator[Problem]:
    known = apis.event_names(call.source)
    if call.name in known or _is_other_version(call.name, known):
        return
    key = (*call.key, "event")
    message = f"{call.source} has no event {call.name!r}"
    near = apis.nearest(call.source, call.name)
    if near:
        is_certain = one_slip(call.name, near) or _VERSION.sub("", near) == call.name
        fix = Fix(key, near) if is_certain else None
        yield Problem(key, message, f"did you mean {near!r}?", fix)
        return
    others = apis.sources_of(call.name)
    if others:
        yield Problem(key, message, f"it is an event of {', '.join(others[:3])}")


def _is_other_version(name: str, known: Collection[str]) -> bool:
    """Lambda's API has had versions that the model does not have any more."""
    bare = _VERSION.sub("", name)
    return bare != name and bare in {_VERSION.sub("", each) for each in known}
