"""IAM's users, roles and groups alike: the calls of IAM that differ in nothing but the principal's kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from custom_actions.base import Clients

JSON = dict[str, Any]
NO_SUCH = "NoSuchEntity"  # IAM's one code for a missing principal, policy, key ...


@dataclass(frozen=True)
class Kind:
    """A kind of principal."""

    noun: str  # "user", as in the names of IAM's operations

    @property
    def key(self) -> str:
        """The parameter that names the principal: `UserName`."""
        return f"{self.noun.title()}Name"

    def call(self, clients: Clients, operation: str, name: str, **parameters: Any) -> JSON:
        """IAM's answer to `operation`, in which `{}` stands for the noun: `list_attached_{}_policies`."""
        method = getattr(clients("iam"), operation.format(self.noun))
        answer: JSON = method(**{self.key: name}, **parameters)
        return answer

    def exists(self, clients: Clients, name: str) -> bool:
        """False if there is no such principal. Raises ClientError where it cannot be read."""
        return self.found(clients, "get_{}", name) is not None

    def found(self, clients: Clients, operation: str, name: str, **parameters: Any) -> JSON | None:
        """As `call`; None where IAM knows no such thing."""
        try:
            return self.call(clients, operation, name, **parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] != NO_SUCH:
                raise
            return None

    def pages(self, clients: Clients, operation: str, name: str, key: str) -> list[Any]:
        """All items under `key` of a paginated operation."""
        paginator = clients("iam").get_paginator(operation.format(self.noun))
        return [item for page in paginator.paginate(**{self.key: name}) for item in page[key]]


USER, ROLE, GROUP = Kind("user"), Kind("role"), Kind("group")
