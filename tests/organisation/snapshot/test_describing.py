"""Describing an account, in process: what is changed shows, and nothing else."""

import io
import json
import zipfile

import pytest
from botocore.exceptions import ClientError

from c7n_reflex.errors import ReflexError
from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.snapshot import describe, difference

TRUST, RIGHTS = (
    json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Deny", "Action": "sts:AssumeRole", **more}],
        }
    )
    for more in ({"Principal": "*"}, {"Resource": "*"})
)
HOME, FAR, ACCOUNT = "us-east-1", "eu-west-1", "200000000001"


class Session:
    """As much of a boto3 session as `describe` uses."""

    def __init__(self, organisation, account=ACCOUNT):
        self._organisation, self._account = organisation, account

    def client(self, service, region_name, config):
        return self._organisation.client(service, self._account, region_name)


@pytest.fixture
def cloud(inprocess):
    return inprocess("moto_mends.performance", "moto_mends.sns", "resource_policies")


@pytest.fixture
def populated(cloud):
    """An account with a resource of most services, by name."""

    def client(name):
        return cloud.client(name, ACCOUNT, HOME)

    trust = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]})
    role = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    client("iam").create_user(UserName="u")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("f.py", "")
    client("lambda").create_function(
        FunctionName="f", Runtime="python3.11", Handler="f.f", Role=role, Code={"ZipFile": archive.getvalue()}
    )
    client("s3").create_bucket(Bucket="reports")
    topic = client("sns").create_topic(Name="t")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
    queue = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    client("events").put_rule(Name="rule", ScheduleExpression="rate(1 day)")
    client("dynamodb").create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    ec2 = client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    instance = ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, SecurityGroupIds=[group])
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    return {
        "topic": topic,
        "queue": queue,
        "key": key,
        "vpc": vpc,
        "group": group,
        "instance": instance["Instances"][0]["InstanceId"],
        "gateway": gateway,
    }


def changed_by(cloud, service, operation, **params):
    """Paths that differ after a call."""
    session = Session(cloud)
    before = describe(session, [HOME], [service])
    getattr(cloud.client(service, ACCOUNT, HOME), operation)(**params)
    return [change.path for change in difference(before, describe(session, [HOME], [service]))]


def test_two_descriptions_of_the_same_account_are_the_same(cloud, populated):
    session = Session(cloud)
    assert difference(describe(session, [HOME, FAR]), describe(session, [HOME, FAR])) == []


def test_regions_and_accounts_are_told_apart(cloud, populated):
    here = describe(Session(cloud), [HOME, FAR])
    assert sorted(here) == [FAR, "global", HOME]
    assert populated["group"] in here[HOME]["ec2"]["SecurityGroups"]
    assert populated["group"] not in here[FAR]["ec2"]["SecurityGroups"]
    assert list(here["global"]["s3"]["Buckets"]) == ["reports"]
    there = describe(Session(cloud, "200000000002"), [HOME])
    assert "Buckets" not in there["global"]["s3"]
    assert populated["group"] not in there[HOME]["ec2"]["SecurityGroups"]


def test_every_resource_is_described(cloud, populated):
    text = json.dumps(describe(Session(cloud), [HOME]))
    for name, identifier in populated.items():
        assert identifier in text, name


def test_a_security_group_rule(cloud, populated):
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    paths = changed_by(
        cloud,
        "ec2",
        "authorize_security_group_ingress",
        GroupId=populated["group"],
        IpPermissions=[rule],
    )
    assert len(paths) == 2  # the group's own list, and the list of rules
    assert all("SecurityGroup" in path for path in paths)
    assert any(populated["group"] in path for path in paths)


def test_a_gateway_that_is_attached(cloud, populated):
    gateway = populated["gateway"]
    (path,) = changed_by(
        cloud, "ec2", "attach_internet_gateway", InternetGatewayId=gateway, VpcId=populated["vpc"]
    )
    assert path == f"us-east-1/ec2/InternetGateways[{gateway}].Attachments"


@pytest.mark.parametrize(
    ("service", "operation", "params", "path"),
    [
        (
            "s3",
            "put_public_access_block",
            {"Bucket": "reports", "PublicAccessBlockConfiguration": {"BlockPublicAcls": True}},
            "global/s3/Buckets[reports].GetPublicAccessBlock",
        ),
        (
            "s3",
            "put_bucket_policy",
            {"Bucket": "reports", "Policy": '{"Version": "2012-10-17", "Statement": [{"Sid": "x"}]}'},
            "global/s3/Buckets[reports].GetBucketPolicy",
        ),
        (
            "s3",
            "put_object",
            {"Bucket": "reports", "Key": "k", "Body": b"1"},
            "global/s3/Buckets[reports].ListObjectsV2",
        ),
        (
            "iam",
            "update_assume_role_policy",
            {"RoleName": "r", "PolicyDocument": TRUST},
            "global/iam/RoleDetailList",
        ),
        (
            "iam",
            "put_role_policy",
            {"RoleName": "r", "PolicyName": "p", "PolicyDocument": RIGHTS},
            "global/iam/RoleDetailList",
        ),
        ("iam", "create_access_key", {"UserName": "u"}, "global/iam/UserDetailList"),
        (
            "lambda",
            "add_permission",
            {"FunctionName": "f", "StatementId": "s", "Action": "lambda:*", "Principal": "200000000002"},
            "us-east-1/lambda/Functions[f].GetPolicy",
        ),
        (
            "lambda",
            "update_function_configuration",
            {"FunctionName": "f", "Timeout": 60},
            "us-east-1/lambda/Functions[f]",
        ),
        (
            "events",
            "put_targets",
            {"Rule": "rule", "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:200000000001:q"}]},
            "us-east-1/events/EventBuses[default].ListRules.Rules[rule].ListTargetsByRule",
        ),
        ("dynamodb", "delete_table", {"TableName": "table"}, "us-east-1/dynamodb/TableNames"),
    ],
)
def test_what_a_call_changes(cloud, populated, service, operation, params, path):
    paths = changed_by(cloud, service, operation, **params)
    assert paths
    assert all(found.startswith(path) for found in paths), paths


def test_queues_and_topics(cloud, populated):
    queue, topic = populated["queue"], populated["topic"]
    attributes = {"Policy": json.dumps({"Statement": [{"Sid": "x", "Effect": "Allow"}]})}
    paths = changed_by(cloud, "sqs", "set_queue_attributes", QueueUrl=queue, Attributes=attributes)
    assert paths == [f"us-east-1/sqs/QueueUrls[{queue}].GetQueueAttributes.Attributes.Policy"]
    paths = changed_by(
        cloud,
        "sns",
        "set_topic_attributes",
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=attributes["Policy"],
    )
    assert paths
    start = f"us-east-1/sns/Topics[{topic}].GetTopicAttributes.Attributes.Policy"
    assert all(path.startswith(start) for path in paths)


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("sqs", "send_message", {"QueueUrl": "https://x/200000000001/q", "MessageBody": "m"}),
        ("sns", "publish", {"TopicArn": "arn:aws:sns:us-east-1:200000000001:t", "Message": "m"}),
        ("dynamodb", "put_item", {"TableName": "table", "Item": {"id": {"S": "1"}}}),
    ],
)
def test_data_is_not_state(cloud, populated, service, operation, params):
    assert changed_by(cloud, service, operation, **params) == []


def test_findings_on_request(inprocess):
    from tests.organisation.securityhub.test_asff import finding

    cloud = inprocess("securityhub")
    cloud.events = type("Bus", (), {"emit": lambda *_: None})()
    cloud.client("securityhub", ACCOUNT, HOME).enable_security_hub()
    cloud.client("securityhub", ACCOUNT, HOME).batch_import_findings(Findings=[finding()])
    assert list(describe(Session(cloud), [HOME], ["securityhub"])[HOME]["securityhub"]["Findings"]) == ["f-1"]
    assert "securityhub" not in describe(Session(cloud), [HOME])[HOME]


def test_more_than_a_page(cloud):
    client = cloud.client("sns", ACCOUNT, HOME)
    for number in range(120):
        client.create_topic(Name=f"t{number}")
    assert len(describe(Session(cloud), [HOME], ["sns"])[HOME]["sns"]["Topics"]) == 120


def test_who_may_not_look_gets_an_error_and_no_description_with_holes(cloud):
    def refuse(call):
        raise ApiError("AccessDenied", "no", status=403)

    cloud.operations.before("iam", "ListInstanceProfiles", refuse)
    with pytest.raises(ReflexError, match="AccessDenied") as raised:
        describe(Session(cloud), [HOME])
    assert isinstance(raised.value.__cause__, ClientError)


def test_a_service_that_no_table_has(cloud):
    with pytest.raises(ReflexError, match="braket"):
        describe(Session(cloud), [HOME], ["braket"])


def test_an_empty_account_takes_a_hundred_and_some_calls(cloud):
    # At 3 to 4 ms a call it is this number that keeps a description below half a second.
    calls = []
    cloud.operations.observe(lambda call, _: calls.append((call.service, call.operation)))
    describe(Session(cloud), [HOME])
    assert 80 < len(calls) <= 135


@pytest.mark.organisation
def test_over_http(organisation):
    session = organisation.session("200000000010", HOME)
    iam = organisation.session("200000000010", HOME).client("iam")
    before = describe(session, [HOME, FAR])
    iam.create_user(UserName="described")
    (change,) = difference(before, describe(session, [HOME, FAR]))
    assert change.path == "global/iam/UserDetailList"
    iam.delete_user(UserName="described")
    assert difference(before, describe(session, [HOME, FAR])) == []
