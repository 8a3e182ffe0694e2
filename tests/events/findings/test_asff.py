"""Findings in the AWS Security Finding Format."""

from __future__ import annotations

import pytest

from c7n_reflex.events.findings import MalformedFindingError, Named
from c7n_reflex.events.findings.asff import parse
from tests.events.findings.samples import GROUP, PRODUCTS, REGION, A, B, asff


def resources(*given, **fields):
    return list(parse(asff(*given, **fields), "us-east-1").resources)


def test_every_field():
    raw = asff()
    found = parse(raw, "us-east-1")
    assert found.id == raw["Id"]
    assert (found.product, found.product_arn) == ("security hub", f"{PRODUCTS}/aws/securityhub")
    assert (found.account, found.region) == (A, REGION)
    assert found.title == "Security groups should not allow unrestricted access"
    assert (found.severity, found.control) == ("CRITICAL", "EC2.19")
    assert (found.types, found.generator) == (
        ("Software and Configuration Checks",),
        "security-control/EC2.19",
    )
    assert found.updated_at == "2026-11-24T15:00:00.000Z"
    assert (found.record_state, found.workflow, found.compliance) == ("ACTIVE", "NEW", "FAILED")
    assert (found.note_author, found.note_updated_at) == ("ann", "2026-11-24T16:00:00.000Z")
    assert found.resources == (Named("AwsEc2SecurityGroup", GROUP, A, REGION),)
    assert found.format == "asff"
    assert found.raw is raw


def test_what_is_said_decides_and_not_what_was_read():
    one, other = parse(asff(), REGION), parse(asff(Unread="1"), REGION)
    assert one == other
    assert hash(one) == hash(other)
    assert one != parse(asff(Title="x"), REGION)


def test_the_least():
    found = parse({"Id": "f", "AwsAccountId": A}, REGION)
    assert (found.region, found.record_state, found.workflow) == (REGION, "ACTIVE", "NEW")
    empty = (found.product, found.title, found.severity, found.control, found.compliance, found.note_author)
    assert set(empty) == {""}
    assert (found.resources, found.types) == ((), ())


@pytest.mark.parametrize(
    "finding",
    [
        *(None, [], "finding", 7),
        *({"AwsAccountId": A}, {"Id": "", "AwsAccountId": A}, {"Id": 1, "AwsAccountId": A}),
        *({"Id": "f"}, {"Id": "f", "AwsAccountId": "2000"}, {"Id": "f", "AwsAccountId": int(A)}),
    ],
)
def test_no_finding(finding):
    with pytest.raises(MalformedFindingError):
        parse(finding, REGION)


def test_no_region_anywhere():
    with pytest.raises(MalformedFindingError, match="region"):
        parse({"Id": "f", "AwsAccountId": A, "Region": "aws-global"}, "")


@pytest.mark.parametrize(
    ("fields", "region"),
    [
        ({"Region": "us-gov-west-1"}, "us-gov-west-1"),
        ({"Region": "aws-global"}, REGION),  # of the product ARN: where the finding was made
        ({"Region": None, "ProductArn": "x"}, "us-east-1"),  # the event's
        ({"Region": ["eu-west-1"], "ProductArn": None}, "us-east-1"),
    ],
)
def test_the_region(fields, region):
    assert parse(asff(**fields), "us-east-1").region == region


@pytest.mark.parametrize(
    ("arn", "product"),
    [
        ("aws/guardduty", "guardduty"),
        ("aws/access-analyzer", "iam access analyzer"),
        ("aws/firewall-manager", "firewall manager"),
        ("aws/ssm-patch-manager", "systems manager patch manager"),
        ("prowler/prowler", "prowler/prowler"),
        (f"{A}/default", f"{A}/default"),
    ],
)
def test_the_product_is_that_of_the_arn(arn, product):
    found = parse(asff(ProductArn=f"{PRODUCTS}/{arn}", ProductName="Macie"), REGION)
    assert found.product == product


@pytest.mark.parametrize(
    ("generator", "control"),
    [
        ("aws-foundational-security-best-practices/v/1.0.0/S3.2", "S3.2"),
        ("pci-dss/v/3.2.1/PCI.CloudTrail.2", "PCI.CloudTrail.2"),
        ("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/4.1", "4.1"),
        ("cis-aws-foundations-benchmark/v/1.4.0/3.10", "3.10"),
        ("security-control/APIGateway.5", "APIGateway.5"),
        ("arn:aws:guardduty:eu-west-1:1:detector/d", ""),
        ("aws/macie", ""),
        (7, ""),
    ],
)
def test_the_control_of_a_finding_that_is_not_consolidated(generator, control):
    fields = {"GeneratorId": generator, "Compliance": {"Status": "FAILED"}}
    assert parse(asff(**fields), REGION).control == control
    assert parse(asff(ProductArn=f"{PRODUCTS}/prowler/prowler", **fields), REGION).control == ""


@pytest.mark.parametrize(
    ("severity", "label"),
    [
        ({"Label": "HIGH", "Normalized": 1}, "HIGH"),
        ({"Label": "dire", "Normalized": 70}, "HIGH"),
        *(
            ({"Normalized": score}, label)
            for score, label in [(0, "INFORMATIONAL"), (39, "LOW"), (40, "MEDIUM")]
        ),
        ({"Normalized": 90}, "CRITICAL"),
        *((each, "") for each in (None, [], {}, {"Normalized": True}, {"Normalized": float("nan")})),
    ],
)
def test_the_severity(severity, label):
    assert parse(asff(Severity=severity), REGION).severity == label


@pytest.mark.parametrize(
    ("fields", "workflow"),
    [
        *(({"Workflow": {"Status": each}}, each) for each in ("NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED")),
        ({"Workflow": {"Status": ["RESOLVED"]}}, "NEW"),
        ({"Workflow": None, "WorkflowState": "IN_PROGRESS"}, "NOTIFIED"),
        ({"Workflow": {"Status": "NEW"}, "WorkflowState": "RESOLVED"}, "NEW"),
        ({"Workflow": None, "WorkflowState": {}}, "NEW"),
    ],
)
def test_the_workflow(fields, workflow):
    assert parse(asff(**fields), REGION).workflow == workflow


@pytest.mark.parametrize(
    ("said", "state"), [("ARCHIVED", "ARCHIVED"), ("archived", "ARCHIVED"), (0, "ACTIVE")]
)
def test_the_record_state(said, state):
    assert parse(asff(RecordState=said), REGION).record_state == state


@pytest.mark.parametrize("said", ["PASSED", "FAILED", "WARNING", "NOT_AVAILABLE"])
def test_the_compliance(said):
    assert parse(asff(Compliance={"Status": said}), REGION).compliance == said
    assert parse(asff(Compliance=said), REGION).compliance == ""


def test_an_account_as_a_resource():
    named = {"Type": "AwsAccount", "Id": f"AWS::::Account:{A}"}
    assert resources(named) == [Named("AwsAccount", A, A, REGION)]
    assert resources({**named, "Id": "AWS::::Account:12"}) == []
    assert resources({"Type": "AwsAccount", "Id": f"arn:aws:iam::{B}:root"})[0].account == B


def test_a_resource_without_region_or_account_is_where_the_finding_is():
    named = {"Type": "AWS::S3::Bucket", "Id": "arn:aws:s3:::reports"}
    assert resources(named) == [Named("AwsS3Bucket", "arn:aws:s3:::reports", A, REGION)]
    assert resources({**named, "Region": "eu-north-1"})[0].region == "eu-north-1"


def test_the_arn_says_where_it_is_before_the_finding_does():
    arn = f"arn:aws:ec2:ap-south-1:{B}:instance/i-1"
    assert resources({"Type": "AwsEc2Instance", "Id": arn, "Region": REGION})[0].region == "ap-south-1"
    assert resources({"Type": "AwsEc2Instance", "Id": arn})[0].account == B


@pytest.mark.parametrize(
    "named",
    [
        *(None, "i-1", [], {}, {"Type": "AwsEc2Instance"}, {"Id": 7, "Type": "AwsEc2Instance"}),
        *(
            {"Type": "AwsEc2Instance", "Id": each}
            for each in ("", " ", "arn:aws::ec2:i-1", "arn:", "arn:aws:ec2")
        ),
        {"Type": "AwsEc2Instance", "Id": "arn:aws:ec2:eu-west-1:2000:instance/i-1"},
    ],
)
def test_what_cannot_be_looked_up_is_not_named(named):
    good = {"Type": "AwsEc2SecurityGroup", "Id": GROUP}
    assert [each.id for each in resources(named, good)] == [GROUP]


@pytest.mark.parametrize("given", [None, {}, "x", 3])
def test_resources_of_another_type(given):
    assert parse({**asff(), "Resources": given}, REGION).resources == ()


def test_the_same_resource_twice_is_named_once():
    assert (
        len(
            resources(
                {"Type": "AwsEc2SecurityGroup", "Id": GROUP}, {"Type": "AwsEc2SecurityGroup", "Id": GROUP}
            )
        )
        == 1
    )


def key(identity="AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE", **details):
    return {"Type": "AwsIamAccessKey", "Id": identity, "Details": {"AwsIamAccessKey": details}}


@pytest.mark.parametrize("identity", ["AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"])
def test_an_access_key_is_its_user_s(identity):
    (found,) = resources(key(identity, PrincipalName="eve", PrincipalType="IAMUser"))
    assert (found.type, found.id, found.account) == ("AwsIamUser", "eve", A)
    assert found.details == {"access_key_id": "AKIAIOSFODNN7EXAMPLE"}


@pytest.mark.parametrize(
    ("details", "named"),
    [
        ({"UserName": "eve"}, ("AwsIamUser", "eve")),
        ({"PrincipalName": "ci", "PrincipalType": "AssumedRole"}, ("AwsIamRole", "ci")),
        ({"PrincipalName": "ci", "PrincipalType": "Role"}, ("AwsIamRole", "ci")),
        ({"PrincipalName": "ci", "PrincipalId": "AROAEXAMPLE:session"}, ("AwsIamRole", "ci")),
        (
            {
                "PrincipalName": "session",
                "PrincipalType": "AssumedRole",
                "SessionContext": {"SessionIssuer": {"UserName": "ci"}},
            },
            ("AwsIamRole", "ci"),
        ),
        ({"PrincipalName": "Root", "PrincipalType": "Root"}, None),
        ({"PrincipalName": "bob", "PrincipalType": "FederatedUser"}, None),
        ({"PrincipalName": "config", "PrincipalType": "AWSService"}, None),
        ({"PrincipalName": "eve", "PrincipalType": "IAMUser", "AccountId": B}, None),
        ({"PrincipalName": "eve", "PrincipalType": "IAMUser", "AccountId": A}, ("AwsIamUser", "eve")),
        ({"PrincipalName": "root", "PrincipalId": A}, None),
        ({"PrincipalName": ["eve"]}, None),
        ({}, None),
    ],
)
def test_whose_access_key_it_is(details, named):
    assert [(each.type, each.id) for each in resources(key(**details))] == ([named] if named else [])


def test_a_temporary_key_of_nobody_known():
    assert resources(key("ASIAIOSFODNN7EXAMPLE", UserName="eve")) == []
    assert resources({"Type": "AwsIamAccessKey", "Id": "AKIAIOSFODNN7EXAMPLE", "Details": None}) == []


def test_an_access_key_named_by_its_user_s_arn():
    arn = f"arn:aws:iam::{A}:user/eve"
    assert [(each.type, each.id) for each in resources(key(arn))] == [("AwsIamUser", arn)]


def test_access_analyzer_says_whose_the_resource_is():
    bucket = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::reports"}
    fields = {"ProductFields": {"ResourceOwnerAccount": B}}
    analyzer = f"{PRODUCTS}/aws/access-analyzer"
    assert resources(bucket, ProductArn=analyzer, **fields)[0].account == B
    assert resources(bucket, **fields)[0].account == A  # of another product it means nothing
    assert resources(bucket, ProductArn=analyzer, ProductFields={"ResourceOwnerAccount": 7})[0].account == A
