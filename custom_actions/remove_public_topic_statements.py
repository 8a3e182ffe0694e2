"""`remove-public-statements` on aws.sns: take back what a topic's policy grants to everybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._resource_policy import RemovePublicStatements

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

_GRANTABLE = (
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
)


class RemovePublicTopicStatements(RemovePublicStatements):
    """Remove the statements of a topic's policy that let everybody publish, subscribe or manage.

    Other statements stay as they are. Of an AddPermission call only the statement that it added is removed.
    A topic always has a policy: where nothing would be left, it gets the one that new topics have.

    :example:

    .. code-block:: yaml

        policies:
          - name: topic-policy-public
            resource: aws.sns
            filters:
              - public-policy
            actions:
              - remove-public-statements
    """

    schema = type_schema("remove-public-statements")
    permissions = ("sns:GetTopicAttributes", "sns:SetTopicAttributes")
    gone = frozenset({"NotFound", "NotFoundException"})
    noun = "topic"
    key = "TopicArn"

    @staticmethod
    def read_policy(clients: Clients, name: str) -> str | None:
        """The policy of the topic with this ARN."""
        answer = clients("sns").get_topic_attributes(TopicArn=name)
        return answer["Attributes"].get("Policy") or None

    @staticmethod
    def write_policy(clients: Clients, name: str, policy: str | None) -> None:
        """Put it, or that of a new topic."""
        clients("sns").set_topic_attributes(
            TopicArn=name, AttributeName="Policy", AttributeValue=policy or _owners_policy(name)
        )

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the policy as it was."""
        cls.write_policy(clients, record.resource, (record.undo or {})["policy"])


def _owners_policy(topic: str) -> str:
    # What SNS gives a new topic: everything that may be granted, to the topic's own account.
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{each}" for each in _GRANTABLE],
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": topic.split(":")[4]}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})
