"""`require-url-auth` on aws.lambda: let only those call a function's URL whom IAM knows and allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._function_policies import OWN, qualified
from custom_actions._function_urls import open_urls, read_auth_types
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import JSON, Clients


class RequireUrlAuth(Remediation):
    """Set the auth type of a function's open URLs to AWS_IAM: of the function itself and of its aliases.

    The URL stays the same. Of a call that made or changed a URL only that one is set. Undo sets NONE again.

    :example:

    .. code-block:: yaml

        policies:
          - name: function-url-public
            resource: aws.lambda
            filters:
              - open-url
            actions:
              - require-url-auth
    """

    schema = type_schema("require-url-auth")
    permissions = ("lambda:ListFunctionUrlConfigs", "lambda:UpdateFunctionUrlConfig")
    gone = frozenset({"ResourceNotFoundException"})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"auth": {"$LATEST": "NONE", "live": "AWS_IAM"}}`: by alias, where there is a URL."""
        return {"auth": read_auth_types(clients, str(resource["FunctionName"]))}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """The open URLs, or the one that the event's call opened."""
        found = open_urls(before["auth"], event)
        if not found:
            return None
        name = resource["FunctionName"]
        whose = ", ".join(name if each == OWN else f"{name}:{each}" for each in found)
        summary = f"Required AWS_IAM for the URL of function {whose}."
        after = {"auth": {**before["auth"], **dict.fromkeys(found, "AWS_IAM")}}
        return Change(summary, details={"urls": found}, undo={"urls": found}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Set them one by one."""
        _set(clients, record.resource, change.details["urls"], "AWS_IAM")

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Open the URLs again."""
        _set(clients, record.resource, (record.undo or {})["urls"], "NONE")


def _set(clients: Clients, name: str, qualifiers: list[str], auth_type: str) -> None:
    for each in qualifiers:
        clients("lambda").update_function_url_config(FunctionName=name, AuthType=auth_type, **qualified(each))
