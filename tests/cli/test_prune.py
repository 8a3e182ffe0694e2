"""`c7n-reflex prune`: orphans go with what belongs to them; what is not ours, or not orphaned, stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.cli.operations import FUNCTION, POLICY, REGION, SECOND, Desk
from tests.conftest import ROOT

ACCOUNT, CORE = "mobile-backend-prod", "core-compliance"
HERE = ("-a", ACCOUNT, "-a", CORE)
PRUNE = ("prune", *HERE)
FOREIGN = "custodian-of-somebody-else"
MEMBER_MODE = {
    "type": "cloudtrail",
    "role": "arn:aws:iam::{account_id}:role/c7n-reflex-lambda",
    "member-role": "arn:aws:iam::{account_id}:role/c7n-reflex-member",
    "runtime": "python3.11",
    "events": [
        {
            "source": "ec2.amazonaws.com",
            "event": "AttachInternetGateway",
            "ids": "requestParameters.internetGatewayId",
        }
    ],
}


@pytest.fixture
def deployed(desk: Desk) -> Iterator[Desk]:
    """The policy and another one, in one account and core-compliance."""
    shutil.copy(ROOT / "policies/cloudtrail/security_group_open_to_world.yml", desk.folder / "policies")
    desk.run("deploy", "-a", ACCOUNT)
    yield desk
    desk.run("destroy", *HERE, "--yes")


def test_a_removed_policy_goes_with_all_that_belongs_to_it(deployed: Desk) -> None:
    deployed.file.unlink()
    events = deployed.client("events", ACCOUNT)
    events.put_rule(Name=FOREIGN, EventPattern='{"source": ["aws.ec2"]}')
    output = deployed.run(*PRUNE, "--yes")
    assert "2 removed" in output
    assert POLICY in output
    assert deployed.functions(ACCOUNT) == ["custodian-security-group-open-to-world"]
    rules = [each["Name"] for each in events.list_rules()["Rules"]]
    assert FOREIGN in rules
    assert FUNCTION not in rules
    logs = deployed.client("logs", ACCOUNT)
    groups = [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]]
    assert f"/aws/lambda/{FUNCTION}" not in groups
    events.delete_rule(Name=FOREIGN)
    assert "nothing to remove" in deployed.run(*PRUNE)  # and nobody is asked


@pytest.mark.parametrize("mode", [{"type": "pull"}, MEMBER_MODE], ids=["pull", "member-role"])
def test_a_policy_that_runs_elsewhere_now_leaves_orphans(deployed: Desk, mode: dict[str, object]) -> None:
    deployed.edit(mode=mode)
    deployed.run("deploy", *HERE)
    there = ["custodian-internet-gateway-attached"] if "member-role" in mode else []
    assert deployed.functions(CORE) == there
    deployed.run(*PRUNE, "--yes", "--keep-logs")
    assert FUNCTION not in deployed.functions(ACCOUNT) + deployed.functions(ACCOUNT, SECOND)
    assert deployed.functions(CORE) == there
    groups = deployed.client("logs", ACCOUNT).describe_log_groups(
        logGroupNamePrefix=f"/aws/lambda/{FUNCTION}"
    )
    assert groups["logGroups"]
    deployed.client("logs", ACCOUNT).delete_log_group(logGroupName=f"/aws/lambda/{FUNCTION}")


def test_our_rule_without_a_function_goes(deployed: Desk) -> None:
    deployed.client("lambda", ACCOUNT).delete_function(FunctionName=FUNCTION)
    events = deployed.client("events", ACCOUNT)
    events.put_rule(Name=FOREIGN, EventPattern='{"source": ["aws.ec2"]}')
    deployed.file.unlink()
    deployed.run(*PRUNE, "-r", REGION, "--yes")
    rules = [each["Name"] for each in events.list_rules()["Rules"]]
    assert FUNCTION not in rules
    assert FOREIGN in rules  # it has the name, but not the tag
    events.delete_rule(Name=FOREIGN)


def test_what_is_only_left_out_is_not_pruned(deployed: Desk) -> None:
    assert "-p leaves policies out" in deployed.run(*PRUNE, "-p", POLICY, "--yes", code=2)
    group = "policies/security_group_open_to_world.yml"
    refused = deployed.run(*PRUNE, "-u", group, "--yes", code=2)
    assert f"only left out by -u: {POLICY}" in refused
    deployed.file.unlink()
    assert "Nothing was changed" in deployed.run(*PRUNE, "-u", group, code=1, said="n\n")
    assert FUNCTION in deployed.functions(ACCOUNT)


def test_an_account_that_denies_fails_alone(deployed: Desk) -> None:
    deployed.file.unlink()
    deployed.fault(CORE, "events", "ListRules")
    output = deployed.run(*PRUNE, "--yes", code=3)
    assert "core-compliance (111122223333) us-east-1: cannot be read" in output
    assert "2 removed" in output
    assert FUNCTION not in deployed.functions(ACCOUNT)
    deployed.organisation.delete("faults")
