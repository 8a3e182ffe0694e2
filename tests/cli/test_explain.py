"""`c7n-reflex explain`, as an author runs it."""

from __future__ import annotations

import json
import re

import botocore.client
import pytest
from click.testing import CliRunner

from c7n_reflex.cli.explain import command
from c7n_reflex.errors import InputError
from tests.authoring.policies import call
from tests.conftest import ROOT

OPENED = {
    "GroupId": "sg-1",
    "GroupName": "web",
    "IpPermissions": [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
    ],
}
ITEMS = {
    "items": [
        {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}
    ]
}


@pytest.fixture(autouse=True)
def no_calls(monkeypatch):
    def refuse(self, name, parameters):
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refuse)
    monkeypatch.chdir(ROOT)


@pytest.fixture
def files(tmp_path):
    """Writes JSON files by name."""

    def write(**contents):
        for name, content in contents.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content))
        return tmp_path

    return write


def opening(**detail):
    parameters = {"groupId": "sg-1", "ipPermissions": ITEMS}
    return call(
        name="AuthorizeSecurityGroupIngress", requestParameters=parameters, responseElements={}, **detail
    )


def explain(*arguments):
    result = CliRunner().invoke(command, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


POLICY = "security-group-open-to-world"


def test_shows_each_stage_with_what_would_be_done(files):
    answers = {"ec2:DescribeSecurityGroups": {"SecurityGroups": [OPENED]}}
    folder = files(event=opening(), groups=[OPENED], answers=answers)
    shown = explain(
        POLICY,
        "--event",
        folder / "event.json",
        "-r",
        folder / "groups.json",
        "--answers",
        folder / "answers.json",
    )
    lines = [line.strip() for line in shown.splitlines()]
    assert lines[0].startswith("ec2 AuthorizeSecurityGroupIngress in 200000000001 us-east-1")
    assert lines[1].startswith(
        f"{POLICY} (mode cloudtrail)  policies/cloudtrail/security_group_open_to_world.yml:"
    )
    stages = [line.split()[:2] for line in shown.splitlines() if line.startswith("  ") and line[2] != " "]
    assert stages[:-1] == [
        ["route", "PASS"],
        ["locate", "PASS"],
        ["resolve", "PASS"],
        ["decide", "PASS"],
        ["act", "PASS"],
        ["verify", "UNKNOWN"],
        ["report", "PASS"],
    ]
    assert "yes filters[0]  open-ingress  found [tcp 22 from 0.0.0.0/0]" in lines
    assert "actions[0]  revoke-open-ingress of sg-1: Revoked from sg-1: tcp 22 from 0.0.0.0/0." in lines
    assert "calls    ec2:RevokeSecurityGroupIngress" in lines
    assert '-     "CidrIp": "0.0.0.0/0"' in shown
    assert lines[-2] == "ends   acted at act: The actions would be run."


def test_says_which_field_of_the_pattern_failed(files):
    folder = files(event=opening(errorCode="Client.UnauthorizedOperation"))
    shown = explain(POLICY, "--event", folder / "event.json")
    assert 'detail.errorCode is "Client.UnauthorizedOperation"; wanted no such field' in shown
    assert "ends   call-failed at route" in shown
    assert "decide" not in shown


def test_what_is_not_given_is_unknown(files):
    shown = explain(POLICY, "-e", files(event=opening()) / "event.json")
    assert "resolve  UNKNOWN  needs sg-1" in shown
    assert "ends   UNKNOWN at resolve" in shown


def test_a_fleet_says_who_would_react(files):
    folder = files(event=opening())
    shown = explain("--event", folder / "event.json")
    (reacting,) = [line for line in shown.splitlines() if line.strip().startswith(POLICY)]
    assert "UNKNOWN at resolve" in reacting
    assert re.search(r"not subscribed: \d+ of \d+ policies", shown)
    verbose = explain("-v", "--event", folder / "event.json")
    assert (
        'not subscribed: detail.eventName is "AuthorizeSecurityGroupIngress"; wanted "PutBucketPolicy"'
        in verbose
    )
    assert "not subscribed: no event starts it" in verbose


def test_nobody_reacts(files):
    assert "No policy subscribes to it." in explain("-e", files(event=call("sg-1")) / "event.json")


def test_a_sweep_needs_no_event(files):
    closed = {**OPENED, "GroupId": "sg-2", "IpPermissions": []}
    shown = explain(f"{POLICY}-sweep", "-r", files(groups=[OPENED, closed]) / "groups.json")
    assert "sg-1: observed" in shown
    assert "sg-2: no-match" in shown


def test_a_policy_file_may_be_named(files):
    folder = files(event=opening())
    shown = explain("policies/cloudtrail/security_group_open_to_world.yml", "-e", folder / "event.json")
    assert f"{POLICY} (mode cloudtrail)" in shown


def test_every_event_of_a_file_is_explained(files):
    records = {"Records": [opening()["detail"] | {"eventTime": "2026-01-01T00:00:00Z"}] * 2}
    assert explain(POLICY, "-e", files(log=records) / "log.json").count("ends ") == 2


def test_the_switch_and_the_account_can_be_told(files):
    folder = files(event=opening(), groups=[OPENED])
    given = ("-e", folder / "event.json", "-r", folder / "groups.json")
    assert "switched-off at decide" in explain(POLICY, *given, "--switch", "off")
    assert "other-account at locate" in explain(POLICY, *given, "--account", "200000000009")


def test_json(files):
    folder = files(event=opening(errorCode="X"))
    (explained,) = json.loads(explain(POLICY, "-e", folder / "event.json", "--output", "json"))
    (trace,) = explained["traces"]
    assert (trace["policy"], trace["outcome"], trace["stage"]) == (POLICY, "call-failed", "route")
    assert trace["stages"][0]["stage"] == "route"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["security-group-open-to-wrld", "-e", "EVENT"], "did you mean 'security-group-open-to-world'"),
        ([POLICY], "no event is given"),
        ([POLICY, "-e", "EVENT", "--sample", "X"], "alternatives"),
        ([f"{POLICY}-sweep", "-e", "EVENT"], "no event starts a sweep"),
        ([f"{POLICY}-sweep", "--live"], "--live is for events"),
        ([POLICY, "-e", "EVENT", "--live", "-r", "EVENT"], "--live asks AWS"),
        ([POLICY, "-e", "nowhere.json"], "no such file"),
        ([POLICY, "-e", "EVENT", "-r", "TEXT"], "is no list of resources"),
        ([POLICY, "-e", "EVENT", "--answers", "TEXT"], "answers are a mapping"),
        ([POLICY, "-e", "EVENT", "--answers", "CALLS"], "'describe-vpcs' is no call"),
        ([POLICY, "-e", "EVENT", "-p", "nowhere"], "no such file or folder"),
    ],
)
def test_what_is_wrong_is_said(files, arguments, message):
    folder = files(EVENT=opening(), TEXT="text", CALLS={"describe-vpcs": {}})
    named = [str(folder / f"{each}.json") if each.isupper() else each for each in arguments]
    with pytest.raises(InputError, match=message):
        CliRunner().invoke(command, named, catch_exceptions=False)
