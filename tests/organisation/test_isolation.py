"""An account's credentials neither see nor change what another account has."""

import json

import pytest
from botocore.exceptions import ClientError

HOME = "us-east-1"
OWNER, OTHER = "200000000001", "200000000002"


@pytest.fixture
def cloud(inprocess):
    return inprocess("moto_mends.sns", "resource_policies")


def seen(client, operation, *path, **params):
    found = getattr(client, operation)(**params)
    for step in path:
        found = found.get(step, []) if isinstance(found, dict) else [item[step] for item in found]
    return found


def refused(client, operation, **params):
    with pytest.raises(ClientError) as raised:
        getattr(client, operation)(**params)
    return raised.value.response["Error"]["Code"]


def test_ec2(cloud):
    own, other = (cloud.client("ec2", account, HOME) for account in (OWNER, OTHER))
    group = own.create_security_group(GroupName="g", Description="d")["GroupId"]
    instance = own.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    assert group in seen(own, "describe_security_groups", "SecurityGroups", "GroupId")
    assert group not in seen(other, "describe_security_groups", "SecurityGroups", "GroupId")
    assert seen(other, "describe_instances", "Reservations") == []
    assert refused(other, "delete_security_group", GroupId=group) == "InvalidGroup.NotFound"
    assert refused(other, "terminate_instances", InstanceIds=[instance]) == "InvalidInstanceID.NotFound"
    vpcs = [set(seen(client, "describe_vpcs", "Vpcs", "VpcId")) for client in (own, other)]
    assert not vpcs[0] & vpcs[1]


def test_s3(cloud):
    own, other = (cloud.client("s3", account, HOME) for account in (OWNER, OTHER))
    own.create_bucket(Bucket="reports")
    assert seen(other, "list_buckets", "Buckets") == []
    block = {"PublicAccessBlockConfiguration": {"BlockPublicAcls": False}}
    assert refused(other, "put_public_access_block", Bucket="reports", **block) == "AccessDenied"
    assert refused(other, "get_bucket_policy", Bucket="reports") == "MethodNotAllowed"
    assert refused(other, "delete_bucket", Bucket="reports") == "AccessDenied"
    assert seen(own, "list_buckets", "Buckets", "Name") == ["reports"]


def test_sqs(cloud):
    own, other = (cloud.client("sqs", account, HOME) for account in (OWNER, OTHER))
    url = own.create_queue(QueueName="q")["QueueUrl"]
    own.send_message(QueueUrl=url, MessageBody="m")
    assert seen(other, "list_queues", "QueueUrls") == []
    assert refused(other, "receive_message", QueueUrl=url) == "AccessDenied"
    assert refused(other, "delete_queue", QueueUrl=url) == "AccessDenied"
    assert len(own.receive_message(QueueUrl=url)["Messages"]) == 1


def test_sns(cloud):
    own, other = (cloud.client("sns", account, HOME) for account in (OWNER, OTHER))
    arn = own.create_topic(Name="t")["TopicArn"]
    assert seen(other, "list_topics", "Topics") == []
    assert refused(other, "delete_topic", TopicArn=arn) == "AuthorizationError"
    change = {"AttributeName": "DisplayName", "AttributeValue": "x"}
    assert refused(other, "set_topic_attributes", TopicArn=arn, **change) == "AuthorizationError"
    assert seen(own, "list_topics", "Topics", "TopicArn") == [arn]


def test_iam(cloud):
    own, other = (cloud.client("iam", account, HOME) for account in (OWNER, OTHER))
    own.create_user(UserName="u")
    trust = {"Effect": "Allow", "Principal": {"AWS": OWNER}, "Action": "sts:AssumeRole"}
    own.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    assert seen(other, "list_users", "Users") == []
    assert refused(other, "get_role", RoleName="r") == "NoSuchEntity"
    assert refused(other, "delete_user", UserName="u") == "NoSuchEntity"


def test_dynamodb(cloud):
    own, other = (cloud.client("dynamodb", account, HOME) for account in (OWNER, OTHER))
    own.create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert seen(other, "list_tables", "TableNames") == []
    item = {"id": {"S": "1"}}
    assert refused(other, "put_item", TableName="t", Item=item) == "ResourceNotFoundException"
    assert refused(other, "delete_table", TableName="t") == "ResourceNotFoundException"


def test_lambda(cloud):
    own, other = (cloud.client("lambda", account, HOME) for account in (OWNER, OTHER))
    role = cloud.client("iam", OWNER, HOME).create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]
    arn = own.create_function(
        FunctionName="f", Runtime="python3.11", Handler="f.f", Role=role["Arn"], Code={"ZipFile": b"zip"}
    )["FunctionArn"]
    assert seen(other, "list_functions", "Functions") == []
    assert refused(other, "delete_function", FunctionName="f") == "ResourceNotFoundException"
    assert refused(other, "delete_function", FunctionName=arn) == "AccessDeniedException"
    assert seen(own, "list_functions", "Functions", "FunctionArn") == [arn]


def test_sessions_of_a_role_are_in_the_roles_account(cloud):
    trust = {"Effect": "Allow", "Principal": {"AWS": OWNER}, "Action": "sts:AssumeRole"}
    iam = cloud.client("iam", OTHER, HOME)
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))["Role"]
    sts = cloud.client("sts", OWNER, HOME)
    keys = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="session")["Credentials"]
    principal = cloud.gateway._identities.principal(keys["AccessKeyId"])
    assert (principal.account, principal.issuer_arn) == (OTHER, role["Arn"])


@pytest.mark.organisation
def test_over_http_with_credentials_of_a_role(organisation):
    own, other = (organisation.session(account, HOME) for account in (OWNER, OTHER))
    url = own.client("sqs").create_queue(QueueName="isolated")["QueueUrl"]
    assert refused(other.client("sqs"), "send_message", QueueUrl=url, MessageBody="m") == "AccessDenied"
    assert other.client("sts").get_caller_identity()["Account"] == OTHER
    role = f"arn:aws:iam::{OWNER}:role/OrganizationAccountAccessRole"
    params = {"RoleArn": role, "RoleSessionName": "intruder"}
    assert refused(other.client("sts"), "assume_role", **params) == "AccessDenied"
    own.client("sqs").delete_queue(QueueUrl=url)
