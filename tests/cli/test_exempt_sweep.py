"""A sweep leaves an exempt resource alone, and only that; a mistake in exemptions.yml stops it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from c7n_reflex.drill import traces
from c7n_reflex.organisation.client import OrganisationClient, launch
from tests.conftest import ROOT

pytestmark = pytest.mark.organisation

ACCOUNT, REGION = "payments-dev", "us-east-1"
SWEEP = """\
policies:
  - name: gateways
    resource: aws.internet-gateway
    filters: [attached-vpc, "tag:swept": {tool}]
    actions: [detach]
"""
EXEMPTIONS = """\
exemptions:
  - policy: gateways
    account: payments-dev
    resource: {gateway}
    until: {until}
    owner: a@example.com
    reason: The way out of the office.
"""


@pytest.fixture(scope="module")
def ready() -> Iterator[OrganisationClient]:
    """An organisation with what the engine needs in core-compliance and one account."""
    with launch(ROOT / "accounts.yml") as organisation:
        selected = ("-a", "core-compliance", "-a", ACCOUNT)
        done = _reflex(organisation, ROOT, "infrastructure", "apply", *selected)
        assert done.returncode == 0, done.stdout
        yield organisation


def _reflex(
    organisation: OrganisationClient, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments],
        cwd=folder,
        env=organisation.root_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _attached(organisation: OrganisationClient, tool: str, cidr: str) -> str:
    ec2: Any = organisation.session(ACCOUNT, REGION).client("ec2")
    tags = [{"ResourceType": "internet-gateway", "Tags": [{"Key": "swept", "Value": tool}]}]
    gateway: str = ec2.create_internet_gateway(TagSpecifications=tags)["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(
        InternetGatewayId=gateway, VpcId=ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    )
    return gateway


def _still_attached(organisation: OrganisationClient, *gateways: str) -> set[str]:
    ec2 = organisation.session(ACCOUNT, REGION).client("ec2")
    found = ec2.describe_internet_gateways(InternetGatewayIds=list(gateways))["InternetGateways"]
    return {each["InternetGatewayId"] for each in found if each["Attachments"]}


def _command(tool: str, organisation: OrganisationClient) -> tuple[str, ...]:
    if tool == "org":
        return ("org", "run", "-c", "accounts.yml", "-s", "out", "-u", "p.yml", "-a", ACCOUNT, "-r", REGION)
    role = organisation.directory[ACCOUNT].role
    return ("custodian", "run", "-s", "out", "--assume", role, "--region", REGION, "p.yml")


@pytest.mark.parametrize("tool", ["org", "custodian"])
def test_only_the_exempt_resource_is_left_alone(ready: OrganisationClient, tmp_path: Path, tool: str) -> None:
    exempt, other = (_attached(ready, tool, f"10.{number}.0.0/16") for number in (60, 61))
    (tmp_path / "accounts.yml").write_text((ROOT / "accounts.yml").read_text())
    (tmp_path / "p.yml").write_text(SWEEP.format(tool=tool))
    file = tmp_path / "exemptions.yml"

    file.write_text(EXEMPTIONS.format(gateway=exempt, until="some day"))
    done = _reflex(ready, tmp_path, *_command(tool, ready))
    assert done.returncode == 2
    assert "exemptions.yml:5: exemptions[0].until" in done.stdout
    assert _still_attached(ready, exempt, other) == {exempt, other}

    file.write_text(EXEMPTIONS.format(gateway=exempt, until="2099-12-31"))
    done = _reflex(ready, tmp_path, *_command(tool, ready))
    assert done.returncode == 0, done.stdout
    assert _still_attached(ready, exempt, other) == {exempt}
    outcomes = {entry.resource: str(entry.outcome) for entry in traces.ledger(ready)}
    assert outcomes[exempt] == "exempt"
    assert outcomes[other] == "fixed"
