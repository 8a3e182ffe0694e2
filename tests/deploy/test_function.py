"""What is deployed, where, and what is implied."""

from __future__ import annotations

import json

import boto3
import pytest
from moto import mock_aws

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex.deploy.function import PolicyFunction
from tests.modes.support import A, group_policy, hub_policy, policy

CORE = "123456789012"  # moto's default account


@pytest.fixture(autouse=True)
def aws(_no_real_aws, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("C7N_REFLEX_CORE_ACCOUNT", CORE)
    with mock_aws():
        trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]}
        boto3.client("iam").create_role(
            RoleName="c7n-reflex-lambda", AssumeRolePolicyDocument=json.dumps(trust)
        )
        yield


def in_core(data, tmp_path, account=CORE, region="us-east-1"):
    data["mode"]["role"] = f"arn:aws:iam::{CORE}:role/c7n-reflex-lambda"
    return policy(data, tmp_path, account=account, region=region)


def functions(region="us-east-1"):
    return {f["FunctionName"]: f for f in boto3.client("lambda", region).list_functions()["Functions"]}


def test_a_deployed_function_has_everything_implied(tmp_path):
    in_core(group_policy(), tmp_path).provision()
    function = functions()["custodian-open"]
    assert function["Handler"] == "c7n_reflex.lambda_entry.run"
    assert function["Environment"]["Variables"]["C7N_REFLEX_CORE_ACCOUNT"] == CORE
    assert function["Environment"]["Variables"]["C7N_REFLEX_HOME_REGION"] == "us-east-1"
    rule = boto3.client("events", "us-east-1").describe_rule(Name="custodian-open")
    assert json.loads(rule["EventPattern"])["detail"]["eventName"] == ["Open"]
    targets = boto3.client("events", "us-east-1").list_targets_by_rule(Rule="custodian-open")["Targets"]
    assert [target["Arn"] for target in targets] == [f"{function['FunctionArn'].removesuffix(':1')}:live"]


def test_deploying_again_changes_no_code(tmp_path):
    in_core(group_policy(), tmp_path).provision()
    before = functions()["custodian-open"]["CodeSha256"]
    in_core(group_policy(), tmp_path).provision()
    assert functions()["custodian-open"]["CodeSha256"] == before


def test_the_configuration_names_a_queue_only_where_one_is_written(tmp_path):
    """Failed events go to the alias's destination: with Lambda's own queue they would be parked twice."""
    assert not PolicyFunction(in_core(group_policy(), tmp_path)).get_config().get("DeadLetterConfig")
    queue = {"TargetArn": f"arn:aws:sqs:us-east-1:{CORE}:mine"}
    data = group_policy()
    data["mode"]["dead_letter_config"] = queue
    assert PolicyFunction(in_core(data, tmp_path)).get_config()["DeadLetterConfig"] == queue


def test_what_is_written_wins(tmp_path):
    data = group_policy()
    data["mode"]["environment"] = {"Variables": {"C7N_REFLEX_HOME_REGION": "eu-west-1", "MINE": "1"}}
    data["mode"]["handler"] = "mine.run"
    function = PolicyFunction(in_core(data, tmp_path))
    assert function.environment["Variables"] == {
        "C7N_REFLEX_CORE_ACCOUNT": CORE,
        "C7N_REFLEX_HOME_REGION": "eu-west-1",
        "MINE": "1",
    }
    assert function.handler == "mine.run"


def test_the_archive_carries_the_policy(tmp_path):
    held = PolicyFunction(in_core(group_policy(), tmp_path)).contents()
    assert set(held) == {"config.json"}
    assert json.loads(held["config.json"])["policies"][0]["name"] == "open"


def test_the_name_of_the_role_that_sweeps_use_goes_along(tmp_path):
    built = in_core(group_policy(), tmp_path)
    built.options["assume_role"] = f"arn:aws:iam::{CORE}:role/OrganizationAccountAccessRole"
    variables = PolicyFunction(built).environment["Variables"]
    assert variables["C7N_REFLEX_SWEEP_ISSUER"] == "OrganizationAccountAccessRole"


@pytest.mark.parametrize("data", [group_policy, hub_policy])
@pytest.mark.parametrize(
    ("account", "region", "member_role", "deployed"),
    [
        (CORE, "us-east-1", True, True),
        (CORE, "eu-west-1", True, False),
        (A, "us-east-1", True, False),
        (CORE, "us-east-1", False, False),
        (A, "us-east-1", False, True),
        (A, "eu-west-1", False, True),
    ],
)
def test_where_a_policy_runs_is_read_from_it(tmp_path, caplog, data, account, region, member_role, deployed):
    caplog.set_level("INFO")
    written = data()
    if not member_role:
        del written["mode"]["member-role"]
    in_core(written, tmp_path, account, region).provision()
    assert bool(functions(region)) == deployed
    assert (f"not deployed in {account} {region}" in caplog.text) != deployed


def test_without_settings_it_is_deployed_where_told(tmp_path, monkeypatch):
    monkeypatch.delenv("C7N_REFLEX_CORE_ACCOUNT")
    in_core(group_policy(), tmp_path, A, "eu-west-1").provision()
    assert set(functions("eu-west-1")) == {"custodian-open"}
