"""Findings that products send by themselves."""

from __future__ import annotations

import pytest

from c7n_reflex.events.findings import MalformedFindingError, Named
from c7n_reflex.events.findings.native import is_native, parse
from tests.events.findings.samples import (
    REGION,
    A,
    B,
    access_analyzer,
    config,
    event,
    guardduty,
    inspector,
    macie,
    native,
)

BUCKET = "arn:aws:s3:::reports"
INSTANCE = {"resourceType": "Instance", "instanceDetails": {"instanceId": "i-1"}}
EVERY = [guardduty(INSTANCE), access_analyzer(), macie(), inspector(), config()]


def said(found):
    return (found.product, found.format, found.account, found.region, found.severity, found.generator)


def state(found):
    return (found.record_state, found.workflow, found.compliance)


def test_guardduty():
    found = parse(guardduty(INSTANCE))
    assert said(found) == ("guardduty", "guardduty", A, REGION, "HIGH", "d")
    assert found.id == f"arn:aws:guardduty:{REGION}:{A}:detector/d/finding/f"
    assert (found.title, found.updated_at) == ("Called from a bad place", "2026-11-24T15:00:00.000Z")
    assert found.types == ("UnauthorizedAccess:IAMUser/MaliciousIPCaller",)
    assert found.resources == (Named("AwsEc2Instance", "i-1", A, REGION),)
    assert (state(found), found.product_arn) == (("ACTIVE", "NEW", ""), "")
    assert state(parse(guardduty(INSTANCE, service={"archived": True}))) == ("ARCHIVED", "NEW", "")
    assert state(parse(guardduty(INSTANCE, service={"archived": "yes"}))) == ("ACTIVE", "NEW", "")


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (0.5, "INFORMATIONAL"),
        (1, "LOW"),
        (3.9, "LOW"),
        (4, "MEDIUM"),
        (7, "HIGH"),
        (9, "CRITICAL"),
        ("8", ""),
    ],
)
def test_the_severity_of_guardduty(score, label):
    assert parse(guardduty(INSTANCE, severity=score)).severity == label


LAMBDA, DATABASE, CLUSTER = (
    f"arn:aws:{each}"
    for each in (f"lambda:{REGION}:{A}:function:f", f"rds:{REGION}:{A}:db:d", f"eks:{REGION}:{A}:cluster/c")
)


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        ({"lambdaDetails": {"functionArn": LAMBDA}}, [("AwsLambdaFunction", LAMBDA)]),
        ({"rdsDbInstanceDetails": {"dbInstanceArn": DATABASE}}, [("AwsRdsDbInstance", DATABASE)]),
        ({"rdsDbInstanceDetails": {"dbInstanceIdentifier": "d"}}, [("AwsRdsDbInstance", "d")]),
        ({"eksClusterDetails": {"arn": CLUSTER, "name": "c"}}, [("AwsEksCluster", CLUSTER)]),
        (
            {"s3BucketDetails": [{"arn": BUCKET}, {"name": "two"}]},
            [("AwsS3Bucket", BUCKET), ("AwsS3Bucket", "two")],
        ),
        ({"accessKeyDetails": {"userType": "IAMUser", "userName": "eve"}}, [("AwsIamUser", "eve")]),
        ({"accessKeyDetails": {"userType": "AssumedRole", "userName": "ci"}}, [("AwsIamRole", "ci")]),
        ({"accessKeyDetails": {"userType": "Root", "userName": "Root"}}, []),
        ({"accessKeyDetails": {"userType": "Role", "userName": ""}}, []),
        ({"Resource": {}, "InstanceDetails": {"InstanceId": "i-1"}}, [("AwsEc2Instance", "i-1")]),
        (
            {"instanceDetails": [], "s3BucketDetails": {"arn": BUCKET}, "lambdaDetails": {"functionArn": 1}},
            [],
        ),
        (None, []),
    ],
)
def test_what_guardduty_names(resource, named):
    assert [(each.type, each.id) for each in parse(guardduty(resource)).resources] == named


def test_the_access_key_itself_is_kept():
    details = {"userType": "IAMUser", "userName": "eve", "accessKeyId": "AKIA1"}
    (found,) = parse(guardduty({"accessKeyDetails": details})).resources
    assert found.details == {"access_key_id": "AKIA1"}


def test_keys_as_the_api_spells_them():
    detail = {key[:1].upper() + key[1:]: value for key, value in guardduty(INSTANCE)["detail"].items()}
    found = parse(native("GuardDuty Finding", "aws.guardduty", detail))
    assert said(found) == ("guardduty", "guardduty", A, REGION, "HIGH", "d")
    assert found.resources


def test_what_an_attack_sequence_names():
    listed = [
        {"resourceType": "S3_BUCKET", "uid": BUCKET, "accountId": B, "region": "eu-north-1"},
        {
            "resourceType": "ACCESS_KEY",
            "uid": "AKIA1",
            "data": {"accessKey": {"userName": "eve", "userType": "IAMUser"}},
        },
        {"resourceType": "CONTAINER", "uid": "c"},
    ]
    service = {"detection": {"sequence": {"resources": listed}}}
    found = parse(guardduty({"resourceType": "AttackSequence"}, service=service)).resources
    assert found == (
        Named("AwsS3Bucket", BUCKET, B, "eu-north-1"),
        Named("AwsIamUser", "eve", A, REGION, {"access_key_id": "AKIA1"}),
    )


def test_access_analyzer():
    found = parse(access_analyzer())
    analyzer = f"arn:aws:access-analyzer:{REGION}:{A}:analyzer/all"
    assert said(found) == ("iam access analyzer", "access-analyzer", A, REGION, "", analyzer)
    assert (found.id, found.title) == ("22222222-dcba", f"{BUCKET} is open to everybody")
    assert found.resources == (Named("AwsS3Bucket", BUCKET, A, REGION),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("ACTIVE", "NEW", "")),
        ({"status": "ARCHIVED"}, ("ARCHIVED", "NEW", "")),
        ({"status": "RESOLVED"}, ("ACTIVE", "RESOLVED", "")),
        ({"isDeleted": True}, ("ARCHIVED", "NEW", "")),
    ],
)
def test_the_state_of_access_analyzer(fields, expected):
    assert state(parse(access_analyzer(**fields))) == expected


def test_the_owner_that_access_analyzer_states():
    assert parse(access_analyzer(resourceOwnerAccount=B)).resources[0].account == B
    assert parse(access_analyzer(resourceOwnerAccount=["x"])).resources[0].account == A


def test_macie():
    found = parse(macie())
    assert said(found) == ("macie", "macie", A, REGION, "HIGH", "aws/macie")
    assert found.resources == (Named("AwsS3Bucket", BUCKET, A, REGION, {"object_key": "2026/people.csv"}),)
    assert state(found) == ("ACTIVE", "NEW", "")
    assert state(parse(macie(archived=True))) == ("ARCHIVED", "NEW", "")
    assert parse(macie(resourcesAffected={"s3Bucket": {"name": "reports"}})).resources[0].details == {}
    assert parse(macie(resourcesAffected=[])).resources == ()


def test_inspector():
    found = parse(inspector())
    assert said(found) == ("inspector", "inspector2", A, "us-east-1", "MEDIUM", "aws/inspector")
    assert found.resources == (Named("AwsEc2Instance", "i-1", A, REGION),)
    assert found.updated_at == "2026-11-24T15:00:00.936Z"
    assert parse(inspector(updatedAt="2026-11-24T15:00:00Z")).updated_at == "2026-11-24T15:00:00Z"
    assert parse(inspector(severity="UNTRIAGED")).severity == ""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("ACTIVE", ("ACTIVE", "NEW")),
        ("CLOSED", ("ARCHIVED", "NEW")),
        ("SUPPRESSED", ("ACTIVE", "SUPPRESSED")),
    ],
)
def test_the_state_of_inspector(status, expected):
    assert state(parse(inspector(status=status)))[:2] == expected


@pytest.mark.parametrize(
    ("compliance", "expected"),
    [("NON_COMPLIANT", "FAILED"), ("COMPLIANT", "PASSED"), ("NOT_APPLICABLE", "NOT_AVAILABLE")],
)
def test_config(compliance, expected):
    found = parse(config(compliance))
    rule = f"arn:aws:config:{REGION}:{A}:config-rule/config-rule-1"
    assert said(found) == ("config", "config", A, REGION, "", rule)
    assert state(found) == ("ACTIVE", "NEW", expected)
    assert (found.id, found.title) == (f"{rule}/AWS::EC2::SecurityGroup/sg-1", "no-open-groups")
    assert found.updated_at == "2026-11-24T15:00:00.685Z"
    assert found.resources == (Named("AwsEc2SecurityGroup", "sg-1", A, REGION),)


def test_a_queue_that_config_names_by_its_url():
    url = f"https://sqs.{REGION}.amazonaws.com/{B}/jobs"
    (found,) = parse(config(resourceType="AWS::SQS::Queue", resourceId=url)).resources
    assert (found.type, found.id, found.account) == ("AwsSqsQueue", url, B)


@pytest.mark.parametrize("given", EVERY)
def test_the_account_and_region_of_the_event_do_if_the_finding_has_none(given):
    bare = {
        key: value
        for key, value in given["detail"].items()
        if key.lower() not in ("accountid", "awsaccountid", "region", "awsregion")
    }
    found = parse({**given, "account": B, "region": "eu-north-1", "detail": bare})
    assert (found.account, found.region) == (B, "eu-north-1")


@pytest.mark.parametrize("given", EVERY)
def test_only_the_product_may_send_it(given):
    assert is_native(given)
    for source in ("custom.guardduty", "aws.securityhub", None, ["aws.guardduty"]):
        with pytest.raises(MalformedFindingError, match="is not from aws"):
            parse({**given, "source": source})


@pytest.mark.parametrize("given", EVERY)
def test_no_finding(given):
    for detail in (None, [], {}, "x"):
        with pytest.raises(MalformedFindingError):
            parse({**given, "detail": detail})
    with pytest.raises(MalformedFindingError, match="no id"):
        ids = ("id", "arn", "findingArn", "resourceId")
        parse({**given, "detail": {key: value for key, value in given["detail"].items() if key not in ids}})


def test_an_event_of_another_type():
    assert not is_native(event())
    for given in (event(), {}, None, {"detail-type": ["GuardDuty Finding"]}):
        with pytest.raises(MalformedFindingError, match="has no finding"):
            parse(given)
