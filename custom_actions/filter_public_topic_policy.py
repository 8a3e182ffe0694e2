"""`public-policy` on aws.sns: does the topic's policy grant something to everybody?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._resource_policy import PublicPolicyFilter
from custom_actions.remove_public_topic_statements import RemovePublicTopicStatements


class PublicTopicPolicy(PublicPolicyFilter):
    """Topics whose policy has a public statement: what `remove-public-statements` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: topic-policy-public
            resource: aws.sns
            filters:
              - public-policy
    """

    schema = type_schema("public-policy")
    permissions = ("sns:GetTopicAttributes",)
    action = RemovePublicTopicStatements
