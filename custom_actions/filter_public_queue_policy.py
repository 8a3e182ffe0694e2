"""`public-policy` on aws.sqs: does the queue's policy grant something to everybody?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._resource_policy import PublicPolicyFilter
from custom_actions.remove_public_queue_statements import RemovePublicQueueStatements


class PublicQueuePolicy(PublicPolicyFilter):
    """Queues whose policy has a public statement: what `remove-public-statements` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: queue-policy-public
            resource: aws.sqs
            filters:
              - public-policy
    """

    schema = type_schema("public-policy")
    permissions = ("sqs:GetQueueAttributes",)
    action = RemovePublicQueueStatements
