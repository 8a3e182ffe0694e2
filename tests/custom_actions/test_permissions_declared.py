"""Each remediation declares the IAM actions of the calls that it really makes: no fewer and no more."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from custom_actions import ACTIONS
from tests.custom_actions.test_registration import load
from tests.flights.cases import CASES
from tests.flights.recordings import FOLDER, NOTES

JSON = dict[str, Any]

# IAM's names where they differ from the operation's.
IAM_NAMES = {
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    "s3control:PutPublicAccessBlock": "s3:PutAccountPublicAccessBlock",
    "s3control:DeletePublicAccessBlock": "s3:PutAccountPublicAccessBlock",
}


def action(call) -> str:
    """IAM has names of their own for what is done to one version of an object."""
    name = str(call["operation"])
    return name.replace("Object", "ObjectVersion") if "VersionId" in call["parameters"] else name


def used(calls, *stages: str) -> set[str]:
    names = (f"{call['service']}:{action(call)}" for call in calls if call["stage"] in stages)
    return {IAM_NAMES.get(name, name) for name in names}


def recorded(name: str) -> list[JSON]:
    """The flight's calls: each action's own test replays it, and fails where it makes others."""
    calls: list[JSON] = json.loads((FOLDER / name / NOTES).read_text(encoding="utf-8"))["calls"]
    return calls


def _plain() -> dict[tuple[str, str], list[str]]:
    """Flights by resource type and action. With options an action may need more, which its own test sees."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, case in CASES.items():
        (action,) = case.policy["actions"]
        if isinstance(action, str):
            found[case.policy["resource"], action].append(name)
    return found


@pytest.mark.parametrize(("where", "flights"), _plain().items(), ids=str)
def test_permissions_are_exactly_what_the_flights_call(where, flights):
    resource, name = where
    cls = load(ACTIONS[resource][name])
    acted = {each for flight in flights for each in used(recorded(flight), "act")}
    undone = {each for flight in flights for each in used(recorded(flight), "undo")}
    assert acted == set(cls.permissions)
    assert undone - acted == set(cls.undo_permissions)
