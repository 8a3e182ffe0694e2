"""SQS: calls with a QueueUrl of another account.

Source: "Amazon SQS policy examples" and "Limitations of Amazon SQS custom policies" (the operations for
which another account cannot be given permission) of the SQS Developer Guide.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.resource_policies.guard import ACCOUNT, Guard, operations_with

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_OWNER_ONLY = {
    "AddPermission",
    "DeleteQueue",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "TagQueue",
    "UntagQueue",
}
_BATCHES = {
    "SendMessageBatch": "SendMessage",
    "DeleteMessageBatch": "DeleteMessage",
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
}
_BY_ARN = {"ListMessageMoveTasks", "StartMessageMoveTask"}


def install(organisation: Organisation) -> None:
    """Check calls to queues of other accounts."""
    guard = Guard(organisation, "AccessDenied")
    for operation in operations_with("sqs", "QueueUrl"):
        organisation.operations.before("sqs", operation, functools.partial(_by_url, organisation, guard))
    organisation.operations.before("sqs", "GetQueueUrl", functools.partial(_by_owner, organisation, guard))
    for operation in _BY_ARN:
        organisation.operations.before("sqs", operation, functools.partial(_by_arn, guard))


def owner_and_name(url: str) -> tuple[str, str]:
    """Account and name in a queue URL; ("", name) if it has no account, as moto allows."""
    parts = urlsplit(url).path.strip("/").split("/")
    owner = parts[-2] if len(parts) > 1 and ACCOUNT.match(parts[-2]) else ""
    return owner, parts[-1]


def _by_url(organisation: Organisation, guard: Guard, call: Call) -> None:
    owner, name = owner_and_name(call.params.get("QueueUrl", ""))
    _check(organisation, guard, call, owner, name)


def _by_owner(organisation: Organisation, guard: Guard, call: Call) -> None:
    owner = call.params.get("QueueOwnerAWSAccountId", "")
    _check(organisation, guard, call, owner, call.params.get("QueueName", ""))


def _by_arn(guard: Guard, call: Call) -> None:
    arn = call.params.get("SourceArn", "")
    if arn.count(":") >= 5 and arn.split(":")[4] != call.account:
        raise guard.denial(call, f"sqs:{call.operation}", arn)


def _check(organisation: Organisation, guard: Guard, call: Call, owner: str, name: str) -> None:
    action = f"sqs:{_BATCHES.get(call.operation, call.operation)}"
    if not guard.needed(call, owner, action):
        return
    resource = f"arn:aws:sqs:{call.region}:{owner}:{name}"
    if call.operation in _OWNER_ONLY:
        raise guard.denial(call, action, resource)
    queue = _queue(organisation, owner, call.region, name)
    if queue is None:
        call.account = owner  # moto answers NonExistentQueue
        return
    guard.admit(call, owner, queue.policy or None, action, resource)


def _queue(organisation: Organisation, account: str, region: str, name: str) -> Any:
    with organisation.lock:
        return organisation.backend("sqs", account, region).queues.get(name)
