"""`remove-public-statements` on aws.secrets-manager: take back what a secret's policy grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._resource_policy import RemovePublicStatements

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RemovePublicSecretStatements(RemovePublicStatements):
    """Remove the statements of a secret's policy that let everybody read or manage it.

    Other statements stay as they are. A policy of which nothing would be left is deleted. The secret's value
    is never read.

    :example:

    .. code-block:: yaml

        policies:
          - name: secret-policy-public
            resource: aws.secrets-manager
            filters:
              - public-policy
            actions:
              - remove-public-statements
    """

    schema = type_schema("remove-public-statements")
    permissions = (
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:PutResourcePolicy",
        "secretsmanager:DeleteResourcePolicy",
    )
    gone = frozenset({"ResourceNotFoundException"})
    noun = "secret"
    key = "Name"

    @staticmethod
    def read_policy(clients: Clients, name: str) -> str | None:
        """The policy of the secret of this name."""
        return clients("secretsmanager").get_resource_policy(SecretId=name).get("ResourcePolicy") or None

    @staticmethod
    def write_policy(clients: Clients, name: str, policy: str | None) -> None:
        """Put it, or delete what there is."""
        if policy is None:
            clients("secretsmanager").delete_resource_policy(SecretId=name)
        else:
            clients("secretsmanager").put_resource_policy(SecretId=name, ResourcePolicy=policy)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the policy as it was."""
        cls.write_policy(clients, record.resource, (record.undo or {})["policy"])
