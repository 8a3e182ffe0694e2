"""`restrict-trust` on aws.iam-role: nobody outside the organisation may assume it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from c7n_reflex.safeguards.own_accounts import own_accounts
from custom_actions import _trust
from custom_actions._principals import NO_SUCH
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

JSON = dict[str, Any]


class RestrictTrust(Remediation):
    """Remove everybody, and accounts that are not the organisation's, from the role's trust policy.

    Principals that have to name an external id stay, and so do services and identity providers. A trust
    policy that would be empty denies everybody instead, as it must have a statement.

    :example:

    .. code-block:: yaml

        policies:
          - name: roles-for-own-accounts-only
            resource: aws.iam-role
            filters:
              - trusts-outside
            actions:
              - restrict-trust
    """

    schema = type_schema("restrict-trust")
    permissions = ("iam:GetRole", "iam:UpdateAssumeRolePolicy")
    gone = frozenset({NO_SUCH})
    needs_own_accounts = True

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"trust": the role's trust policy}`."""
        role = clients("iam").get_role(RoleName=resource["RoleName"])["Role"]
        return {"trust": role["AssumeRolePolicyDocument"]}

    def plan(
        self,
        resource: JSON,
        before: JSON,
        event: JSON | None,
    ) -> Change | None:
        """The trust policy without outsiders. ValueError if the own accounts are not known."""
        own = own_accounts()
        found = [] if _trust.is_harmless_call(event, own) else _trust.outsiders(before["trust"], own)
        if not found:
            return None
        summary = f"Removed {', '.join(found)} from the trust policy of role {resource['RoleName']}."
        trust = _trust.without(before["trust"], own)
        return Change(summary, details={"trust": trust}, undo=before, after={"trust": trust})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write the rest of the policy."""
        _write(clients, record.resource, change.details["trust"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the policy as it was."""
        _write(clients, record.resource, (record.undo or {})["trust"])


def _write(clients: Clients, role: str, trust: JSON) -> None:
    clients("iam").update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
