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
FAMOUS = {
    "bucket-public-access-block-removed",
    "internet-gateway-attached",
    "security-group-open-to-world",
}  # run in each account; the others once, in core-compliance
# They carry evaluations into Security Hub; what follows from those, other policies tell.
IMPORTS = {"config-evaluations-imported", "config-rule-findings-archived"}
FILES = sorted(ROOT.rglob("*.yml"))


def read(file: Path) -> list[dict[str, Any]]:
    """The file's policies."""
    found: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["policies"]
    return found


POLICIES = {each["name"]: each for file in FILES for each in read(file)}
EVENT_POLICIES = {name: policy for name, policy in POLICIES.items() if "mode" in policy}
SWEPT = [name for name, policy in EVENT_POLICIES.items() if f"{name}-sweep" in POLICIES]


def test_no_name_is_taken_twice():
    assert len(POLICIES) == sum(len(read(file)) for file in FILES)


@pytest.mark.parametrize("name", EVENT_POLICIES)
def test_has_a_sweep_or_says_why_not(name):
    policy = EVENT_POLICIES[name]
    assert (f"{name}-sweep" in POLICIES) != bool(policy["metadata"].get("no-sweep"))


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
    assert 0 < len(metadata["title"]) <= 70
    assert metadata["severity"] in {"low", "medium", "high", "critical"}
    assert all(re.fullmatch(r"[A-Za-z0-9]+\.\d+", control) for control in metadata["controls"])
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in metadata["attack"])
    assert metadata["undo"].strip()
    assert "@" in metadata["owner"]
    assert len(policy["description"]) > 60
    assert policy["tags"]


@pytest.mark.parametrize("name", EVENT_POLICIES)
def test_what_does_not_enforce_says_why(name):
    metadata = EVENT_POLICIES[name]["metadata"]
    assert metadata["enforcement"] in {"observe", "approve", "enforce"}
    assert (metadata["enforcement"] == "enforce") != bool(metadata.get("because"))


@pytest.mark.parametrize("name", POLICIES)
def test_remediates_at_most_once_and_tells_the_owner(name):
    if name in IMPORTS:
        return
    *remediations, notice = POLICIES[name]["actions"]
    assert len(remediations) <= 2
    assert notice["type"] == "notify-owner"
    assert notice["subject"]
    assert bool(remediations) or notice.get("when") == "always"


@pytest.mark.parametrize("name", EVENT_POLICIES)
def test_runs_where_and_as_the_design_says(name):
    mode = EVENT_POLICIES[name]["mode"]
    assert mode["role"] == "arn:aws:iam::{account_id}:role/c7n-reflex-lambda"
    member = "arn:aws:iam::{account_id}:role/c7n-reflex-member"
    assert mode.get("member-role") == (None if name in FAMOUS else member)
    assert (mode["runtime"], mode["timeout"], mode["memory"]) == ("python3.11", 120, 512)
    assert not {"packages", "handler"} & set(mode)  # ours to fill in, not the author's


@pytest.mark.parametrize("name", SWEPT)
def test_its_sweep_differs_by_having_no_event_and_observes(name):
    policy, sweep = EVENT_POLICIES[name], POLICIES[f"{name}-sweep"]
    assert "mode" not in sweep
    assert sweep["metadata"]["twin"] == name
    assert sweep["metadata"]["enforcement"] == "observe"
    for key in ("resource", "description", "tags", "actions"):
        assert sweep[key] == policy[key]
    for key in ("title", "severity", "controls", "attack", "undo"):
        assert sweep["metadata"][key] == policy["metadata"][key]
    filters = list(sweep.get("filters", ()))
    if policy["mode"]["type"] == "hub-finding":
        assert filters.pop(0)["type"] == "finding"  # an event's pattern, asked of Security Hub
    assert filters == [each for each in policy.get("filters", ()) if not _is_of_event(each)]


def _is_of_event(element):
    return isinstance(element, dict) and element.get("type") == "event"


def test_sweeps_are_what_their_policies_give():
    from c7n_reflex.library import sweeps

    assert sweeps.problems(ROOT) == []


def test_only_high_active_unresolved_guardduty_findings_on_instances_quarantine():
    pattern = EVENT_POLICIES["guardduty-instance-compromised"]["mode"]["pattern"]["detail"]["findings"]
    query = POLICIES["guardduty-instance-compromised-sweep"]["filters"][0]["query"]
    values = {key: [each["Value"] for each in terms] for key, terms in query.items()}
    assert pattern["Severity"]["Label"] == values["SeverityLabel"] == ["HIGH", "CRITICAL"]
    assert pattern["RecordState"] == values["RecordState"] == ["ACTIVE"]
    assert pattern["Workflow"]["Status"] == values["WorkflowStatus"] == ["NEW", "NOTIFIED"]
    assert values["ProductArn"][0].endswith(pattern["ProductArn"][0]["suffix"])
    ((sample, rule),) = pattern["ProductFields"].items()
    assert rule == [{"exists": False}]
    assert query["ProductFields"] == [{"Key": sample, "Comparison": "NOT_EQUALS", "Value": "true"}]
