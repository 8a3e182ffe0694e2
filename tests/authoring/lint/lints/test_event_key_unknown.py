"""Keys are held against the events that the mode gets, and not against others."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import METADATA, calling, linted, only

HEAD = f"policies:\n  - name: one\n    resource: aws.ec2\n{METADATA}    mode:\n"
FINDING = HEAD + "      type: hub-finding\n      pattern: {detail: {findings: {Id: [x]}}}\n"
ITEM = HEAD + "      type: config-rule\n"
OTHER = HEAD + "      type: event\n      ids: detail.x\n      pattern: {source: [aws.x]}\n"
CALL = calling("RunInstances")


def check(tmp_path, mode, key):
    text = mode + f"    filters:\n      - type: event\n        key: '{key}'\n        value: x\n"
    return linted(tmp_path, text, select=("event-key-unknown",))


@pytest.mark.parametrize(
    ("mode", "key", "remedy"),
    [
        (CALL, "detail.userIdentty.type", "did you mean detail.userIdentity.type?"),
        (CALL, "userIdentity.type", "did you mean detail.userIdentity.type?"),
        (CALL, "detail.requestParameters.instanceTyp", "did you mean detail.requestParameters.instanceType?"),
        (CALL, "detail-typ", ""),
        (CALL, "detail.findings[].Severity.Label", ""),
        (FINDING, "detail.findings[].Severity.Lable", "did you mean detail.findings[].Severity.Label?"),
        (FINDING, "findings[].Severity.Label", "did you mean detail.findings[].Severity.Label?"),
        (OTHER, "accont", "did you mean account?"),
    ],
)
def test_told(tmp_path, mode, key, remedy):
    assert only(check(tmp_path, mode, key)).remedy == remedy


@pytest.mark.parametrize(
    ("mode", "key"),
    [
        (CALL, "detail.userIdentity.sessionContext.attributes.mfaAuthenticated"),
        (CALL, "detail-type"),
        (CALL, "detail.requestParameters.instanceType"),
        (FINDING, "detail.findings[].ProductFields.anything"),
        (FINDING, "detail.findings[0].Resources[?Type=='AwsEc2Instance'].Id"),
        (ITEM, "configurationItem.resourceId"),  # Config sends its own, without the envelope
        (OTHER, "detail.whatever.there.is"),
    ],
)
def test_left_alone(tmp_path, mode, key):
    assert check(tmp_path, mode, key).problems == ()


def test_what_is_no_jmespath_is_told(tmp_path):
    problem = only(check(tmp_path, FINDING, "detail.findings[].ProductFields.aws/securityhub/ProductName"))
    assert "is no JMESPath" in problem.message


def test_of_several_calls_one_that_has_the_field_is_enough(tmp_path):
    ids = "requestParameters.instancesSet.items[].instanceId"
    stop = f"{{source: ec2.amazonaws.com, event: StopInstances, ids: '{ids}'}}"
    key = "detail.requestParameters.instanceType"
    for events in (("RunInstances", stop), (stop, "RunInstances")):
        assert check(tmp_path, calling(*events), key).problems == ()
    assert only(check(tmp_path, calling(stop), key))


def test_a_forgotten_detail_is_put_before_it(tmp_path):
    problem = only(check(tmp_path, FINDING, "findings[].Severity.Label"))
    assert problem.edit
    assert problem.edit.new == "detail.findings[].Severity.Label"


def test_keys_of_patterns(tmp_path):
    parts = "{detail: {userIdentity: {tpye: [Root]}}}, {detail: {userIdentity: {type: [x]}}}"
    more = f"      pattern: {{$or: [{parts}]}}\n"
    problem = only(linted(tmp_path, calling("RunInstances", more=more), select=("event-key-unknown",)))
    assert problem.message == "the events have no detail.userIdentity.tpye"
    assert problem.remedy == "did you mean detail.userIdentity.type?"
    assert problem.edit
    assert (problem.edit.old, problem.edit.new) == ("tpye", "type")
