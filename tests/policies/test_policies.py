"""The policies as a whole: valid, complete, and each with a sweep that filters and acts the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from c7n.exceptions import PolicyValidationError

from tests.custodian import load_policy

ROOT = Path(__file__).parents[2] / "policies"
# Those that come with the project; what is added is held to `c7n-reflex lint` and its own cases.
TOPICS = {
    "bucket-policy-public": "cloudtrail/bucket_policy_public",
    "bucket-public-access-block-removed": "cloudtrail/bucket_public_access_block_removed",
    "guardduty-instance-compromised": "securityhub/guardduty_instance",
    "internet-gateway-attached": "cloudtrail/internet_gateway_attached",
    "security-group-open-to-world": "cloudtrail/security_group_open_to_world",
}
FILES = [
    ROOT / f"{path}.yml" for topic in TOPICS.values() for path in (topic, f"sweeps/{topic.partition('/')[2]}")
]


def read(file: Path) -> dict[str, Any]:
    """The file's only policy."""
    (policy,) = yaml.safe_load(file.read_text(encoding="utf-8"))["policies"]
    return policy


POLICIES = {read(file)["name"]: read(file) for file in FILES}
EVENT_POLICIES = {name: policy for name, policy in POLICIES.items() if "mode" in policy}
CORE = {"bucket-policy-public", "guardduty-instance-compromised"}


def test_five_policies_and_five_sweeps():
    assert set(POLICIES) == {*TOPICS, *(f"{name}-sweep" for name in TOPICS)}
    assert set(EVENT_POLICIES) == set(TOPICS)


@pytest.mark.parametrize("name", POLICIES)
def test_is_valid(name, tmp_path):
    load_policy(POLICIES[name], output=tmp_path)


def test_an_invalid_policy_is_refused(tmp_path):
    broken = {**POLICIES["internet-gateway-attached"], "actions": ["dettach"]}
    with pytest.raises(PolicyValidationError):
        load_policy(broken, output=tmp_path)


@pytest.mark.parametrize("name", POLICIES)
def test_says_what_an_owner_needs_to_know(name):
    policy = POLICIES[name]
    metadata = policy["metadata"]
    assert metadata["severity"] in {"low", "medium", "high", "critical"}
    assert all(re.fullmatch(r"[A-Za-z0-9]+\.\d+", control) for control in metadata["controls"])
    assert metadata["attack"]
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in metadata["attack"])
    assert metadata["undo"].strip()
    assert "@" in metadata["owner"]
    assert len(policy["description"]) > 80
    assert policy["tags"]


@pytest.mark.parametrize("name", POLICIES)
def test_remediates_and_then_tells_the_owner(name):
    remediation, notice = POLICIES[name]["actions"]
    assert isinstance(remediation, str)
    assert notice["type"] == "notify-owner"
    assert notice["subject"]


@pytest.mark.parametrize("name", EVENT_POLICIES)
def test_runs_where_and_as_the_design_says(name):
    mode = EVENT_POLICIES[name]["mode"]
    assert mode["role"] == "arn:aws:iam::{account_id}:role/c7n-reflex-lambda"
    member = "arn:aws:iam::{account_id}:role/c7n-reflex-member"
    assert mode.get("member-role") == (member if name in CORE else None)
    assert (mode["runtime"], mode["timeout"], mode["memory"]) == ("python3.11", 120, 512)
    assert not {"packages", "handler"} & set(mode)  # ours to fill in, not the author's


@pytest.mark.parametrize("name", EVENT_POLICIES)
def test_its_sweep_differs_by_having_no_event(name):
    policy, sweep = EVENT_POLICIES[name], POLICIES[f"{name}-sweep"]
    assert "mode" not in sweep
    assert sweep["metadata"].pop("twin", name) == name
    for key in ("resource", "description", "metadata", "tags", "actions"):
        assert sweep[key] == policy[key]
    filters = list(sweep["filters"])
    if policy["mode"]["type"] == "hub-finding":
        assert filters.pop(0)["type"] == "finding"  # an event's pattern, asked of Security Hub
    assert filters == policy["filters"]


def test_only_high_active_unresolved_guardduty_findings_on_instances_quarantine():
    pattern = EVENT_POLICIES["guardduty-instance-compromised"]["mode"]["pattern"]["detail"]["findings"]
    query = POLICIES["guardduty-instance-compromised-sweep"]["filters"][0]["query"]
    values = {key: [each["Value"] for each in terms] for key, terms in query.items()}
    assert pattern["Severity"]["Label"] == values["SeverityLabel"] == ["HIGH", "CRITICAL"]
    assert pattern["RecordState"] == values["RecordState"] == ["ACTIVE"]
    assert pattern["Workflow"]["Status"] == values["WorkflowStatus"] == ["NEW", "NOTIFIED"]
    assert values["ProductArn"][0].endswith(pattern["ProductArn"][0]["suffix"])
