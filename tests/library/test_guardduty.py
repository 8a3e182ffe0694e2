"""Each type of GuardDuty's findings goes to exactly the policy that the map says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from c7n_reflex.authoring.fleet import FleetPolicy, load
from c7n_reflex.authoring.samples.catalogue import sample
from c7n_reflex.authoring.samples.guardduty_types import TYPES
from c7n_reflex.authoring.tracing import trace
from c7n_reflex.authoring.world import World
from c7n_reflex.library import guardduty
from c7n_reflex.pipeline.outcome import Outcome

FOLDER = Path(__file__).parents[2] / "policies" / "securityhub"
KEY = "AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE"
OWNER = {"PrincipalId": "AIDACKCEVSQ6C2EXAMPLE", "PrincipalName": "deploy", "PrincipalType": "IAMUser"}
USERS_KEY = {"Type": "AwsIamAccessKey", "Id": KEY, "Details": {"AwsIamAccessKey": OWNER}}
NOT_REACHED = {Outcome.NOT_SUBSCRIBED, Outcome.NOTHING_NAMED, Outcome.NO_MATCH}


@pytest.fixture(scope="module")
def fleet():
    return load(sorted(FOLDER.glob("guardduty_*.yml")))


def finding(kind: str, label: str = "HIGH", *, of_user: bool = False) -> dict[str, Any]:
    event: dict[str, Any] = sample(kind, form="asff")
    (found,) = event["detail"]["findings"]
    found["Severity"]["Label"] = label
    if of_user:
        found["Resources"] = [USERS_KEY, *(x for x in found["Resources"] if x["Type"] != "AwsIamAccessKey")]
    return event


def reached(fleet: list[FleetPolicy], event: dict[str, Any]) -> list[str]:
    """The policies that would respond."""
    return [each.name for each in fleet if trace(each, event, _world(each, event)).outcome not in NOT_REACHED]


def _world(policy: FleetPolicy, event: dict[str, Any]) -> World:
    account = {"account_id": event["account"], "account_name": "payments"}
    return World(resources=(account,) if policy.data["resource"] == "aws.account" else None)


def test_every_type_is_in_the_map_and_no_other():
    assert set(guardduty.answers()) == TYPES
    assert list(guardduty.answers()) == sorted(TYPES)


def test_every_reason_is_used_and_every_policy_exists(fleet):
    data = yaml.safe_load(guardduty.FILE.read_text(encoding="utf-8"))
    assert {each.get("told") for each in data["types"].values()} - {None} == set(data["reasons"])
    assert {each.policy for each in guardduty.answers().values()} <= {each.name for each in fleet}


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_is_routed_to_the_policy_of_the_map_and_no_other(fleet, kind):
    answer = guardduty.answers()[kind]
    event = finding(kind, of_user=answer.policy == guardduty.OF_USERS)
    assert reached(fleet, event) == [answer.policy]


@pytest.mark.parametrize(
    "kind",
    ["Policy:S3/BucketPublicAccessGranted", "Trojan:EC2/DropPoint", "Stealth:IAMUser/PasswordPolicyChange"],
)
def test_no_policy_on_findings_of_other_products_responds(kind):
    others = load(file for file in FOLDER.glob("*.yml") if not file.name.startswith("guardduty_"))
    assert others
    assert reached(others, finding(kind)) == []


@pytest.mark.parametrize(
    "kind", sorted({each.policy: kind for kind, each in guardduty.answers().items()}.values())
)
def test_samples_of_guardduty_reach_nothing(fleet, kind):
    event = finding(kind, of_user=guardduty.answers()[kind].policy == guardduty.OF_USERS)
    event["detail"]["findings"][0]["ProductFields"]["aws/guardduty/service/additionalInfo/sample"] = "true"
    assert reached(fleet, event) == []


@pytest.mark.parametrize(
    "kind", [kind for kind, each in guardduty.answers().items() if each.policy == guardduty.OF_USERS]
)
def test_of_a_role_s_key_the_owner_is_told(fleet, kind):
    assert reached(fleet, finding(kind)) == [guardduty.TOLD]


@pytest.mark.parametrize("kind", ["Trojan:EC2/DropPoint", "Execution:Runtime/ReverseShell"])
def test_of_a_medium_severity_the_owner_is_told(fleet, kind):
    assert reached(fleet, finding(kind, "MEDIUM")) == [guardduty.TOLD]


def test_the_page_has_a_row_for_each_type_with_its_policy_or_the_reason():
    rows = {
        line.split(" | ")[0].lstrip("| "): line
        for line in guardduty.page().splitlines()
        if ":" in line and line.startswith("| ")
    }
    assert set(rows) == TYPES
    assert (
        "`guardduty-role-credentials-stolen`"
        in rows["UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS"]
    )
    assert rows["UnauthorizedAccess:Lambda/TorRelay"].split(" | ")[1] == "*told*"
