"""Whole events, of real calls on the organisation."""

from __future__ import annotations

import json
import re

import pytest
from botocore.exceptions import ClientError

from tests.organisation.cloudtrail.conftest import ACCOUNT, Recorder

_TRUST = '{"Version": "2012-10-17", "Statement": []}'


def test_envelope_and_record_of_a_call(recorder: Recorder) -> None:
    recorder.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    ((account, region, event),) = recorder.emitted
    detail = event["detail"]
    assert (account, region) == (ACCOUNT, "eu-west-1")
    assert {
        key: event[key] for key in ("version", "source", "detail-type", "account", "region", "resources")
    } == {
        "version": "0",
        "source": "aws.ec2",
        "detail-type": "AWS API Call via CloudTrail",
        "account": ACCOUNT,
        "region": "eu-west-1",
        "resources": [],
    }
    assert event["id"] == detail["eventID"]
    assert event["time"] == detail["eventTime"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"])
    assert detail["requestParameters"] == {"cidrBlock": "10.0.0.0/16"}
    assert detail["responseElements"]["vpc"]["cidrBlock"] == "10.0.0.0/16"
    assert {key: detail[key] for key in ("eventType", "readOnly", "managementEvent", "eventCategory")} == {
        "eventType": "AwsApiCall",
        "readOnly": False,
        "managementEvent": True,
        "eventCategory": "Management",
    }
    assert detail["recipientAccountId"] == ACCOUNT
    assert detail["userIdentity"]["type"] == "Root"
    assert "errorCode" not in detail
    assert json.loads(json.dumps(event)) == event


def test_each_event_has_an_id_of_its_own(recorder: Recorder) -> None:
    for _ in range(2):
        recorder.client("ec2").create_internet_gateway()
    assert len({event["id"] for _, _, event in recorder.emitted}) == 2
    assert len({event["detail"]["requestID"] for _, _, event in recorder.emitted}) == 2


def test_reads_and_data_calls_are_not_delivered(recorder: Recorder) -> None:
    recorder.client("ec2").describe_vpcs()
    recorder.client("s3", "us-east-1").create_bucket(Bucket="objects")
    recorder.client("s3", "us-east-1").put_object(Bucket="objects", Key="k", Body=b"x")
    topic = recorder.client("sns").create_topic(Name="t")["TopicArn"]
    recorder.client("sns").publish(TopicArn=topic, Message="m")
    assert recorder.names() == ["CreateBucket", "CreateTopic"]
    assert "DescribeVpcs" in [event["detail"]["eventName"] for event in recorder.trail(reads="true")]
    assert "Publish" not in [event["detail"]["eventName"] for event in recorder.trail(reads="true")]


def test_assume_role_is_recorded_and_not_delivered(recorder: Recorder) -> None:
    role = recorder.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=_TRUST)["Role"]["Arn"]
    recorder.client("sts").assume_role(RoleArn=role, RoleSessionName="ada")
    assert "AssumeRole" not in recorder.names()
    (event,) = recorder.trail(reads="true", event_name="AssumeRole")
    assert event["detail"]["readOnly"] is True
    credentials = event["detail"]["responseElements"]["credentials"]
    assert credentials["accessKeyId"].startswith("ASIA")
    assert set(credentials.values()) & {"HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert not set(credentials) - {"accessKeyId", "expiration", "secretAccessKey", "sessionToken"}
    assert credentials["secretAccessKey"] == credentials["sessionToken"] == "HIDDEN_DUE_TO_SECURITY_REASONS"


def test_failed_calls_carry_the_error_and_no_response(recorder: Recorder) -> None:
    ec2 = recorder.client("ec2")
    group = ec2.create_security_group(GroupName="g", Description="d")["GroupId"]
    rule = {"GroupId": group, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}
    ec2.authorize_security_group_ingress(**rule)
    assert "errorCode" not in recorder.detail("AuthorizeSecurityGroupIngress")
    with pytest.raises(ClientError):
        ec2.authorize_security_group_ingress(**rule)
    failed = recorder.detail("AuthorizeSecurityGroupIngress")
    assert failed["errorCode"] == "Client.InvalidPermission.Duplicate"
    assert failed["errorMessage"]
    assert failed["responseElements"] is None
    assert failed["requestParameters"]["cidrIp"] == "0.0.0.0/0"


def test_errors_of_other_services(recorder: Recorder) -> None:
    with pytest.raises(ClientError):
        recorder.client("s3").put_bucket_policy(Bucket="absent", Policy=_TRUST)
    with pytest.raises(ClientError):
        recorder.client("iam").delete_role(RoleName="absent")
    assert recorder.detail("PutBucketPolicy")["errorCode"] == "NoSuchBucket"
    assert recorder.detail("DeleteRole")["errorCode"] == "NoSuchEntityException"


def test_a_call_by_a_service_names_it(recorder: Recorder) -> None:
    recorder.client("ec2", principal="cloudformation.amazonaws.com").create_internet_gateway()
    detail = recorder.detail("CreateInternetGateway")
    assert detail["userIdentity"] == {"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"}
    assert detail["sourceIPAddress"] == detail["userAgent"] == "cloudformation.amazonaws.com"


def test_secrets_of_real_calls_are_nowhere_in_the_events(recorder: Recorder) -> None:
    recorder.client("iam").create_user(UserName="ada")
    key = recorder.client("iam").create_access_key(UserName="ada")["AccessKey"]
    recorder.client("iam").create_login_profile(UserName="ada", Password="Secret123!")
    recorder.client("ssm").put_parameter(Name="p", Value="Secret123!", Type="SecureString")
    recorder.client("secretsmanager").create_secret(Name="s", SecretString="Secret123!")
    pair = recorder.client("ec2").create_key_pair(KeyName="k")
    text = json.dumps([*recorder.emitted, recorder.trail()])
    for secret in ("Secret123!", key["SecretAccessKey"], pair["KeyMaterial"][40:80]):
        assert secret not in text
    assert key["AccessKeyId"] in text
    assert recorder.detail("PutParameter")["requestParameters"]["value"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert "password" not in recorder.detail("CreateLoginProfile")["requestParameters"]


def test_lookup_events(recorder: Recorder) -> None:
    ec2, trail = recorder.client("ec2"), recorder.client("cloudtrail")
    gateways = [ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"] for _ in range(3)]
    ec2.describe_internet_gateways()
    by_name = [{"AttributeKey": "EventName", "AttributeValue": "CreateInternetGateway"}]
    pages = [
        page["Events"]
        for page in trail.get_paginator("lookup_events").paginate(
            LookupAttributes=by_name, PaginationConfig={"PageSize": 2}
        )
    ]
    assert [len(page) for page in pages] == [2, 1]
    newest = json.loads(pages[0][0]["CloudTrailEvent"])
    assert newest["responseElements"]["internetGateway"]["internetGatewayId"] == gateways[-1]
    assert pages[0][0]["Username"] == "root"
    reads = [{"AttributeKey": "ReadOnly", "AttributeValue": "true"}]
    names = {event["EventName"] for event in trail.lookup_events(LookupAttributes=reads)["Events"]}
    assert "DescribeInternetGateways" in names
    assert "CreateInternetGateway" not in names
    named = [{"AttributeKey": "ResourceName", "AttributeValue": gateways[0]}]
    assert len(trail.lookup_events(LookupAttributes=named)["Events"]) == 1


def test_lookup_events_sees_one_account_and_region(recorder: Recorder) -> None:
    recorder.client("ec2").create_internet_gateway()
    names = lambda client: [event["EventName"] for event in client.lookup_events()["Events"]]  # noqa: E731
    assert "CreateInternetGateway" in names(recorder.client("cloudtrail"))
    assert "CreateInternetGateway" not in names(recorder.client("cloudtrail", "us-east-1"))
    assert "CreateInternetGateway" not in names(recorder.client("cloudtrail", account="200000000002"))


@pytest.mark.parametrize(
    ("params", "code"),
    [
        (
            {"LookupAttributes": [{"AttributeKey": "ResourceType", "AttributeValue": "x"}]},
            "InvalidLookupAttributes",
        ),
        ({"NextToken": "made up"}, "InvalidNextToken"),
    ],
)
def test_lookup_events_refuses_what_it_cannot_answer(recorder: Recorder, params: dict, code: str) -> None:
    with pytest.raises(ClientError, match=code):
        recorder.client("cloudtrail").lookup_events(**params)


def test_a_session_is_the_caller(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    role = recorder.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=_TRUST)["Role"]["Arn"]
    keys = recorder.client("sts").assume_role(RoleArn=role, RoleSessionName="ada")["Credentials"]
    session = recorder.organisation.gateway._identities.principal(keys["AccessKeyId"])
    monkeypatch.setattr("c7n_reflex.organisation.loopback.root", lambda *_: session)
    recorder.organisation.clients.clear()
    recorder.client("ec2").create_internet_gateway()
    identity = recorder.detail("CreateInternetGateway")["userIdentity"]
    assert identity["type"] == "AssumedRole"
    assert identity["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/r/ada"
    assert identity["sessionContext"]["sessionIssuer"]["arn"] == role
