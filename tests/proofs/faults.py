"""Misconfigurations in the embedded organisation, each of which a deployed policy undoes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from c7n_reflex import settings
from c7n_reflex.organisation.client import OrganisationClient

REGION, MEMBER, CORE = "us-east-1", "payments-prod", "core-compliance"
OPEN = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


@dataclass(frozen=True)
class Kind:
    """A policy and what it undoes. The call `mended_by` makes the change."""

    policy: str
    file: str
    runs_in: str  # account's name
    mended_by: str  # eventName in CloudTrail

    @property
    def function(self) -> str:
        """The policy's function."""
        return f"custodian-{self.policy}"


GROUP = Kind(
    "security-group-open-to-world",
    "policies/cloudtrail/security_group_open_to_world.yml",
    MEMBER,
    "RevokeSecurityGroupIngress",
)
BUCKET = Kind(
    "bucket-policy-public",
    "policies/cloudtrail/bucket_policy_public.yml",
    CORE,
    "DeleteBucketPolicy",
)
INSTANCE = Kind(
    "guardduty-instance-compromised",
    "policies/securityhub/guardduty_instance.yml",
    CORE,
    "ModifyNetworkInterfaceAttribute",
)


@dataclass(frozen=True)
class Planted:
    """`wrong` makes it wrong; `is_undone` reads whether it has been put right."""

    kind: Kind
    name: str  # the resource's id: notices, events and the ledger's entry have it
    mended: str  # what the call that mends it names
    wrong: Callable[[], Any]
    is_undone: Callable[[], bool]


def plant(organisation: OrganisationClient, kind: Kind, number: int) -> Planted:
    """A resource that can be made wrong; `number` tells it from others."""
    session = organisation.session(MEMBER, REGION)
    return {GROUP: _group, BUCKET: _bucket, INSTANCE: _instance}[kind](session, number)


def _group(session: Any, number: int) -> Planted:
    ec2 = session.client("ec2")
    group = ec2.create_security_group(GroupName=f"proof-{number}", Description="proof")["GroupId"]

    def is_undone() -> bool:
        return bool(
            ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"] == []
        )

    def wrong() -> Any:
        return ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[OPEN])

    return Planted(GROUP, group, group, wrong, is_undone)


def _bucket(session: Any, number: int) -> Planted:
    s3, bucket = session.client("s3"), f"proof-bucket-{number:05}"
    s3.create_bucket(Bucket=bucket)
    resource = f"arn:aws:s3:::{bucket}/*"
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resource}
    text = json.dumps({"Version": "2012-10-17", "Statement": [everyone]})

    def is_undone() -> bool:
        try:
            s3.get_bucket_policy(Bucket=bucket)
        except s3.exceptions.ClientError as error:
            return bool(error.response["Error"]["Code"] == "NoSuchBucketPolicy")
        return False

    def wrong() -> Any:
        return s3.put_bucket_policy(Bucket=bucket, Policy=text)

    return Planted(BUCKET, bucket, bucket, wrong, is_undone)


def _instance(session: Any, number: int) -> Planted:
    ec2, hub = session.client("ec2"), session.client("securityhub")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName=f"app-{number}", Description="app", VpcId=vpc)["GroupId"]
    started = ec2.run_instances(
        ImageId="ami-0c7217cdde317cfec", MinCount=1, MaxCount=1, SecurityGroupIds=[group]
    )["Instances"][0]
    instance, interface = started["InstanceId"], started["NetworkInterfaces"][0]["NetworkInterfaceId"]
    account = session.client("sts").get_caller_identity()["Account"]
    finding = _finding(
        account, f"arn:aws:guardduty:{REGION}:{account}:detector/d/finding/{number:05}", instance
    )

    def is_undone() -> bool:
        groups = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
        filters = {"Id": [{"Value": finding["Id"], "Comparison": "EQUALS"}]}
        (known,) = hub.get_findings(Filters=filters)["Findings"]
        closed = known["Workflow"]["Status"] == "RESOLVED"
        return closed and group not in [each["GroupId"] for each in groups["SecurityGroups"]]

    return Planted(
        INSTANCE, instance, interface, lambda: hub.batch_import_findings(Findings=[finding]), is_undone
    )


def _finding(account: str, identity: str, instance: str) -> dict[str, Any]:
    arn = f"arn:aws:ec2:{REGION}:{account}:instance/{instance}"
    return {
        "SchemaVersion": "2018-10-08",
        "Id": identity,
        "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/guardduty",
        "GeneratorId": f"arn:aws:guardduty:{REGION}:{account}:detector/d",
        "AwsAccountId": account,
        "Types": ["TTPs/Command and Control/Backdoor:EC2-C&CActivity.B"],
        "CreatedAt": "2026-01-01T00:00:00.000Z",
        "UpdatedAt": "2026-01-01T00:00:00.000Z",
        "Severity": {"Label": "HIGH"},
        "Title": "The instance talks to a command and control server.",
        "Description": "It queries a domain name of a known one.",
        "Resources": [{"Type": "AwsEc2Instance", "Id": arn, "Partition": "aws", "Region": REGION}],
        "RecordState": "ACTIVE",
    }


class Evidence:
    """Trail, ledger and inbox, read once."""

    def __init__(self, organisation: OrganisationClient) -> None:
        self._inbox = organisation.get("inbox", protocol="email")
        self._trail = {
            kind: [event["detail"] for event in organisation.get("trail", event_name=kind.mended_by)]
            for kind in (GROUP, BUCKET, INSTANCE)
        }
        self._items = _items(organisation)

    def mails(self, planted: Planted) -> int:
        """How many e-mails speak of the resource."""
        return sum(planted.name in mail["message"] for mail in self._inbox)

    def outcomes(self, planted: Planted) -> list[str]:
        """Those of the ledger's entries of the resource."""
        return [str(item["outcome"]) for item in self._items if item.get("resource") == planted.name]

    def calls(self, planted: Planted) -> int:
        """How many calls that mend the resource have taken effect."""
        made = [call for call in self._trail[planted.kind] if "errorCode" not in call]
        return sum(planted.mended in json.dumps(call["requestParameters"]) for call in made)

    def of(self, planted: Planted) -> tuple[bool, int, list[str], int]:
        """(undone now, calls, outcomes, mails)."""
        return planted.is_undone(), self.calls(planted), self.outcomes(planted), self.mails(planted)


DONE = (True, 1, ["fixed"], 1)  # see `Evidence.of`


def _items(organisation: OrganisationClient) -> list[dict[str, Any]]:
    table = organisation.session(CORE, REGION).resource("dynamodb").Table(settings.LEDGER_TABLE)
    found: list[dict[str, Any]] = []
    arguments: dict[str, Any] = {}
    while True:
        page = table.scan(**arguments)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        arguments = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def parked(organisation: OrganisationClient, account: str, *, take: bool = False) -> list[str]:
    """Bodies of the events that wait in an account's queue; `take` removes them."""
    queues = organisation.session(account, REGION).client("sqs")
    url = queues.get_queue_url(QueueName=settings.FAILED_EVENTS_QUEUE)["QueueUrl"]
    bodies: list[str] = []
    while messages := queues.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600 if take else 0
    ).get("Messages"):
        bodies += [message["Body"] for message in messages]
        if not take:
            return bodies
        for message in messages:
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def give_again(organisation: OrganisationClient, kind: Kind, body: str) -> None:
    """Invoke the function with a parked event, as docs/notices.md says; wait until all is quiet."""
    functions = organisation.session(kind.runs_in, REGION).client("lambda")
    answer = functions.invoke(FunctionName=kind.function, Payload=body)
    assert "FunctionError" not in answer, answer["Payload"].read()
    organisation.wait_idle(120)
