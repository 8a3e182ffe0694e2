"""`deactivate-access-key` on aws.iam-user: just the keys that the event names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._access_keys import named_keys
from custom_actions._principals import NO_SUCH, USER
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

JSON = dict[str, Any]


class DeactivateAccessKey(Remediation):
    """Deactivate the access keys that the call made or activated, or that the finding names; the others stay.

    In a sweep every active key of the user. A deactivated key can be activated again; none is deleted.

    :example:

    .. code-block:: yaml

        policies:
          - name: users-without-keys
            resource: aws.iam-user
            filters:
              - active-access-key
            actions:
              - deactivate-access-key
    """

    schema = type_schema("deactivate-access-key")
    permissions = ("iam:ListAccessKeys", "iam:UpdateAccessKey")
    gone = frozenset({NO_SUCH})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"keys": {id: "Active" or "Inactive"}}`: never a secret, which IAM does not tell."""
        keys = USER.pages(clients, "list_access_keys", resource["UserName"], "AccessKeyMetadata")
        return {"keys": {key["AccessKeyId"]: key["Status"] for key in keys}}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """The named keys that are active."""
        named, keys = named_keys(resource, event), before["keys"]
        active = sorted(
            key for key, status in keys.items() if status == "Active" and (named is None or key in named)
        )
        if not active:
            return None
        summary = f"Deactivated access key {', '.join(active)} of user {resource['UserName']}."
        after = {"keys": {**keys, **dict.fromkeys(active, "Inactive")}}
        return Change(summary, details={"keys": active}, undo={"keys": active}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Deactivate them."""
        _set(clients, record.resource, change.details["keys"], "Inactive")

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Activate those that were deactivated."""
        _set(clients, record.resource, (record.undo or {})["keys"], "Active")


def _set(clients: Clients, user: str, keys: list[str], status: str) -> None:
    for key in keys:
        clients("iam").update_access_key(UserName=user, AccessKeyId=key, Status=status)
