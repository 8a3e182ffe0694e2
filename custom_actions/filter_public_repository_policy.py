"""`public-policy` on aws.ecr: does the repository's policy grant something to everybody?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._resource_policy import PublicPolicyFilter
from custom_actions.remove_public_repository_statements import RemovePublicRepositoryStatements


class PublicRepositoryPolicy(PublicPolicyFilter):
    """Repositories whose policy has a public statement: what `remove-public-statements` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: repository-policy-public
            resource: aws.ecr
            filters:
              - public-policy
    """

    schema = type_schema("public-policy")
    permissions = ("ecr:GetRepositoryPolicy",)
    action = RemovePublicRepositoryStatements
