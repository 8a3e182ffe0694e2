"""What moto's CloudFormation does with small templates, as JSON; run with `mended` or without an argument.

A process of its own for each, as mends hold for the whole process.
"""

from __future__ import annotations

import json
import sys
import textwrap
import warnings
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

TYPES = """
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties: {Queues: [!Ref Queue], PolicyDocument: {Statement: [{Sid: queue}]}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties: {Topics: [!Ref Topic], PolicyDocument: {Statement: [{Sid: topic}]}}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: email, Endpoint: a@example.com}
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: bucket}}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties: {Bucket: !Ref Bucket, PolicyDocument: {Statement: [{Sid: bucket}]}}
  BusPolicy:
    Type: AWS::Events::EventBusPolicy
    Properties:
      StatementId: bus
      Statement: {Effect: Allow, Principal: "*", Action: events:PutEvents, Resource: "*"}
"""

PARAMETERS = """
Parameters:
  Names: {Type: CommaDelimitedList, Default: "a,b"}
  Suffix: {Type: String, Default: one}
  Switch: {Type: String, Default: "on"}
Conditions:
  IsOff: !Equals [!Ref Switch, "off"]
  IsOn: !Not [!Condition IsOff]
Resources:
  Substituted:
    Type: AWS::SSM::Parameter
    Properties: {Name: substituted, Type: String, Value: !Sub "value-${Suffix}"}
  Joined:
    Type: AWS::SSM::Parameter
    Properties: {Name: joined, Type: String, Value: !Join ["-", !Ref Names]}
  Queue: {Type: AWS::SQS::Queue, Condition: IsOn, Properties: {QueueName: conditional}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument: {Statement: [{Sid: one}, !If [IsOff, {Sid: two}, !Ref "AWS::NoValue"]]}
"""

DETAILS = """
Parameters:
  Version: {Type: String}
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: p
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Sid: !Ref Version, Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*"}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument: {Statement: [{Sid: !Ref Version}]}
      ManagedPolicyArns: [!Ref Policy]
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: t
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: q, MessageRetentionPeriod: !If [IsTwo, 7200, 3600]}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: t, DisplayName: !Ref Version}
Conditions:
  IsTwo: !Equals [!Ref Version, two]
"""

ALARMS = """
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: a
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt Queue.QueueName}]
      Statistic: Maximum
      Period: 300
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 7
      TreatMissingData: notBreaching
  Dashboard:
    Type: AWS::CloudWatch::Dashboard
    Properties: {DashboardName: d, DashboardBody: !Sub "${Alarm.Arn}"}
"""

BROKEN = """
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: fine}}
  Bad: {Type: AWS::SQS::Queue, Properties: {QueueName: "no good"}}
"""


def client(service: str) -> Any:
    """A client of moto."""
    return boto3.client(
        service, region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )


def put(call: str, name: str, template: str, **parameters: str) -> str:
    """Create or update a stack; "ok" or the error."""
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    operation = getattr(client("cloudformation"), call)
    try:
        operation(StackName=name, TemplateBody=textwrap.dedent(template), Parameters=given)
    except ClientError as error:
        return str(error)
    return "ok"


def statement_ids(document: Any) -> list[Any]:
    """Sids of a policy document, which may be JSON text or missing."""
    document = json.loads(document) if isinstance(document, str) else document
    return [each and each.get("Sid") for each in (document or {}).get("Statement", [])]


def of_types() -> dict[str, Any]:
    """Types that moto does not know."""
    put("create_stack", "types", TYPES)
    url = client("sqs").get_queue_url(QueueName="q")["QueueUrl"]
    queue = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    topic = "arn:aws:sns:us-east-1:123456789012:t"
    bus = client("events").describe_event_bus(Name="default")
    subscriptions = client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    attributes = client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    facts = {
        "queue policy": statement_ids(queue.get("Policy")),
        "topic policy": statement_ids(attributes["Policy"]),
        "subscriptions": [each["Endpoint"] for each in subscriptions],
        "bus policy": statement_ids(bus.get("Policy")),
        "bucket policy": statement_ids(bucket_policy("bucket")),
    }
    client("cloudformation").delete_stack(StackName="types")
    bus = client("events").describe_event_bus(Name="default")
    return {**facts, "bus policy of a deleted stack": statement_ids(bus.get("Policy"))}


def of_parameters() -> dict[str, Any]:
    """Parameters and conditions, in a new stack and in updates."""
    others = PARAMETERS.replace("{Name: ", "{Name: d-").replace("RoleName: r", "RoleName: d")
    put("create_stack", "defaults", others, Switch="off")
    negated, joined = queues(), value("d-joined")
    listed = client("cloudformation").describe_stack_resources(StackName="defaults")["StackResources"]
    put("create_stack", "parameters", PARAMETERS, Names="a,b")
    described = client("cloudformation").describe_stacks(StackName="parameters")["Stacks"][0]["Parameters"]
    names = next(each["ParameterValue"] for each in described if each["ParameterKey"] == "Names")
    facts: dict[str, Any] = {
        "list parameter as described": names,
        "trust with NoValue": trust("r"),
        "negated condition": negated,
        "resources without the absent one": len(listed),
        "default of a list": joined,
        "same again": put("update_stack", "parameters", PARAMETERS, Names="a,b")[-40:],
    }
    put("update_stack", "parameters", PARAMETERS, Names="a,b", Suffix="two")
    facts["Sub of a changed parameter"] = value("substituted")
    facts["after off"] = put("update_stack", "parameters", PARAMETERS, Names="a,b", Switch="off") and queues()
    facts["If of a changed parameter"] = trust("r")
    facts["after on"] = put("update_stack", "parameters", PARAMETERS, Names="a,b", Switch="on") and queues()
    return facts


def bucket_policy(bucket: str) -> str | None:
    """A bucket's policy, or None."""
    try:
        return str(client("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError:
        return None


def value(name: str) -> str:
    """Value of an SSM parameter."""
    try:
        return str(client("ssm").get_parameter(Name=name)["Parameter"]["Value"])
    except ClientError as error:
        return str(error.response["Error"]["Code"])


def trust(role: str) -> list[Any]:
    """Sids of a role's trust policy."""
    return statement_ids(client("iam").get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"])


def queues() -> list[str]:
    """Names of all queues."""
    return [url.rsplit("/", 1)[-1] for url in client("sqs").list_queues().get("QueueUrls", [])]


def of_details() -> dict[str, Any]:
    """Properties of roles, policies, tables, queues and topics, and their updates."""
    put("create_stack", "details", DETAILS, Version="one")
    iam, dynamodb = client("iam"), client("dynamodb")
    attached = iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"]
    ttl = dynamodb.describe_time_to_live(TableName="t")["TimeToLiveDescription"]
    backups = dynamodb.describe_continuous_backups(TableName="t")["ContinuousBackupsDescription"]
    topic = "arn:aws:sns:us-east-1:123456789012:t"
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
    facts = {
        "attached": [each["PolicyName"] for each in attached],
        "time to live": ttl["TimeToLiveStatus"],
        "recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
    }
    put("update_stack", "details", DETAILS, Version="two")
    policy = "arn:aws:iam::123456789012:policy/p"
    version = iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=policy, VersionId=version)["PolicyVersion"]["Document"]
    url = client("sqs").get_queue_url(QueueName="q")["QueueUrl"]
    queue = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    subscriptions = client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return {
        **facts,
        "updated trust": trust("r"),
        "updated policy": statement_ids(document),
        "updated queue": queue["MessageRetentionPeriod"],
        "updated topic": client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"],
        "subscriptions of an updated topic": [each["Endpoint"] for each in subscriptions],
    }


def of_failures() -> dict[str, Any]:
    """A stack with a resource that cannot be created."""
    answer = put("create_stack", "broken", BROKEN)
    cloudformation = client("cloudformation")
    status = cloudformation.describe_stacks(StackName="broken")["Stacks"][0]["StackStatus"]
    events = cloudformation.describe_stack_events(StackName="broken")["StackEvents"]
    failed = [each["ResourceStatusReason"] for each in events if each["ResourceStatus"] == "CREATE_FAILED"]
    reason = failed[0][:29] if failed else ""
    return {"answer": answer[:12], "status": status, "reason": reason, "left behind": "fine" in queues()}


def of_alarms() -> dict[str, Any]:
    """Alarms, a dashboard that names one, and resources that were deleted by hand."""
    put("create_stack", "alarms", ALARMS)
    created, shown = alarms(), dashboard()
    put("update_stack", "alarms", ALARMS.replace("Threshold: 7", "Threshold: 8"))
    updated = alarms()
    url = client("sqs").get_queue_url(QueueName="q")["QueueUrl"]
    client("sqs").delete_queue(QueueUrl=url)
    client("sns").delete_topic(TopicArn="arn:aws:sns:us-east-1:123456789012:t")
    deletion = deleted("alarms")
    vpc = "Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}}"
    put("create_stack", "used", vpc)
    ec2 = client("ec2")
    [made] = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.9.0.0/16"]}])["Vpcs"]
    ec2.create_route_table(VpcId=made["VpcId"])
    return {
        "alarm": created,
        "alarm that a dashboard names": shown,
        "updated alarm": updated,
        "deletion of what is gone": deletion,
        "deletion of what is in use": deleted("used"),
        "alarms of a deleted stack": alarms(),
    }


def deleted(stack: str) -> str:
    """Delete a stack; "ok" or the error's code."""
    try:
        client("cloudformation").delete_stack(StackName=stack)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "ok"


def alarms() -> list[Any]:
    """Name, queue, threshold and missing data of all alarms."""
    found = client("cloudwatch").describe_alarms()["MetricAlarms"]
    return [
        [each["AlarmName"], each["Dimensions"][0]["Value"], each["Threshold"], each["TreatMissingData"]]
        for each in found
    ]


def dashboard() -> str:
    """The dashboard's body, or the error's code."""
    try:
        return str(client("cloudwatch").get_dashboard(DashboardName="d")["DashboardBody"])
    except ClientError as error:
        return str(error.response["Error"]["Code"])


def main() -> None:
    """Print all facts."""
    warnings.simplefilter("ignore")
    if "mended" in sys.argv:
        from c7n_reflex.organisation.moto_mends import cloudformation

        cloudformation.install(None)  # type: ignore[arg-type]
    facts: dict[str, Any] = {}
    for part in (of_types, of_parameters, of_details, of_failures, of_alarms):
        with mock_aws():
            facts |= part()
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main()
