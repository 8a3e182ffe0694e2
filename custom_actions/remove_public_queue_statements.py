"""`remove-public-statements` on aws.sqs: take back what a queue's policy grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._resource_policy import RemovePublicStatements

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RemovePublicQueueStatements(RemovePublicStatements):
    """Remove the statements of a queue's policy that let everybody send, receive or manage.

    Other statements stay as they are. Of an AddPermission call only the statement that it added is removed.

    :example:

    .. code-block:: yaml

        policies:
          - name: queue-policy-public
            resource: aws.sqs
            filters:
              - public-policy
            actions:
              - remove-public-statements
    """

    schema = type_schema("remove-public-statements")
    permissions = ("sqs:GetQueueAttributes", "sqs:SetQueueAttributes")
    gone = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})
    noun = "queue"
    key = "QueueUrl"

    @staticmethod
    def read_policy(clients: Clients, name: str) -> str | None:
        """The policy of the queue with this URL."""
        answer = clients("sqs").get_queue_attributes(QueueUrl=name, AttributeNames=["Policy"])
        return answer.get("Attributes", {}).get("Policy") or None

    @staticmethod
    def write_policy(clients: Clients, name: str, policy: str | None) -> None:
        """Put it; an empty attribute removes it, as SQS has no call of its own for that."""
        clients("sqs").set_queue_attributes(QueueUrl=name, Attributes={"Policy": policy or ""})

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the policy as it was."""
        cls.write_policy(clients, record.resource, (record.undo or {})["policy"])
