"""SNS: calls with a topic of another account.

Source: "Example cases for Amazon SNS access control" of the SNS Developer Guide.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import Call
from c7n_reflex.organisation.resource_policies.guard import Guard, operations_with

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_MEMBERS = ("TopicArn", "TargetArn", "ResourceArn", "SubscriptionArn")
_ACTIONS = {"PublishBatch": "Publish", "ConfirmSubscription": "Subscribe"}


def install(organisation: Organisation) -> None:
    """Check calls to topics of other accounts."""
    guard = Guard(organisation, "AuthorizationError")
    names = {name for member in _MEMBERS for name in operations_with("sns", member)}
    for operation in sorted(names):
        organisation.operations.before("sns", operation, functools.partial(_check, organisation, guard))


def _check(organisation: Organisation, guard: Guard, call: Call) -> None:
    arn = next((call.params[member] for member in _MEMBERS if call.params.get(member)), "")
    if arn.count(":") < 5:
        return
    _, _, _, region, owner, name = arn.split(":", 5)
    action = f"sns:{_ACTIONS.get(call.operation, call.operation)}"
    if not guard.needed(call, owner, action):
        return
    topic = _topic(organisation, owner, region, ":".join(arn.split(":")[:6]))
    if topic is None:
        if ":" in name or "/" in name:  # a subscription or an endpoint has no policy of its own
            raise guard.denial(call, action, arn)
        call.account = owner  # moto answers NotFound
        return
    context = {"sns:Protocol": call.params.get("Protocol"), "sns:Endpoint": call.params.get("Endpoint")}
    given = {key: value for key, value in context.items() if value}
    guard.admit(call, owner, topic.policy, action, topic.arn, given)


def _topic(organisation: Organisation, account: str, region: str, arn: str) -> Any:
    with organisation.lock:
        return organisation.backend("sns", account, region).topics.get(arn)
