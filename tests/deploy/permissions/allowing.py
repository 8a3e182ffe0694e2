"""IAM's evaluation as far as these documents use it, and which calls our roles made on what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from c7n_reflex.deploy.permissions import ROLES, iam
from c7n_reflex.deploy.permissions.granted import Grant, Granted

JSON = Any
SUBSTITUTES = {"AWS::Partition": "aws", "CoreAccountId": "111122223333", "HomeRegion": "us-east-1"}


def substituted(text: str, account: str) -> str:
    """As `Fn::Sub` does."""
    known = {**SUBSTITUTES, "AWS::AccountId": account}
    return re.sub(r"\$\{([^}]+)\}", lambda found: known[found[1]], text)


def allowed(document: dict[str, Any], action: str, resource: str, account: str = "444455556666") -> bool:
    """Conditions are taken to be met."""
    return any(
        action in each["Action"]
        and any(fnmatchcase(resource, substituted(arn, account)) for arn in each["Resource"])
        for each in document["Statement"]
    )


@dataclass(frozen=True, order=True)
class Made:
    """A call by one of our roles. `resources`: what it was made on; empty if the record does not tell."""

    account: str  # of the role
    role: str  # its name
    action: str  # IAM's
    resources: tuple[str, ...] = ()

    def is_allowed(self, granted: Mapping[tuple[str, str], Granted]) -> bool:
        """By what the role is granted, given by account and role: on each resource, or at all if not told."""
        found = granted[self.account, self.role]
        if not self.resources:
            return any(each.action.lower() == self.action.lower() for each in found.allowed)
        return all(found.allows(Grant(self.action, arn)) for arn in self.resources)


# Names of API operations, where IAM's action is called otherwise; "" where no permission is asked for
# (Service Authorization Reference, and for transactions "DynamoDB API permissions").
_ACTIONS = {
    "s3:DeleteBucketPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    **iam.CORRECTIONS,
    "dynamodb:TransactWriteItems": "dynamodb:UpdateItem",
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "sts:GetCallerIdentity": "",
}


_PREFIXES = {"monitoring": "cloudwatch", "tagging": "tag"}  # IAM's, by the source of events


def _is_ours(role: str, session: str) -> bool:
    """With sessions named "drill", and those named as their role, the drill itself plays somebody."""
    played = session == "drill" or (session == role == ROLES["lambda"])
    return role in ROLES.values() and not played


def in_trail(trail: Iterable[JSON], chosen: Callable[[str, str], bool] = _is_ours) -> Iterator[Made]:
    """What CloudTrail's records (as EventBridge's events) tell of our roles; failed calls, too.

    `chosen` is asked with the names of role and session.
    """
    for event in trail:
        record = event["detail"]
        identity = record["userIdentity"]
        role = identity.get("sessionContext", {}).get("sessionIssuer", {}).get("userName", "")
        session = identity.get("arn", "").rsplit("/", 1)[-1]
        if not chosen(role, session):
            continue
        source = record["eventSource"].partition(".")[0]
        service = _PREFIXES.get(source, source)
        name = re.sub(r"(?<=[a-z])\d{8}(v\d)?$", "", record["eventName"])  # lambda's versions
        place = _Place(record["recipientAccountId"], record["awsRegion"])
        yield from _made(identity["accountId"], role, f"{service}:{name}", record["requestParameters"], place)


def in_recording(recording: JSON, core: str) -> Iterator[Made]:
    """What the call recorder noted of a function's calls that are no management events: of the mailer's own
    role, the ledger's, and the notices sent by the function's own."""
    function = recording["function_arn"].split(":")[6]
    for call in recording["calls"]:
        service, on_object = call["service"], "Key" in call["parameters"]
        if function == ROLES["mailer"]:
            account, role = core, ROLES["mailer"]
        elif service == "dynamodb" or (service == "s3" and on_object):
            account, role = core, ROLES["ledger"]
        elif service == "sqs":
            account, role = recording["account"], ROLES["lambda"]
        else:
            continue  # in the trail
        place = _Place(account, call["region"])
        yield from _made(account, role, f"{service}:{call['operation']}", call["parameters"], place)


@dataclass(frozen=True)
class _Place:
    account: str  # in which the call was made
    region: str

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


def _made(account: str, role: str, operation: str, parameters: JSON, place: _Place) -> Iterator[Made]:
    if action := _ACTIONS.get(operation, operation):
        yield Made(account, role, action, _resources(action, parameters or {}, place))


def _resources(action: str, parameters: JSON, place: _Place) -> tuple[str, ...]:
    limits = iam.resources(action)
    if limits == ("*",):
        return ("*",)
    service = action.partition(":")[0]
    if service == "ec2":
        found = tuple(sorted(_of_ec2(limits, parameters, place)))
    else:
        names = _NAMES.get(service)
        found = names(parameters, place) if names else ()
    # Of other services, and kinds of EC2's, by action alone: on whatever it can be limited to.
    return found or tuple(substituted(each, place.account) for each in limits)


# What EC2's ids are of; ARNs are those of the kinds that the action is for.
_KINDS = {
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "sg": "security-group",
    "subnet": "subnet",
    "vpc": "vpc",
}


def _of_ec2(limits: tuple[str, ...], parameters: JSON, place: _Place) -> Iterator[str]:
    possible = {arn.rsplit(":", 1)[-1].partition("/")[0] for arn in limits}
    for text in _texts({key: value for key, value in parameters.items() if key != "tagSet"}):
        kind = _KINDS.get(text.partition("-")[0])
        if kind in possible and re.fullmatch(r"[a-z]+-[0-9a-f]{8,17}", text):
            yield place.arn("ec2", f"{kind}/{text}")


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _of_bucket(parameters: JSON, _: _Place) -> tuple[str, ...]:
    bucket = parameters.get("bucketName") or parameters.get("Bucket")
    key = parameters.get("key") or parameters.get("Key")
    return (f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}",)


def _of_queue(parameters: JSON, place: _Place) -> tuple[str, ...]:
    if name := parameters.get("queueName"):
        return (place.arn("sqs", name),)
    account, name = (parameters.get("queueUrl") or parameters["QueueUrl"]).rsplit("/", 2)[1:]
    return (f"arn:aws:sqs:{place.region}:{account}:{name}",)


def _of_function(parameters: JSON, place: _Place) -> tuple[str, ...]:
    name = parameters.get("functionName") or parameters.get("resource")
    return (name if name.startswith("arn:") else place.arn("lambda", f"function:{name}"),) if name else ()


def _of_rule(parameters: JSON, place: _Place) -> tuple[str, ...]:
    arn, name = parameters.get("resourceARN"), parameters.get("rule") or parameters.get("name")
    return (arn or place.arn("events", f"rule/{name}"),)


def _of_log_group(parameters: JSON, place: _Place) -> tuple[str, ...]:
    return (place.arn("logs", f"log-group:{parameters['logGroupName']}"),)


def _of_tables(parameters: JSON, place: _Place) -> tuple[str, ...]:
    items = [next(iter(each.values())) for each in parameters.get("TransactItems", ())] or [parameters]
    return tuple(sorted({place.arn("dynamodb", f"table/{each['TableName']}") for each in items}))


def _of_parameter(parameters: JSON, place: _Place) -> tuple[str, ...]:
    """Documents have names without a slash."""
    name = str(parameters.get("name") or parameters["Name"])
    return (place.arn("ssm", f"parameter{name}"),) if name.startswith("/") else ()


def _of_hub(parameters: JSON, place: _Place) -> tuple[str, ...]:
    """Findings are imported for a product, and not for the hub."""
    return () if {"Findings", "findings"} & set(parameters) else (place.arn("securityhub", "hub/default"),)


_NAMES: dict[str, Callable[[JSON, _Place], tuple[str, ...]]] = {
    "dynamodb": _of_tables,
    "events": _of_rule,
    "lambda": _of_function,
    "logs": _of_log_group,
    "s3": _of_bucket,
    "securityhub": _of_hub,
    "sns": lambda parameters, _: (parameters.get("topicArn") or parameters["TopicArn"],),
    "sqs": _of_queue,
    "ssm": _of_parameter,
    "sts": lambda parameters, _: (parameters["roleArn"],),
}
