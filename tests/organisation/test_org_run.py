"""`c7n-reflex org run` against the organisation, with every way in which Python starts child processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SWEEP = """policies:
  - name: gateways-{method}
    resource: aws.internet-gateway
    filters: [attached-vpc, "tag:for": {method}]
    actions: [{action}]
"""
PROGRAM = """
import multiprocessing, sys
multiprocessing.set_start_method(sys.argv.pop(1))
sys.argv[0] = "c7n-reflex"
from c7n_reflex.cli.main import main
main()
"""


def run(organisation, tmp_path, method, *arguments):
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        method,
        "org",
        "run",
        "-c",
        ROOT / "accounts.yml",
        "-s",
        tmp_path / "out",
    ]
    environment = organisation.root_environment()
    return subprocess.run(
        [*map(str, command), *arguments],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.organisation
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_our_actions_run_in_child_processes(organisation, tmp_path, method):
    ec2 = organisation.session("payments-dev", "us-east-1").client("ec2")
    tags = [{"ResourceType": "internet-gateway", "Tags": [{"Key": "for", "Value": method}]}]
    gateway = ec2.create_internet_gateway(TagSpecifications=tags)["InternetGateway"]["InternetGatewayId"]
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    (tmp_path / "p.yml").write_text(SWEEP.format(method=method, action="detach"))
    where = ["-u", "p.yml", "-a", "payments-dev", "-r", "us-east-1"]

    # A child that did not know the action could not even build the policy.
    result = run(organisation, tmp_path, method, *where, "--dryrun")
    assert result.returncode == 0, result.stderr
    found = tmp_path / "out" / "payments-dev" / "us-east-1" / f"gateways-{method}" / "resources.json"
    assert gateway in found.read_text()


BROKEN = """policies:
  - name: broken
    resource: aws.ec2
    filters:
      - {type: value, key: x, value: "{event[detail]}"}
"""


@pytest.mark.organisation
def test_a_run_that_fails_everywhere_exits_with_3(organisation, tmp_path):
    """Custodian cannot expand that variable: each account fails, which c7n-org only logs."""
    (tmp_path / "p.yml").write_text(BROKEN)
    where = ["-u", "p.yml", "-a", "payments-dev", "-r", "us-east-1"]
    stock = [
        sys.executable,
        "-m",
        "c7n_org.cli",
        "run",
        "-c",
        str(ROOT / "accounts.yml"),
        "-s",
        "out",
        *where,
    ]
    environment = organisation.root_environment()
    assert (
        subprocess.run(stock, env=environment, cwd=tmp_path, capture_output=True, timeout=120).returncode == 0
    )

    result = run(organisation, tmp_path, "fork", *where)
    assert result.returncode == 3, result.stderr
    assert "payments-dev us-east-1: " in result.stderr
    assert "Traceback" not in result.stderr.rsplit("Error: c7n-org failed", 1)[-1]
