"""Which events are forwarded to core-compliance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.authoring import samples
from c7n_reflex.deploy import forwarding, forwarding_rules
from c7n_reflex.deploy.forwarding import Forwarding, covers, of_policies
from c7n_reflex.errors import InputError
from c7n_reflex.events import patterns

ROOT = Path(__file__).parents[2]
MEMBER = "'arn:aws:iam::{account_id}:role/c7n-reflex-member'"
CONFIG = {
    "source": ["aws.config"],
    "detail-type": ["Config Rules Compliance Change"],
    "detail": {"newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]}},
}


def write(folder: Path, mode: str, name: str = "a", resource: str = "aws.s3") -> Path:
    text = f"policies:\n  - name: {name}\n    resource: {resource}\n    mode: {mode}\n"
    (folder / f"{name}.yml").write_text(text)
    return folder


def calls(*events: str, more: str = "") -> str:
    return f"{{type: cloudtrail, role: r, member-role: {MEMBER}, events: [{', '.join(events)}]{more}}}"


def call(source: str, event: str) -> str:
    return f"{{source: {source}.amazonaws.com, event: {event}, ids: x}}"


def event_mode(pattern: dict[str, Any]) -> str:
    return f"{{type: event, role: r, member-role: {MEMBER}, ids: x, pattern: {json.dumps(pattern)}}}"


def pairs(found: Forwarding) -> list[tuple[str, tuple[str, ...]]]:
    details = [pattern["detail"] for pattern in found.patterns]
    return [(detail["eventSource"][0], tuple(detail["eventName"])) for detail in details]


def trail_event(source: str, name: str, **detail: Any) -> dict[str, Any]:
    return {
        "source": f"aws.{source}",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": {"eventSource": f"{source}.amazonaws.com", "eventName": name, "userIdentity": {}, **detail},
    }


def forwards(found: Forwarding, event: dict[str, Any]) -> int:
    """How many rules forward it."""
    return sum(bool(patterns.compile(each).matches(event)) for each in found.patterns)


def test_exact_pairs_of_source_and_call_and_not_every_combination(tmp_path: Path) -> None:
    write(tmp_path, calls("CreateBucket", call("kms", "DisableKey")))
    found = of_policies(tmp_path)
    assert pairs(found) == [("kms.amazonaws.com", ("DisableKey",)), ("s3.amazonaws.com", ("CreateBucket",))]
    assert forwards(found, trail_event("kms", "DisableKey")) == 1
    assert forwards(found, trail_event("s3", "DisableKey")) == 0


def test_the_policies_of_a_service_share_a_rule(tmp_path: Path) -> None:
    write(tmp_path, calls("CreateBucket"), "a")
    write(tmp_path, calls(call("s3", "PutBucketAcl")).replace("role: r", "role: another"), "b")
    assert pairs(of_policies(tmp_path)) == [("s3.amazonaws.com", ("CreateBucket", "PutBucketAcl"))]


def test_failed_calls_and_our_own_stay_where_they_are(tmp_path: Path) -> None:
    found = of_policies(write(tmp_path, calls("CreateBucket")))
    ours = {"sessionContext": {"sessionIssuer": {"userName": "c7n-reflex-member"}}}
    theirs = {"sessionContext": {"sessionIssuer": {"userName": "admin"}}}
    assert forwards(found, trail_event("s3", "CreateBucket", errorCode="AccessDenied")) == 0
    assert forwards(found, trail_event("s3", "CreateBucket", userIdentity=ours)) == 0
    assert forwards(found, trail_event("s3", "CreateBucket", userIdentity=theirs)) == 1


def test_a_pattern_of_event_is_forwarded_as_written(tmp_path: Path) -> None:
    assert of_policies(write(tmp_path, event_mode(CONFIG))) == Forwarding((CONFIG,))


@pytest.mark.parametrize("wide", [{"source": ["aws.config"]}, {"source": ["aws.a", "aws.config"]}])
@pytest.mark.parametrize("narrow", [CONFIG, {"source": ["aws.config"], "version": ["0"]}])
def test_what_a_wider_rule_forwards_is_not_forwarded_twice(
    wide: dict[str, Any], narrow: dict[str, Any], tmp_path: Path
) -> None:
    write(tmp_path, event_mode(narrow), "a")
    write(tmp_path, event_mode(wide), "b")
    assert of_policies(tmp_path) == Forwarding((wide,))


def test_the_same_pattern_twice_is_one_rule(tmp_path: Path) -> None:
    write(tmp_path, event_mode(CONFIG), "a")
    write(tmp_path, event_mode(CONFIG), "b")
    assert of_policies(tmp_path) == Forwarding((CONFIG,))


def test_of_two_that_say_the_same_one_is_left(tmp_path: Path) -> None:
    write(tmp_path, event_mode({"source": ["aws.config", "aws.s3"]}), "a")
    write(tmp_path, event_mode({"source": ["aws.s3", "aws.config"]}), "b")
    assert len(of_policies(tmp_path).patterns) == 1


def test_true_is_not_one() -> None:
    assert not covers({"a": [1]}, {"a": [True]})
    assert covers({"a": [1, 2]}, {"a": [1]})


def test_a_pattern_of_a_call_narrows_its_rule_only(tmp_path: Path) -> None:
    narrow = ", pattern: {detail: {requestParameters: {acl: [public-read]}}}"
    write(tmp_path, calls("CreateBucket", more=narrow), "a")
    write(tmp_path, calls(call("s3", "PutBucketAcl")), "b")
    found = of_policies(tmp_path)
    assert forwards(found, trail_event("s3", "CreateBucket", requestParameters={"acl": "private"})) == 0
    assert forwards(found, trail_event("s3", "CreateBucket", requestParameters={"acl": "public-read"})) == 1
    assert forwards(found, trail_event("s3", "PutBucketAcl")) == 1


def test_findings_of_guardduty_are_forwarded(tmp_path: Path) -> None:
    write(tmp_path, f"{{type: guard-duty, role: r, member-role: {MEMBER}}}", resource="aws.ec2")
    [pattern] = of_policies(tmp_path).patterns
    assert pattern["source"] == ["aws.guardduty"]


@pytest.mark.parametrize(
    "mode",
    [
        "{type: cloudtrail, role: r, events: [CreateBucket]}",  # runs in each account itself
        f"{{type: hub-finding, role: r, member-role: {MEMBER}}}",  # Security Hub brings these
        f"{{type: config-rule, role: r, member-role: {MEMBER}}}",  # Config invokes it, no bus does
        "{type: pull}",
    ],
)
def test_no_other_policy_needs_forwarding(tmp_path: Path, mode: str) -> None:
    assert of_policies(write(tmp_path, mode)) == Forwarding()


def test_of_many_policies_the_calls_of_a_service_are_forwarded_by_one_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "MANY", 1)
    narrow = ", pattern: {detail: {requestParameters: {acl: [public-read]}}}"
    write(tmp_path, calls("CreateBucket", more=narrow), "a")
    write(tmp_path, calls(call("s3", "PutBucketAcl")), "b")
    write(tmp_path, event_mode(CONFIG), "c")
    found = of_policies(tmp_path)
    assert len(found.patterns) == 2
    assert forwards(found, trail_event("s3", "CreateBucket", requestParameters={"acl": "private"})) == 1
    assert forwards(found, trail_event("s3", "PutBucketAcl")) == 1
    assert forwards(found, trail_event("s3", "PutBucketAcl", errorCode="AccessDenied")) == 0
    assert forwards(found, trail_event("s3", "PutBucketPolicy")) == 0
    assert CONFIG in found.patterns


def test_the_policies_of_this_project_fit_into_the_template_and_nothing_is_forwarded_twice() -> None:
    found = of_policies(ROOT / "policies")
    template = (ROOT / "infrastructure" / "region.yml").read_text()
    assert forwarding_rules.rendered(template, found)  # raises where it is too long
    for name in ("s3:PutBucketPolicy", "iam:CreateAccessKey", "signin:ConsoleLogin", "ec2:DeleteVpc"):
        assert forwards(found, samples.sample(name)) == 1, name
    assert forwards(found, samples.sample("ec2:CreateTags")) == 0


def test_a_shortcut_is_forwarded_under_the_name_that_cloudtrail_records(tmp_path: Path) -> None:
    write(tmp_path, calls("CreateFunction"), resource="aws.lambda")
    assert pairs(of_policies(tmp_path)) == [("lambda.amazonaws.com", ("CreateFunction20150331",))]


def test_more_calls_than_a_pattern_holds_are_split(tmp_path: Path) -> None:
    names = [f"PutSomethingWithALongName{number:03}" for number in range(100)]
    found = of_policies(write(tmp_path, calls(*(call("s3", name) for name in names))))
    assert len(found.patterns) == 2
    assert all(len(forwarding.text(each)) <= 2048 for each in found.patterns)
    assert sorted(name for _, some in pairs(found) for name in some) == names


def test_a_pattern_that_cannot_be_split_is_bad_input(tmp_path: Path) -> None:
    long = {"source": ["aws.config"], "detail": {"configRuleName": [f"rule-{n:020}" for n in range(90)]}}
    with pytest.raises(InputError, match=r"a\.yml.*EventBridge takes 2048"):
        of_policies(write(tmp_path, event_mode(long)))


def test_an_event_without_a_known_service_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.yml.*NoSuchCall"):
        of_policies(write(tmp_path, calls("NoSuchCall")))


def test_broken_yaml_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("policies:\n  - name: [\n")
    with pytest.raises(InputError, match=r"b\.yml:3"):
        of_policies(tmp_path)


def test_a_missing_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        of_policies(tmp_path / "none")


_FIELDS = st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xyz"), min_size=1), min_size=1)


@given(_FIELDS, _FIELDS, st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")))
def test_what_is_covered_matches_no_event_that_the_wider_does_not(
    wide: dict[str, Any], narrow: dict[str, Any], event: dict[str, Any]
) -> None:
    if covers(wide, narrow) and patterns.compile(narrow).matches(event):
        assert patterns.compile(wide).matches(event)
