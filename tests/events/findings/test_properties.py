"""Whatever stands in an event, the answer is a finding or a FindingError."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.events.findings import Finding, FindingError, of_event, origin
from c7n_reflex.events.findings.reading import is_account
from tests.events.findings.samples import (
    REGION,
    A,
    access_analyzer,
    asff,
    config,
    event,
    guardduty,
    inspector,
    macie,
    ocsf,
)

_KEY_DETAILS = {
    "AwsIamAccessKey": {"PrincipalName": "eve", "PrincipalType": "IAMUser", "PrincipalId": "AIDA1"}
}
_KEY = {
    "Type": "AwsIamAccessKey",
    "Id": "AWS::IAM::AccessKey:AKIA1",
    "Region": REGION,
    "Details": _KEY_DETAILS,
}
_OCSF_KEY = {
    "type": "AWS::IAM::AccessKey",
    "uid": "AKIA1",
    "data": {"user_name": "eve", "user_type": "IAMUser"},
}
_SEQUENCE = {"sequence": {"resources": [{"resourceType": "S3_BUCKET", "uid": "b"}]}}
_RESOURCE = {
    "instanceDetails": {"instanceId": "i-1"},
    "accessKeyDetails": {"userName": "eve", "userType": "IAMUser"},
    "s3BucketDetails": [{"arn": "arn:aws:s3:::b"}],
    "ebsVolumeDetails": {"scannedVolumeDetails": [{"volumeArn": "v"}]},
}
SHAPES = [
    event(asff(_KEY)),
    event(asff(ProductFields={"ResourceOwnerAccount": A, "aws/securityhub/ProductName": "x"})),
    event(ocsf(_OCSF_KEY, databucket={"uid": "arn:aws:s3:::b"}), kind="Findings Imported V2"),
    event(ocsf()),
    guardduty(_RESOURCE, service={"archived": True, "detection": _SEQUENCE}),
    access_analyzer(resourceOwnerAccount=A),
    macie(),
    inspector(),
    config(),
]
_texts = st.text(max_size=12) | st.sampled_from(
    ["arn:aws:ec2", f"arn:aws:iam::{A}:user/eve", A, "AWS::::Account:1", ""]
)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def mangled(draw: Any, value: Any, chance: int = 6) -> Any:
    """The value with some of what it holds taken out or put something else in place of."""
    if draw(st.integers(0, chance)) == 0:
        return draw(_anything)
    if isinstance(value, dict):
        kept = {key: each for key, each in value.items() if draw(st.integers(0, chance * 2))}
        return {key: draw(mangled(each, chance)) for key, each in kept.items()}
    return [draw(mangled(each, chance)) for each in value] if isinstance(value, list) else value


def _answer(given_event: Any) -> list[Finding]:
    try:
        findings = of_event(given_event)
    except FindingError:
        return []
    for each in findings:
        try:
            origin.check(each, "111122223333")
        except FindingError:
            continue
    return list(findings)


@given(st.sampled_from(SHAPES).flatmap(lambda shape: mangled(shape, 12)))
def test_mangled_events(given_event):
    for found in _answer(given_event):
        assert found.id
        assert is_account(found.account)
        assert found.region
        assert found.record_state in ("ACTIVE", "ARCHIVED")
        assert found.workflow in ("NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED")
        assert found.compliance in ("", "PASSED", "FAILED", "WARNING", "NOT_AVAILABLE")
        for each in found.resources:
            assert each.id
            assert each.region
            assert is_account(each.account)
        assert hash(found) == hash(found)


@given(st.sampled_from(SHAPES), st.data())
def test_one_thing_in_a_finding_is_something_else(shape, data):
    place = shape["detail"]["findings"][0] if "findings" in shape["detail"] else shape["detail"]
    key = data.draw(st.sampled_from(sorted(place)))
    changed = {**place, key: data.draw(_anything)}
    detail = {"findings": [changed]} if "findings" in shape["detail"] else changed
    _answer({**shape, "detail": detail})


@given(_anything)
def test_anything(given_event):
    assert _answer(given_event) == []


def test_the_shapes_themselves_are_findings():
    assert all(_answer(shape) and _answer(shape)[0].resources for shape in SHAPES)
