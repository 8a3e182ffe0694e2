"""`org run` and `custodian run` on the embedded organisation, where some reads are denied."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.organisation

REGION = "us-east-1"
FAULTS = (
    {"service": "ec2", "operation": "DescribeInternetGateways", "code": "UnauthorizedOperation"},
    # c7n passes this one over (c7n.resources.sqs.DescribeQueue): "Denied access to sqs", and no queue is left
    {"service": "sqs", "operation": "GetQueueAttributes", "code": "AccessDenied"},
)
POLICIES = [
    {"name": "gateways", "resource": "aws.internet-gateway"},
    {"name": "queues", "resource": "aws.sqs"},
    {"name": "queues-too", "resource": "aws.sqs"},
    *({"name": f"groups-{each}", "resource": "aws.security-group"} for each in "abc"),
]


@pytest.fixture
def denying(organisation) -> Iterator[str]:
    """payments-dev, with a queue, where two reads are denied; its id."""
    account = organisation.directory["payments-dev"].id
    organisation.session(account, REGION).client("sqs").create_queue(QueueName="sweeps")
    for fault in FAULTS:
        organisation.post("faults", {**fault, "account": account})
    yield account
    organisation.delete("faults")


def run(organisation, folder: Path, *arguments, **environment):
    (folder / "p.json").write_text(json.dumps({"policies": POLICIES}))
    return subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments],
        cwd=folder,
        env={**organisation.root_environment(), "PYTHONPATH": _path(organisation), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def _path(organisation) -> str:
    return f"{ROOT}:{organisation.root_environment()['PYTHONPATH']}"


def described(organisation, account):
    """How often the account's security groups were read."""
    query = {"account": account, "region": REGION, "event_name": "DescribeSecurityGroups", "reads": "true"}
    return len(organisation.get("trail", **query))


def test_org_run_tells_who_was_denied_and_goes_on(organisation, denying, tmp_path):
    before = described(organisation, denying)
    where = ["-c", str(ROOT / "accounts.yml"), "-u", "p.json", "-a", "payments-dev", "-a", "payments-prod"]
    options = ["-s", "out", "-r", REGION, "--dryrun", "--output", "json"]
    done = run(organisation, tmp_path, "org", "run", *where, *options)
    assert done.returncode == 3, done.stderr
    results = {(each["account"], each["policy"]): each for each in json.loads(done.stdout)["results"]}
    status = {key: each["status"] for key, each in results.items()}
    denied = ("gateways", "queues", "queues-too")
    expected = {
        ("payments-dev", each["name"]): "denied" if each["name"] in denied else "done" for each in POLICIES
    }
    expected |= {("payments-prod", each["name"]): "done" for each in POLICIES}
    assert status == expected
    assert results["payments-dev", "gateways"]["denied"] == [
        "ec2:DescribeInternetGateways UnauthorizedOperation"
    ]
    for name in ("queues", "queues-too"):
        assert results["payments-dev", name]["denied"] == ["sqs:GetQueueAttributes AccessDenied"]
    assert "policy:gateways account:payments-dev region:us-east-1" in done.stderr
    assert described(organisation, denying) == before + 1


def test_custodian_run_tells_who_was_denied_and_goes_on(organisation, denying, tmp_path):
    keys = organisation.credentials(organisation.directory["payments-dev"].role)
    environment = {name.upper(): value for name, value in keys.items()}
    before = described(organisation, denying)
    arguments = ["custodian", "run", "-s", "out", "-r", REGION, "--dryrun", "p.json"]
    done = run(organisation, tmp_path, *arguments, **environment)
    assert done.returncode == 3, done.stderr
    assert "  gateways denied: ec2:DescribeInternetGateways UnauthorizedOperation\n" in done.stderr
    assert "  queues-too denied: sqs:GetQueueAttributes AccessDenied - matched 0 in what" in done.stderr
    assert "aws.security-group once for 3 policies" in done.stderr
    assert "Error: 3 failures" in done.stderr
    assert described(organisation, denying) == before + 1
    assert json.loads((tmp_path / "out" / "groups-c" / "resources.json").read_text())
