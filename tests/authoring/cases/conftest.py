"""A small policy of stock parts, cases for it, and the shipped policies."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from c7n_reflex.authoring.cases import policies
from c7n_reflex.authoring.cases.binding import Bound, bind
from c7n_reflex.authoring.cases.model import CaseResult
from c7n_reflex.authoring.cases.reading import load_file
from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.fleet import FleetPolicy
from tests.conftest import ROOT

POLICIES = """\
policies:
  - name: stop-on-start
    resource: aws.ec2
    mode:
      type: cloudtrail
      role: arn:aws:iam::{account_id}:role/c7n-reflex-lambda
      events:
        - source: ec2.amazonaws.com
          event: StartInstances
          ids: requestParameters.instancesSet.items[].instanceId
    filters:
      - State.Name: running
      - or:
          - tag:env: dev
          - not:
              - type: value
                key: InstanceType
                op: in
                value: [t3.micro, t3.small]
    actions:
      - stop
      - notify-owner
  - name: stop-swept
    resource: aws.ec2
    filters:
      - State.Name: running
    actions:
      - stop
"""
EVENT = """\
{inline: {eventVersion: "1.09", eventSource: ec2.amazonaws.com, eventName: StartInstances,
          eventTime: 2026-01-02T03:04:05Z, awsRegion: us-east-1,
          eventID: 7f2f3d5e-0000-4000-8000-000000000001,
          eventType: AwsApiCall, recipientAccountId: "200000000001", userIdentity: {type: Root},
          requestParameters: {instancesSet: {items: [{instanceId: i-1}]}}, responseElements: null}}"""
RUNNING = "{InstanceId: i-1, State: {Name: running}, InstanceType: m5.large, Tags: [{Key: env, Value: dev}]}"

Write = Callable[[str], Path]


@pytest.fixture(scope="session")
def shipped() -> list[FleetPolicy]:
    """The project's own policies."""
    return policies.load([ROOT / "policies"])


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> list[FleetPolicy]:
    """stop-on-start and stop-swept."""
    path = tmp_path_factory.mktemp("policies") / "stop.yml"
    path.write_text(POLICIES)
    return policies.load([path])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of cases; in its text EVENT and RUNNING stand for those above."""

    def written(text: str) -> Path:
        path = tmp_path / "cases.yml"
        event = " ".join(line.strip() for line in EVENT.splitlines())
        path.write_text(textwrap.dedent(text).replace("EVENT", event).replace("RUNNING", RUNNING))
        return path

    return written


@pytest.fixture
def bound(write: Write, fleet: list[FleetPolicy]) -> Callable[[str], list[Bound]]:
    """The cases of a text, with their policies."""
    return lambda text: bind([load_file(write(text))], fleet)


@pytest.fixture
def one(bound: Callable[[str], list[Bound]]) -> Callable[..., CaseResult]:
    """The result of one case, of which only the keys beside its name are written."""

    def result(text: str, policy: str = "stop-on-start") -> CaseResult:
        body = textwrap.indent(textwrap.dedent(text), "    ")
        (found,) = bound(f"policy: {policy}\ntests:\n  - name: one\n{body}\n")
        return run(found.case, found.policy)

    return result


@pytest.fixture
def bound_to(write: Write) -> Callable[[list[FleetPolicy], str], CaseResult]:
    """The result of the only case of a text, for one of these policies."""

    def result(fleet: list[FleetPolicy], text: str) -> CaseResult:
        (found,) = bind([load_file(write(text))], fleet)
        return run(found.case, found.policy)

    return result
