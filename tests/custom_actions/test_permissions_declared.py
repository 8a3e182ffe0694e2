"""Each remediation declares the IAM actions of the calls that it really makes: no fewer and no more."""

from __future__ import annotations

from collections import defaultdict

from tests.flights.cases import CASES
from tests.flights.recordings import replay

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


def test_permissions_are_exactly_what_the_flights_call():
    acted, undone, declared, undo_declared = (defaultdict(set) for _ in range(4))
    for name, case in CASES.items():
        flight = replay(name)
        action = str(case.policy["actions"])
        acted[action] |= used(flight.calls, "act")
        undone[action] |= used(flight.calls, "undo")
        declared[action] |= set(flight.permissions)
        undo_declared[action] |= set(flight.undo_permissions)
    # A parametrised action shares its permissions with the plain one, which covers them.
    plain = [action for action in declared if "type" not in action]
    for action in plain:
        assert acted[action] == declared[action]
        assert undone[action] - declared[action] == undo_declared[action]
