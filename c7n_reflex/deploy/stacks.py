"""One CloudFormation stack: created, updated, deleted or found unchanged, and why it failed if it did."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError

from c7n_reflex.errors import ReflexError

Result = Literal["created", "updated", "unchanged"]

_TAGS = [{"Key": "c7n-reflex", "Value": "infrastructure"}]
# Stacks in these states hold nothing and accept no update.
_USELESS = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS", "DELETE_FAILED"}
GOOD = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_SECONDS_TO_WAIT = 1800.0


@dataclass(frozen=True)
class Stack:
    """A stack as it should be; `template` is its text."""

    name: str
    template: str
    parameters: dict[str, str]


def apply(client: Any, stack: Stack) -> Result:
    """Bring the stack about and wait for it. Raises ReflexError with the failed resource's reason."""
    now = status(client, stack.name)
    if now and now.endswith("_IN_PROGRESS") and now != "REVIEW_IN_PROGRESS":
        now = wait(client, stack.name)
    if now in _USELESS:
        client.delete_stack(StackName=stack.name)
        wait(client, stack.name)
        now = None
    token = str(uuid.uuid4())
    result = _update(client, stack, token) if now else _create(client, stack, token)
    if result != "unchanged" and wait(client, stack.name) not in GOOD:
        raise ReflexError(_reason(client, stack.name, token))
    return result


def _arguments(stack: Stack, token: str) -> dict[str, Any]:
    return {
        "StackName": stack.name,
        "TemplateBody": stack.template,
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in sorted(stack.parameters.items())],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Tags": _TAGS,
        "ClientRequestToken": token,
    }


def _create(client: Any, stack: Stack, token: str) -> Result:
    client.create_stack(**_arguments(stack, token))
    return "created"


def delete(client: Any, name: str) -> bool:
    """Delete the stack and wait; False if there is none. ReflexError with the reason if something stays."""
    if status(client, name) is None:
        return False
    token = str(uuid.uuid4())
    client.delete_stack(StackName=name, ClientRequestToken=token)
    if wait(client, name) is not None:
        raise ReflexError(_reason(client, name, token))
    return True


def _update(client: Any, stack: Stack, token: str) -> Result:
    try:
        client.update_stack(**_arguments(stack, token))
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return "unchanged"
        raise
    return "updated"


def status(client: Any, name: str) -> str | None:
    """The stack's status, or None if there is no such stack."""
    try:
        found = str(client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError" and "does not exist" in str(error):
            return None
        raise
    return None if found == "DELETE_COMPLETE" else found


def wait(client: Any, name: str) -> str | None:
    """Wait until the stack is no longer in progress; its status then."""
    deadline = time.monotonic() + _SECONDS_TO_WAIT
    pause = 0.5
    while True:
        now = status(client, name)
        if now is None or not now.endswith("_IN_PROGRESS"):
            return now
        if time.monotonic() > deadline:
            raise ReflexError(f"still {now} after {_SECONDS_TO_WAIT:g} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 5.0)


def _reason(client: Any, name: str, token: str) -> str:
    """The first failure of this attempt: which resource, and what CloudFormation says of it."""
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    ours = [event for event in events if event.get("ClientRequestToken") == token] or events
    failed = [
        event
        for event in sorted(ours, key=lambda event: event["Timestamp"])
        if event["ResourceStatus"].endswith("_FAILED")
        and "cancelled" not in event.get("ResourceStatusReason", "")
    ]
    if not failed:
        return f"the stack is {status(client, name)}, with no failed resource in its events"
    first = failed[0]
    return f"{first['LogicalResourceId']} ({first['ResourceType']}): {first.get('ResourceStatusReason', '')}"
