"""`c7n-reflex sample-event`."""

from __future__ import annotations

import json

import pytest
import yaml
from click.testing import CliRunner

from c7n_reflex.cli.sample_event import command
from c7n_reflex.errors import InputError
from tests.cli.desk import invoke


def event(*arguments):
    done = invoke(command, *arguments)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_prints_an_event():
    found = event("StopLogging", "--account", "200000000001", "--region", "eu-west-1", "--principal", "root")
    assert (found["account"], found["region"]) == ("200000000001", "eu-west-1")
    assert found["detail"]["userIdentity"]["type"] == "Root"
    assert "errorCode" not in found["detail"]
    assert "errorCode" in event("StopLogging", "--failed")["detail"]


def test_set():
    found = event(
        "AttachInternetGateway", "--set", "detail.requestParameters.vpcId=vpc-1", "--set", "account=1"
    )
    assert found["detail"]["requestParameters"]["vpcId"] == "vpc-1"
    assert found["account"] == "1"


def test_yaml_says_the_same():
    done = invoke(command, "S3.2", "--output", "yaml")
    assert yaml.safe_load(done.stdout) == event("S3.2")


def test_format():
    assert event("Recon:EC2/Portscan", "--format", "ocsf")["detail-type"] == "Findings Imported V2"


def test_list():
    done = invoke(command, "--list", "ec2:modifysecurity")
    assert done.stdout.split() == ["ec2:ModifySecurityGroupRules"]
    assert invoke(command, "--list", "nothing-like-this").exit_code == 1


def test_bad_names():
    done = CliRunner().invoke(command, ["RunInstnces"])
    assert isinstance(done.exception, InputError)
    assert "RunInstances" in done.exception.remedy


@pytest.mark.parametrize("arguments", [[], ["RunInstances", "--format", "xml"]])
def test_usage(arguments):
    assert CliRunner().invoke(command, arguments).exit_code == 2
