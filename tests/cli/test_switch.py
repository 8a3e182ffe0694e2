"""`c7n-reflex switch`: shown, set, and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner
from moto import mock_aws

from c7n_reflex.cli import switch
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.safeguards import lever

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """SSM of core-compliance, in moto; the caller is in another account."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        role = "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole"
        given = boto3.client("sts", "us-east-1").assume_role(RoleArn=role, RoleSessionName="test")[
            "Credentials"
        ]
        yield boto3.client(
            "ssm",
            region_name="us-east-1",
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )


def run(*arguments: str) -> Any:
    done = CliRunner().invoke(switch.command, list(arguments))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def written(ssm: Any) -> str:
    return str(ssm.get_parameter(Name="/c7n-reflex/switch")["Parameter"]["Value"])


def test_it_is_set_in_core_compliance(ssm: Any) -> None:
    done = run("enforce")
    assert done.exit_code == 0
    assert done.output.startswith("not set -> enforce")
    done = run("off", "--reason", "INC-1")
    assert done.output.startswith("enforce -> off - policies do nothing")
    assert "within 60 seconds" in done.output
    assert written(ssm) == "off"


def test_who_set_it_when_and_why_is_shown() -> None:
    run("off", "--reason", "INC-1: wrong buckets")
    done = run()
    assert done.exit_code == 0
    first, second, third = done.output.splitlines()
    assert first.startswith("off - ")
    assert second.startswith("set by arn:aws:sts::123456789012:")  # the caller, not the role in core
    assert "UTC" in second
    assert third == "reason: INC-1: wrong buckets"


def test_json() -> None:
    changed = json.loads(run("observe", "--output", "json").output)
    assert changed == {"before": "not set", "after": "observe", "reason": "", "seconds_at_most": 60}
    shown = json.loads(run("--output", "json").output)
    assert (shown["position"], shown["valid"], shown["version"]) == ("observe", True, 1)


def test_no_switch_is_found_and_exits_1() -> None:
    done = run()
    assert done.exit_code == 1
    assert "not set: policies only observe" in done.output
    assert json.loads(run("--output", "json").output) == {"position": None, "valid": False}


def test_a_value_that_is_no_position_is_found_and_exits_1(ssm: Any) -> None:
    ssm.put_parameter(Name="/c7n-reflex/switch", Value="of", Type="String")
    done = run()
    assert done.exit_code == 1
    assert done.output.startswith("of - not a position")
    assert run("off").exit_code == 0
    assert written(ssm) == "off"


@pytest.mark.parametrize("wrong", ["of", "approve", "on"])
def test_another_position_exits_2_and_changes_nothing(wrong: str, ssm: Any) -> None:
    run("observe")
    done = run(wrong)
    assert done.exit_code == 2
    assert "'observe'" in done.output
    assert written(ssm) == "observe"


def test_a_reason_without_a_position_is_refused() -> None:
    with pytest.raises(InputError, match="goes with a position"):
        run("--reason", "x")


def test_a_reason_that_would_not_fit_is_refused_and_changes_nothing(ssm: Any) -> None:
    run("observe")
    with pytest.raises(InputError, match="701 characters"):
        run("off", "--reason", "x" * 701)
    assert written(ssm) == "observe"
    assert run("off", "--reason", "x" * 700).exit_code == 0


DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "AnyOperation")


def denied(*_: Any, **__: Any) -> Any:
    raise DENIED


def test_that_the_history_is_denied_does_not_stop_anybody(ssm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lever, "last_setting", denied)
    done = run("off")
    assert done.output.startswith("unknown -> off")
    assert written(ssm) == "off"
    with pytest.raises(ReflexError, match=r"cannot be read.*AccessDenied"):
        run()


def test_a_denied_change_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lever, "turn", denied)
    with pytest.raises(ReflexError, match=r"cannot be set.*AccessDenied") as raised:
        run("off")
    assert raised.value.exit_code == 3
    assert "/c7n-reflex/switch in the AWS console" in str(raised.value)
