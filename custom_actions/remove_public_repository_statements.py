"""`remove-public-statements` on aws.ecr: take back what a repository's policy grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from c7n.utils import type_schema

from custom_actions._resource_policy import RemovePublicStatements

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RemovePublicRepositoryStatements(RemovePublicStatements):
    """Remove the statements of an image repository's policy that let everybody pull, push or manage.

    Other statements stay as they are. A policy of which nothing would be left is deleted.

    :example:

    .. code-block:: yaml

        policies:
          - name: repository-policy-public
            resource: aws.ecr
            filters:
              - public-policy
            actions:
              - remove-public-statements
    """

    schema = type_schema("remove-public-statements")
    permissions = ("ecr:GetRepositoryPolicy", "ecr:SetRepositoryPolicy", "ecr:DeleteRepositoryPolicy")
    gone = frozenset({"RepositoryNotFoundException"})
    noun = "repository"
    key = "repositoryName"

    @staticmethod
    def read_policy(clients: Clients, name: str) -> str | None:
        """The policy of the repository of this name."""
        try:
            return str(clients("ecr").get_repository_policy(repositoryName=name)["policyText"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "RepositoryPolicyNotFoundException":
                raise
            return None

    @staticmethod
    def write_policy(clients: Clients, name: str, policy: str | None) -> None:
        """Put it, or delete what there is."""
        if policy is None:
            clients("ecr").delete_repository_policy(repositoryName=name)
        else:
            clients("ecr").set_repository_policy(repositoryName=name, policyText=policy)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the policy as it was."""
        cls.write_policy(clients, record.resource, (record.undo or {})["policy"])
