"""What applying a stack would change: its template, its parameters, what was deleted or changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from botocore.exceptions import ClientError

from c7n_reflex.deploy import stack_drift
from c7n_reflex.deploy.stack_drift import Edited
from c7n_reflex.deploy.stack_reading import UNREADABLE, listed, template
from c7n_reflex.deploy.stack_reading import parsed as parsed
from c7n_reflex.deploy.stacks import Stack

_GONE = ("DELETE_COMPLETE", None)


@dataclass(frozen=True)
class Change:
    """A stack's difference, with logical ids of resources.

    `kind` is create, update, unchanged, failed or drifted (nothing to update, but `missing` were deleted or
    `edited` changed by hand). `unread` could not be compared.
    `parameters`: name to (is, should be).
    """

    kind: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    parameters: Mapping[str, tuple[str, str]] | None = None
    template: bool = False  # differs, if only in its conditions, outputs or words
    reason: str = ""  # why it could not be read

    def as_json(self) -> dict[str, Any]:
        """For --output json."""
        return asdict(self)


def of_stack(client: Any, other: Callable[[str], Any], stack: Stack) -> Change:
    """Compare with AWS; `other` gives a client of another service in the same account and region.

    Raises ClientError, BotoCoreError.
    """
    try:
        [found] = client.describe_stacks(StackName=stack.name)["Stacks"]
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        found = {}
    if found.get("StackStatus") in _GONE:
        return Change("create", added=tuple(sorted(parsed(stack.template)["Resources"])))
    is_, should = template(client, stack.name), parsed(stack.template)
    given = {each["ParameterKey"]: each.get("ParameterValue", "") for each in found.get("Parameters", ())}
    gone, edited = missing(client, other, stack.name), stack_drift.edited(client, other, stack.name)
    return _compared(is_, should, _parameters(given, stack, should), gone, edited)


def _compared(
    is_: dict[str, Any],
    should: dict[str, Any],
    parameters: dict[str, tuple[str, str]],
    gone: tuple[str, ...],
    edited: tuple[Edited, ...],
) -> Change:
    before, after = is_.get("Resources", {}), should["Resources"]
    changed = tuple(sorted(key for key in before.keys() & after.keys() if before[key] != after[key]))
    update = is_ != should or bool(parameters)
    by_hand = tuple(str(each) for each in edited if not each.unread)
    return Change(
        "update" if update else "drifted" if gone or by_hand else "unchanged",
        added=tuple(sorted(after.keys() - before.keys())),
        changed=changed,
        removed=tuple(sorted(before.keys() - after.keys())),
        missing=gone,
        edited=by_hand,
        unread=tuple(f"{each}: {each.unread}" for each in edited if each.unread),
        parameters=parameters,
        template=is_ != should,
    )


def _parameters(given: dict[str, str], stack: Stack, should: dict[str, Any]) -> dict[str, tuple[str, str]]:
    declared = should.get("Parameters", {})
    wanted = {
        name: str(stack.parameters.get(name, each.get("Default", ""))) for name, each in declared.items()
    }
    names = sorted(given.keys() | wanted.keys())
    pairs = {name: (given.get(name, ""), wanted.get(name, "")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def missing(client: Any, other: Callable[[str], Any], name: str) -> tuple[str, ...]:
    """Logical ids of the stack's resources that are no longer there, of the types that can be asked for."""
    there = listed(client, name)
    return tuple(sorted(each["LogicalResourceId"] for each in there if not _exists(other, each)))


def _exists(other: Callable[[str], Any], resource: Mapping[str, Any]) -> bool:
    """True, too, where it cannot be told: nothing is made again that may be there."""
    asked = _ASK.get(resource["ResourceType"])
    if asked is None:
        return True
    service, operation, argument, errors = asked
    given = resource["PhysicalResourceId"]
    if service == "events":
        given = given.rsplit("/", 1)[-1].rsplit("|", 1)[-1]
    arguments = {argument: given, **({"AttributeNames": ["QueueArn"]} if service == "sqs" else {})}
    try:
        getattr(other(service), operation)(**arguments)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in errors:
            return False
        if code in UNREADABLE:
            return True
        raise
    return True


# By type: service, operation, the argument that takes the physical id, errors if it is not there.
_ASK: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "AWS::DynamoDB::Table": ("dynamodb", "describe_table", "TableName", ("ResourceNotFoundException",)),
    "AWS::Events::Rule": ("events", "describe_rule", "Name", ("ResourceNotFoundException",)),
    "AWS::IAM::ManagedPolicy": ("iam", "get_policy", "PolicyArn", ("NoSuchEntity",)),
    "AWS::IAM::Role": ("iam", "get_role", "RoleName", ("NoSuchEntity",)),
    "AWS::S3::Bucket": ("s3", "head_bucket", "Bucket", ("404", "NoSuchBucket")),
    "AWS::SNS::Topic": ("sns", "get_topic_attributes", "TopicArn", ("NotFound", "NotFoundException")),
    "AWS::SQS::Queue": (
        *("sqs", "get_queue_attributes", "QueueUrl"),
        ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
    ),
}
