"""Which fields events have."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.apis import Knowledge
from c7n_reflex.authoring.apis.nodes import UNKNOWN, look_up, of_value

PERMISSIONS = "requestParameters.ipPermissions.items"
WRAPPED = "requestParameters.ModifySecurityGroupRulesRequest"


def ask(event, path):
    service, _, name = event.partition(":")
    return apis.field_exists(f"{service}.amazonaws.com", name, path.split("."))


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("ec2:AuthorizeSecurityGroupIngress", f"{PERMISSIONS}.ipRanges.items.cidrIp"),
        ("ec2:AuthorizeSecurityGroupIngress", "requestParameters.cidrIp"),
        ("ec2:ModifySecurityGroupRules", f"{WRAPPED}.SecurityGroupRule.SecurityGroupRuleId"),
        ("ec2:RunInstances", "responseElements.instancesSet.items.instanceId"),
        ("ec2:RunInstances", "requestParameters.instancesSet.items.imageId"),
        ("ec2:CreateVolume", "requestParameters.zone"),
        ("ec2:ModifySnapshotAttribute", "requestParameters.createVolumePermission.add.items.group"),
        ("ec2:ModifySnapshotAttribute", "requestParameters.createVolumePermission.remove.items.userId"),
        ("s3:PutBucketPolicy", "requestParameters.Host"),
        ("s3:PutBucketAcl", "requestParameters.x-amz-acl"),
        ("rds:CreateDBInstance", "responseElements.dBInstanceIdentifier"),
        ("elasticloadbalancing:CreateLoadBalancer", "requestParameters.scheme"),
        ("securityhub:UpdateFindings", "requestParameters.RecordState"),
        ("signin:ConsoleLogin", "responseElements.ConsoleLogin"),
        ("iam:CreateUser", "userIdentity.sessionContext.sessionIssuer.arn"),
    ],
)
def test_fields_that_exist(event, path):
    assert ask(event, path).knowledge is Knowledge.YES


@pytest.mark.parametrize(
    ("event", "path", "missing", "nearest"),
    [
        (
            "ec2:AuthorizeSecurityGroupIngress",
            f"{PERMISSIONS}.cidrIp",
            "cidrIp",
            f"{PERMISSIONS}.ipRanges.items.cidrIp",
        ),
        ("ec2:ModifySecurityGroupRules", "requestParameters.groupId", "groupId", f"{WRAPPED}.GroupId"),
        ("ec2:RunInstances", "responseElements.instanceSet", "instanceSet", "responseElements.instancesSet"),
        ("s3:PutBucketPolicy", "requestParameters.bucket", "bucket", "requestParameters.bucketName"),
        ("s3:PutBucketPolicy", "responseElements.bucketName", "bucketName", ""),
        ("ec2:DescribeInstances", "responseElements.reservationSet", "reservationSet", ""),
        ("rds:CreateDBInstance", "requestParameters.dbName", "dbName", "requestParameters.dBName"),
        ("iam:CreateUser", "userIdentty.type", "userIdentty", "userIdentity"),
    ],
)
def test_fields_that_do_not(event, path, missing, nearest):
    verdict = ask(event, path)
    assert (verdict.knowledge, verdict.missing, verdict.nearest) == (Knowledge.NO, missing, nearest)


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("s3:PutBucketPolicy", "requestParameters.bucketPolicy.Statement.Effect"),
        (
            "lambda:CreateFunction20150331",
            "requestParameters.environment.variables",
        ),  # secret: may be left out
        ("iam:CreateLoginProfile", "requestParameters.password"),
        ("lambda:CreateFunction20150331", "requestParameters.tags.owner"),  # a map
        ("lambda:CreateFunction", "requestParameters.nothing"),  # no such event
        ("made-up:CreateFunction", "requestParameters.nothing"),
        ("ec2:RunInstances", "requestParameters.availabilityZone"),  # of a member further down
        ("lambda:UpdateFunctionCode20150331v2", "requestParameters.fullyQualifiedArn.region"),  # undocumented
        ("s3:DeleteBucket", "requestParameters.host"),  # of older records
        ("route53:ChangeResourceRecordSets", "requestParameters.changeBatch.changes.resourceRecordSet.tTL"),
        ("wafv2:CreateWebACL", "requestParameters.Scope"),  # perhaps capitalised
        ("iam:CreateUser", "additionalEventData.anything"),
    ],
)
def test_fields_of_which_nobody_knows(event, path):
    assert ask(event, path) == UNKNOWN


def test_what_lies_in_a_shape_that_contains_itself_is_unknown():
    statement = "requestParameters.rules.statement.notStatement.statement"
    assert ask("wafv2:CreateWebACL", f"{statement}.anything") == UNKNOWN


@pytest.mark.parametrize(
    ("path", "knowledge"),
    [
        ("Resources.Details.AwsEc2SecurityGroup.IpPermissions.IpRanges.CidrIp", Knowledge.YES),
        ("Compliance.SecurityControlId", Knowledge.YES),
        ("ProductFields.aws/securityhub/ProductName", Knowledge.UNKNOWN),
        ("Compliance.ControlId", Knowledge.NO),
        ("Title.x", Knowledge.NO),
    ],
)
def test_fields_of_a_finding(path, knowledge):
    assert apis.asff_field_exists(path.split(".")).knowledge is knowledge


def test_the_nearest_field_of_a_finding():
    assert apis.asff_field_exists(["Resources", "type"]).nearest == "Resources.Type"
    assert apis.ocsf_field_exists(["finding_inf"]).nearest == "finding_info"
    assert apis.ocsf_field_exists(["finding_info", "uid"]) == UNKNOWN
    assert apis.ocsf_field_exists(["severity"]).knowledge is Knowledge.YES


def test_fields_of_the_envelope():
    assert apis.envelope_field_exists(["detail-type"]).knowledge is Knowledge.YES
    assert apis.envelope_field_exists(["detailType"]).nearest == "detail-type"


VALUES = st.recursive(
    st.text() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abcd", min_size=1), inner),
    max_leaves=6,
)


def paths(value):
    if isinstance(value, list):
        for each in value:
            yield from paths(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield [name]
            yield from ([name, *path] for path in paths(each))


@settings(max_examples=25)
@given(st.dictionaries(st.text(alphabet="abcd", min_size=1), VALUES, min_size=1))
def test_a_value_has_its_own_fields_and_no_others(value):
    node = of_value(value)
    assert all(look_up(node, path).knowledge is Knowledge.YES for path in paths(value))
    assert look_up(node, ["other"]).knowledge is Knowledge.NO
