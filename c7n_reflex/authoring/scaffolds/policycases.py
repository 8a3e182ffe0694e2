"""The cases of a new policy: one that it is about, and others that it leaves alone."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.scaffolds import recording
from c7n_reflex.authoring.scaffolds.named import named
from c7n_reflex.authoring.scaffolds.policytext import EXEMPT_TAG, EXEMPT_VALUE, is_taggable
from c7n_reflex.authoring.scaffolds.triggers import Trigger
from c7n_reflex.authoring.scaffolds.yamltext import block
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.errors import InputError
from c7n_reflex.pipeline.outcome import Outcome

JSON = dict[str, Any]
_TAG = {"Key": EXEMPT_TAG, "Value": EXEMPT_VALUE}
_DENIED = {"detail.errorCode": "AccessDenied"}
_ARCHIVED = {"detail.findings[0].RecordState": "ARCHIVED"}


@dataclass(frozen=True)
class _Sketch:
    name: str
    event: JSON | None
    written: JSON | None  # the event as the case gives it
    resource: JSON


def text(policy: FleetPolicy, trigger: Trigger | None) -> str:
    """The file of cases. `trigger` None: of a sweep. InputError if the policy does not react to its event."""
    sketches = list(_sketches(policy, trigger))
    cases = [_case(policy, sketch) for sketch in sketches]
    _refuse_unheard(cases[0]["expect"]["outcome"], trigger)
    hint = "  # The resources are sketches: give them what your filters look at, as AWS describes it.\n"
    written = "\n".join(block([case], 2) for case in cases)
    return f"policy: {policy.name}\ntests:\n{hint}{written}"


def _refuse_unheard(outcome: str, trigger: Trigger | None) -> None:
    """InputError if the first case ends before the policy would do anything."""
    if outcome in (Outcome.OBSERVED, Outcome.ACTED) or trigger is None:
        return
    raise InputError(
        f"the new policy would leave {trigger.sample} alone, as {outcome}",
        remedy="say by --ids where the call names the resource"
        if trigger.is_call
        else "the finding is of another type of resource",
    )


def _case(policy: FleetPolicy, sketch: _Sketch) -> JSON:
    world = World(resources=(copy.deepcopy(sketch.resource),))
    found = trace(policy, copy.deepcopy(sketch.event), world)
    event = {"event": sketch.written} if sketch.written else {}
    return {
        "name": sketch.name,
        **event,
        "resources": [sketch.resource],
        "expect": recording.expectation(found),
    }


def _sketches(policy: FleetPolicy, trigger: Trigger | None) -> Iterator[_Sketch]:
    event = trigger.event if trigger else None
    written = {"sample": trigger.sample} if trigger else None
    resource = named(policy, event)
    yield _Sketch("what it is about", event, written, resource)
    if is_taggable(policy.policy.resource_manager):
        yield _Sketch("an approved one is left alone", event, written, {**resource, "Tags": [_TAG]})
    else:
        identity = policy.policy.resource_manager.resource_type.id
        if event is None:
            yield _Sketch("an approved one is left alone", None, None, {**resource, identity: EXEMPT_VALUE})
    if trigger:
        name, patch = _left_alone(trigger)
        from c7n_reflex.authoring.cases.patching import patched

        yield _Sketch(name, patched(trigger.event, patch), {**(written or {}), "patch": patch}, resource)


def _left_alone(trigger: Trigger) -> tuple[str, JSON]:
    if trigger.is_call:
        return "a call that failed is left alone", _DENIED
    return "an archived finding is left alone", _ARCHIVED
