"""The kinds of resources whose policies are compared with what AWS has, and put back: who may do what.

A kind reads what is there (`live`), knows what should be (`wanted`, from the resource's resolved properties),
both as documents by part, and writes one part (`put`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from c7n_reflex.deploy.policy_documents import canonical

Properties = Mapping[str, Any]
Parts = dict[str, Any]  # policy document, or whatever is compared as it is, by what it is called in words
Client = Callable[[str], Any]  # of a service, in the stack's account and region

TRUST, ATTACHED, POLICY, INLINE = "trust policy", "attached policies", "policy", "inline policy "
_MOST_VERSIONS = 5  # of a managed policy; IAM quota


@dataclass(frozen=True)
class Kind:
    """What can be done with resources of a type; the physical id comes second."""

    wanted: Callable[[Properties], Parts]
    live: Callable[[Client, str, Properties], Parts]
    put: Callable[[Client, str, Properties, str], None]

    def edited(self, client: Client, physical: str, properties: Properties) -> tuple[str, ...]:
        """The parts that differ."""
        should, is_ = _compared(self.wanted(properties)), _compared(self.live(client, physical, properties))
        return tuple(sorted(name for name in should.keys() | is_.keys() if should.get(name) != is_.get(name)))


def _compared(parts: Parts) -> Parts:
    return {name: sorted(part) if name == ATTACHED else canonical(part) for name, part in parts.items()}


def _role_wanted(properties: Properties) -> Parts:
    inline = {INLINE + each["PolicyName"]: each["PolicyDocument"] for each in properties.get("Policies", ())}
    attached = list(properties.get("ManagedPolicyArns", ()))
    return {TRUST: properties["AssumeRolePolicyDocument"], ATTACHED: attached, **inline}


def _role_live(client: Client, name: str, _: Properties) -> Parts:
    iam = client("iam")
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    names = _pages(iam, "list_role_policies", "PolicyNames", name)
    inline = {
        INLINE + each: iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"] for each in names
    }
    attached = [
        each["PolicyArn"] for each in _pages(iam, "list_attached_role_policies", "AttachedPolicies", name)
    ]
    return {TRUST: trust, ATTACHED: attached, **inline}


def _pages(iam: Any, operation: str, key: str, role: str) -> list[Any]:
    return [each for page in iam.get_paginator(operation).paginate(RoleName=role) for each in page[key]]


def _role_put(client: Client, name: str, properties: Properties, part: str) -> None:
    iam, wanted = client("iam"), _role_wanted(properties)
    if part == TRUST:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(wanted[TRUST]))
    elif part == ATTACHED:
        should, is_ = set(wanted[ATTACHED]), set(_role_live(client, name, properties)[ATTACHED])
        for arn in sorted(is_ - should):
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        for arn in sorted(should - is_):
            iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    elif part in wanted:
        document = json.dumps(wanted[part])
        iam.put_role_policy(RoleName=name, PolicyName=part.removeprefix(INLINE), PolicyDocument=document)
    else:
        iam.delete_role_policy(RoleName=name, PolicyName=part.removeprefix(INLINE))


def _managed_live(client: Client, arn: str, _: Properties) -> Parts:
    iam = client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return {POLICY: iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]}


def _managed_put(client: Client, arn: str, properties: Properties, _: str) -> None:
    iam = client("iam")
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    if len(versions) >= _MOST_VERSIONS:
        oldest = min(
            (each for each in versions if not each["IsDefaultVersion"]), key=lambda v: v["CreateDate"]
        )
        iam.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
    document = json.dumps(properties["PolicyDocument"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)


def _queue_live(client: Client, _: str, properties: Properties) -> Parts:
    [url] = properties["Queues"]
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    return {POLICY: answer.get("Attributes", {}).get("Policy")}


def _queue_put(client: Client, _: str, properties: Properties, __: str) -> None:
    policy = {"Policy": json.dumps(properties["PolicyDocument"])}
    client("sqs").set_queue_attributes(QueueUrl=properties["Queues"][0], Attributes=policy)


def _topic_live(client: Client, _: str, properties: Properties) -> Parts:
    [arn] = properties["Topics"]
    return {POLICY: client("sns").get_topic_attributes(TopicArn=arn)["Attributes"].get("Policy")}


def _topic_put(client: Client, _: str, properties: Properties, __: str) -> None:
    policy = json.dumps(properties["PolicyDocument"])
    client("sns").set_topic_attributes(
        TopicArn=properties["Topics"][0], AttributeName="Policy", AttributeValue=policy
    )


def _bucket_live(client: Client, _: str, properties: Properties) -> Parts:
    try:
        return {POLICY: client("s3").get_bucket_policy(Bucket=properties["Bucket"])["Policy"]}
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return {POLICY: None}
        raise


def _bucket_put(client: Client, _: str, properties: Properties, __: str) -> None:
    policy = json.dumps(properties["PolicyDocument"])
    client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=policy)


def _bus_statement(properties: Properties) -> dict[str, Any]:
    return {**properties["Statement"], "Sid": properties["StatementId"]}


def _bus_policy(client: Client, properties: Properties) -> dict[str, Any]:
    answer = client("events").describe_event_bus(Name=properties.get("EventBusName", "default"))
    policy: dict[str, Any] = json.loads(answer.get("Policy") or '{"Version": "2012-10-17", "Statement": []}')
    return policy


def _bus_live(client: Client, _: str, properties: Properties) -> Parts:
    statements = _bus_policy(client, properties)["Statement"]
    ours = [each for each in statements if each.get("Sid") == properties["StatementId"]]
    return {POLICY: {"Statement": ours} if ours else None}


def _bus_put(client: Client, _: str, properties: Properties, __: str) -> None:
    """`Policy` replaces the bus's: the others' statements are in it as they are (PutPermission)."""
    policy = _bus_policy(client, properties)
    others = [each for each in policy["Statement"] if each.get("Sid") != properties["StatementId"]]
    whole = json.dumps({**policy, "Statement": [*others, _bus_statement(properties)]})
    client("events").put_permission(EventBusName=properties.get("EventBusName", "default"), Policy=whole)


def _document(properties: Properties) -> Parts:
    return {POLICY: properties["PolicyDocument"]}


KINDS: dict[str, Kind] = {
    "AWS::Events::EventBusPolicy": Kind(
        lambda properties: {POLICY: {"Statement": [_bus_statement(properties)]}}, _bus_live, _bus_put
    ),
    "AWS::IAM::ManagedPolicy": Kind(_document, _managed_live, _managed_put),
    "AWS::IAM::Role": Kind(_role_wanted, _role_live, _role_put),
    "AWS::S3::BucketPolicy": Kind(_document, _bucket_live, _bucket_put),
    "AWS::SNS::TopicPolicy": Kind(_document, _topic_live, _topic_put),
    "AWS::SQS::QueuePolicy": Kind(_document, _queue_live, _queue_put),
}
