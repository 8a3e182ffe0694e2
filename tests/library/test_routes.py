"""The routing table: which policies an event reaches, and whether that is right by its label."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from c7n_reflex.authoring import fleet, samples
from c7n_reflex.errors import InputError
from c7n_reflex.library import routes
from tests.conftest import ROOT

FILES = ["internet_gateway_attached", "bucket_acl_public", "trail_deleted"]


@pytest.fixture(scope="module")
def policies() -> list[fleet.FleetPolicy]:
    return fleet.load([ROOT / "policies" / "cloudtrail" / f"{name}.yml" for name in FILES])


def labelled(tmp_path: Path, event: dict[str, Any], **labels: Any) -> Path:
    file = tmp_path / "events.ndjson"
    file.write_text(json.dumps({"event": event, "file": "it", **labels}) + "\n\n")
    return file


def row(
    tmp_path: Path, policies: list[fleet.FleetPolicy], event: dict[str, Any], **labels: Any
) -> routes.Row:
    (found,) = routes.routed(routes.read(labelled(tmp_path, event, **labels)), policies)
    return found


def attached(**detail: Any) -> dict[str, Any]:
    event = samples.sample("ec2:AttachInternetGateway")
    return {**event, "detail": {**event["detail"], **detail}}


def test_a_violating_event_reaches_a_policy_that_names_its_subject(tmp_path, policies):
    gateway = attached()["detail"]["requestParameters"]["internetGatewayId"]
    found = row(tmp_path, policies, attached(), label="violating", remediate="yes", subject=[f"x={gateway}"])
    assert [(each.policy, each.subject, each.end) for each in found.routes] == [
        ("internet-gateway-attached", (gateway,), routes.IF_SO_STILL)
    ]
    assert found.fault == ""


@pytest.mark.parametrize(
    ("labels", "fault"),
    [
        ({"label": "violating", "remediate": "yes", "subject": ["x=igw-other"]}, "no policy names igw-other"),
        ({"label": "compliant"}, "internet-gateway-attached would act"),
        ({"label": "violating", "remediate": "depends", "subject": ["x=igw-other"]}, ""),
        ({"label": "violating", "remediate": "yes", "subject": ["x=..."]}, ""),
        ({}, ""),
    ],
)
def test_a_row_is_held_against_its_label(tmp_path, policies, labels, fault):
    assert row(tmp_path, policies, attached(), **labels).fault == fault


def test_a_failed_call_may_reach_a_policy_but_not_make_it_act(tmp_path, policies):
    found = row(tmp_path, policies, attached(errorCode="AccessDenied"), label="failed-call")
    assert [each.end for each in found.routes] == ["call-failed"]
    assert found.fault == ""


def test_an_event_that_no_policy_is_about_is_wrong_only_if_it_is_violating(tmp_path, policies):
    event = samples.sample("ec2:CreateVpc")
    assert row(tmp_path, policies, event, label="compliant").fault == ""
    assert row(tmp_path, policies, event, label="violating", remediate="yes").fault == "no policy reacts"


def test_of_an_account_the_subject_is_what_the_call_is_about(tmp_path, policies):
    event = samples.sample("cloudtrail:DeleteTrail")
    (route,) = row(tmp_path, policies, event).routes
    assert (route.policy, route.subject) == ("trail-deleted", (event["detail"]["requestParameters"]["name"],))
    assert route.would_act


def test_an_invented_region_is_no_obstacle(tmp_path, policies):
    event = attached(awsRegion="ap-central-2r")
    (route,) = row(tmp_path, policies, {**event, "region": "ap-central-2r"}).routes
    assert route.would_act


def test_ids_that_cannot_be_applied_are_no_reason_to_break_off(tmp_path):
    text = (ROOT / "policies/cloudtrail/trail_deleted.yml").read_text()
    odd = tmp_path / "odd.yml"
    odd.write_text(text.replace("ids: requestParameters.name", "ids: length(requestParameters.absent)"))
    event = samples.sample("cloudtrail:DeleteTrail")
    (route,) = row(tmp_path, fleet.load([odd]), event).routes
    assert (route.subject, route.end, route.would_act) == ((), "malformed", False)


def test_an_arn_is_named_by_its_last_part():
    assert routes._is_named("arn:aws:lambda:us-east-1:123456789012:function:web", ["web"])
    assert routes._is_named("arn:aws:iam::123456789012:role/web", ["web"])
    assert not routes._is_named("arn:aws:iam::123456789012:role/the-web", ["web"])


def test_a_line_that_is_none_is_an_error_with_its_number(tmp_path):
    file = labelled(tmp_path, attached())
    file.write_text(file.read_text() + "{}\n")
    with pytest.raises(InputError, match=r"events.ndjson:3"):
        routes.read(file)


def test_the_command_says_what_is_wrong_and_exits_with_1(tmp_path):
    from c7n_reflex.cli.library import command

    file = labelled(tmp_path, attached(), label="compliant")
    policy = str(ROOT / "policies" / "cloudtrail" / "internet_gateway_attached.yml")
    done = CliRunner().invoke(command, ["routes", str(file), "-p", policy])
    assert done.exit_code == 1
    assert "WRONG: internet-gateway-attached would act" in done.output
    shown = CliRunner().invoke(command, ["routes", str(file), "-p", policy, "--output", "json"])
    assert json.loads(shown.stdout)[0]["fault"] == "internet-gateway-attached would act"
