"""`public-policy` on aws.secrets-manager: does the secret's policy grant something to everybody?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._resource_policy import PublicPolicyFilter
from custom_actions.remove_public_secret_statements import RemovePublicSecretStatements


class PublicSecretPolicy(PublicPolicyFilter):
    """Secrets whose policy has a public statement: what `remove-public-statements` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: secret-policy-public
            resource: aws.secrets-manager
            filters:
              - public-policy
    """

    schema = type_schema("public-policy")
    permissions = ("secretsmanager:GetResourcePolicy",)
    action = RemovePublicSecretStatements
