"""How each kind of target is reached: functions, queues, topics and other buses.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.eventbridge.faults import DeliveryError
from c7n_reflex.organisation.eventbridge.payload import body_of, document_of
from c7n_reflex.organisation.eventbridge.permissions import (
    SERVICE,
    assumed_role,
    is_member,
    may_put,
    service_context,
)
from c7n_reflex.organisation.eventbridge.rules import Rule, bus_named
from c7n_reflex.organisation.identity import root, service
from c7n_reflex.organisation.resource_policies import allowed, on_behalf_of
from c7n_reflex.organisation.resource_policies.functions import policy_of

if TYPE_CHECKING:
    from c7n_reflex.organisation.eventbridge.deliveries import Delivery
    from c7n_reflex.organisation.eventbridge.dispatcher import Dispatcher
    from c7n_reflex.organisation.organisation import Organisation


class Targets:
    """Makes one attempt at a delivery. Raises DeliveryError, or what a boto3 client raises."""

    def __init__(self, organisation: Organisation, dispatcher: Dispatcher) -> None:
        self._organisation = organisation
        self._dispatcher = dispatcher
        self._senders: dict[str, Callable[[Delivery], None]] = {
            "lambda": self._to_function,
            "sqs": self._to_queue,
            "sns": self._to_topic,
            "events": self._to_bus,
        }

    def send(self, delivery: Delivery) -> None:
        """Hand the event, or what the target's input makes of it, to the target."""
        kind = _part(delivery.target["Arn"], 2)
        sender = self._senders.get(kind)
        if sender is None:
            raise DeliveryError(
                "SDK_CLIENT_ERROR", f"the embedded EventBridge has no targets of service {kind!r}"
            )
        sender(delivery)

    def send_message(
        self, rule: Rule, queue: str, body: str, attributes: dict[str, str], group: str | None = None
    ) -> None:
        """Put a message on the queue with this ARN, in the rule's name."""
        owner, name = _part(queue, 4), _part(queue, 5)
        parameters: dict[str, Any] = {
            "QueueUrl": f"{self._organisation.endpoint or 'http://127.0.0.1'}/{owner}/{name}",
            "MessageBody": body,
            "MessageAttributes": {
                key: {"DataType": "String", "StringValue": value}
                for key, value in attributes.items()
                if value
            },
        }
        if group:
            parameters["MessageGroupId"] = group
        client = self._client("sqs", rule, queue)
        with on_behalf_of(rule.arn):
            client.send_message(**parameters)

    def _to_queue(self, delivery: Delivery) -> None:
        target = delivery.target
        group = target.get("SqsParameters", {}).get("MessageGroupId")
        self.send_message(delivery.rule, target["Arn"], _body(delivery), {}, group)

    def _to_topic(self, delivery: Delivery) -> None:
        arn = delivery.target["Arn"]
        client = self._client("sns", delivery.rule, arn)
        with on_behalf_of(delivery.rule.arn):
            client.publish(TopicArn=arn, Message=_body(delivery))

    def _to_function(self, delivery: Delivery) -> None:
        arn, rule = delivery.target["Arn"], delivery.rule
        account, region, name = _part(arn, 4), _part(arn, 3), _part(arn, 5).split(":")[1]
        qualifier = _part(arn, 5).partition(f"{name}:")[2]
        if not self._exists(account, region, name):
            raise DeliveryError("NO_RESOURCE", f"there is no function {arn}")
        caller = service(SERVICE, rule.bus.account)
        admitted = allowed(
            policy_of(self._organisation, account, region, name, qualifier),
            principal=caller,
            action="lambda:InvokeFunction",
            resource=arn,
            context=service_context(self._organisation, caller, rule.arn),
        )
        if not admitted:
            raise DeliveryError(
                "NO_PERMISSIONS", f"no resource-based policy of {arn} allows {rule.arn} to invoke it"
            )
        document = document_of(delivery.target, delivery.event, rule)
        self._organisation.functions.invoke_async(arn, document)

    def _exists(self, account: str, region: str, name: str) -> bool:
        from moto.awslambda.exceptions import UnknownFunctionException

        if not is_member(self._organisation, account):
            return False
        with self._organisation.lock:
            try:
                self._organisation.backend("lambda", account, region).get_function(name)
            except UnknownFunctionException:
                return False
        return True

    def _to_bus(self, delivery: Delivery) -> None:
        rule, bus = delivery.rule, bus_named(delivery.target["Arn"], "", "")
        if delivery.forwarded:
            kind = "ACCOUNT" if bus.account != rule.bus.account else "REGION"
            raise DeliveryError(
                f"THIRD_{kind}_HOP_DETECTED", f"the event came from another bus; not sent on to {bus.arn}"
            )
        principal = root(rule.bus.account)
        if delivery.target.get("RoleArn"):
            role = assumed_role(self._organisation, delivery.target["RoleArn"], rule.arn)
            if role is None:
                raise DeliveryError(
                    "FAILED_TO_ASSUME_ROLE", f"{SERVICE} cannot assume {delivery.target['RoleArn']}"
                )
            principal = role
        if not may_put(self._organisation, principal, bus):
            raise DeliveryError("NO_PERMISSIONS", f"the policy of {bus.arn} does not admit {principal.arn}")
        # The whole envelope arrives as it was: account, region, id and time are the sender's.
        self._dispatcher.accept(bus, delivery.event, forwarded=True)

    def _client(self, name: str, rule: Rule, arn: str) -> Any:
        return self._organisation.client(name, rule.bus.account, _part(arn, 3), principal=SERVICE)


def _body(delivery: Delivery) -> str:
    return body_of(delivery.target, delivery.event, delivery.rule)


def _part(arn: str, index: int) -> str:
    parts = arn.split(":", 5)
    if len(parts) != 6:
        raise DeliveryError("INVALID_PARAMETER", f"not an ARN: {arn!r}")
    return parts[index]
