"""A small policy, its events, and cases for it, made in Python: for tests of coverage and of mutation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from c7n_reflex.authoring import fleet
from c7n_reflex.authoring.cases.model import Case, Expectation
from c7n_reflex.authoring.fleet import FleetPolicy
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.outcome import Outcome

ACCOUNT = "111111111111"
POLICY = """\
policies:
  # Two, so that the second has an index of its own.
  - name: other
    resource: aws.ec2
    filters: [{State.Name: running}]
  - name: stop-large
    resource: aws.ec2
    mode:
      type: cloudtrail
      role: arn:aws:iam::{account_id}:role/c7n-reflex-lambda
      events:
        - source: ec2.amazonaws.com
          event: RunInstances
          ids: responseElements.instancesSet.items[].instanceId || requestParameters.instanceId
        - source: ec2.amazonaws.com
          event: StartInstances
          ids: requestParameters.instancesSet.items[].instanceId
    filters:
      - type: value  # only these
        key: State.Name
        op: in
        value: [pending, running]
      - or:
          - tag:size: large
          - type: value
            key: CpuOptions.CoreCount
            op: gt
            value: 8
      - not:
          - tag:keep: present
    actions:
      - stop
"""


def load(folder: Path, text: str = POLICY, name: str = "stop-large") -> FleetPolicy:
    """The policy of this name."""
    file = folder / "policies.yml"
    file.write_text(text, encoding="utf-8")
    return fleet.named(fleet.load([file]), name)


def call(name: str = "RunInstances", error: str = "", place: str = "responseElements") -> dict[str, Any]:
    """A call about instance i-1; `place` is where its id stands: responseElements or requestParameters."""
    whole = {"instancesSet": {"items": [{"instanceId": "i-1"}]}}
    alone = {"instanceId": "i-1"}
    detail: dict[str, Any] = {
        "eventSource": "ec2.amazonaws.com",
        "eventName": name,
        "userIdentity": {"type": "Root"},
        "recipientAccountId": ACCOUNT,
        place: alone if place == "requestParameters" and name == "RunInstances" else whole,
    }
    return {
        "id": "e-1",
        "source": "aws.ec2",
        "detail-type": "AWS API Call via CloudTrail",
        "account": ACCOUNT,
        "region": "us-east-1",
        "detail": {**detail, "errorCode": error} if error else detail,
    }


def instance(cores: int = 2, state: str = "running", **tags: str) -> dict[str, Any]:
    """Instance i-1."""
    return {
        "InstanceId": "i-1",
        "State": {"Name": state},
        "CpuOptions": {"CoreCount": cores},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def case(
    name: str, event: dict[str, Any] | None, resource: dict[str, Any], outcome: Outcome, **expected: Any
) -> Case:
    """A case of `stop-large`."""
    world = World(resources=(resource,))
    return Case(name, "stop-large", event, world, Expectation(outcome=outcome, **expected))


def weak() -> list[Case]:
    """One case that acts, and nothing else."""
    return [case("large", call(), instance(16, size="large"), Outcome.ACTED)]


def strong() -> list[Case]:
    """Notice every mutant of it."""
    started = call("StartInstances", place="requestParameters")
    return [
        case("many cores", call(), instance(9), Outcome.ACTED, actions=("stop",)),
        case("tagged large", call(), instance(size="large"), Outcome.ACTED),
        case("named in the request", call(place="requestParameters"), instance(9), Outcome.ACTED),
        case("started", started, instance(9), Outcome.ACTED),
        case("pending", call(), instance(9, "pending"), Outcome.ACTED),
        case("small", call(), instance(8), Outcome.NO_MATCH),
        case("stopped", call(), instance(9, "stopped"), Outcome.NO_MATCH),
        case("to keep", call(), instance(9, keep="yes"), Outcome.NO_MATCH),
        case("failed", call(error="Client.InvalidParameter"), instance(9), Outcome.CALL_FAILED),
    ]
