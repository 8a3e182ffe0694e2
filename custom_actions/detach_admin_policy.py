"""`detach-admin-policy` on aws.iam-user, aws.iam-role and aws.iam-group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from c7n.utils import type_schema

from custom_actions._admin_policies import admin_policies, attached
from custom_actions._principals import GROUP, NO_SUCH, ROLE, USER, Kind
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

JSON = dict[str, Any]
_READS = ("iam:GetPolicy", "iam:GetPolicyVersion")


class _DetachAdminPolicy(Remediation):
    kind: ClassVar[Kind]
    schema = type_schema("detach-admin-policy")
    gone = frozenset({NO_SUCH})

    def read(self, clients: Clients, resource: JSON) -> JSON | None:
        """`{"policies": [ARNs of the attached policies]}`."""
        return {"policies": attached(clients, self.kind, resource[self.kind.key])}

    def plan(self, resource: JSON, before: JSON, event: JSON | None) -> Change | None:
        """The administrator's policies that the event is about."""
        found = admin_policies(self.clients(resource), before["policies"], event)
        if not found:
            return None
        summary = f"Detached {', '.join(found)} from {self.kind.noun} {resource[self.kind.key]}."
        after = {"policies": [each for each in before["policies"] if each not in found]}
        return Change(summary, details={"policies": found}, undo={"policies": found}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Detach each; the policies themselves stay."""
        for arn in change.details["policies"]:
            self.kind.call(clients, "detach_{}_policy", record.resource, PolicyArn=arn)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Attach them again."""
        for arn in (record.undo or {})["policies"]:
            cls.kind.call(clients, "attach_{}_policy", record.resource, PolicyArn=arn)


class DetachAdminPolicyFromUser(_DetachAdminPolicy):
    """Detach policies that give administrator access from the user; of a call only the one that it attached.

    :example:

    .. code-block:: yaml

        policies:
          - name: no-admin-users
            resource: aws.iam-user
            filters:
              - admin-policy
            actions:
              - detach-admin-policy
    """

    kind = USER
    permissions = ("iam:ListAttachedUserPolicies", *_READS, "iam:DetachUserPolicy")
    undo_permissions = ("iam:AttachUserPolicy",)


class DetachAdminPolicyFromRole(_DetachAdminPolicy):
    """Detach policies that give administrator access from the role; of a call only the one that it attached.

    :example:

    .. code-block:: yaml

        policies:
          - name: no-admin-roles
            resource: aws.iam-role
            filters:
              - admin-policy
            actions:
              - detach-admin-policy
    """

    kind = ROLE
    permissions = ("iam:ListAttachedRolePolicies", *_READS, "iam:DetachRolePolicy")
    undo_permissions = ("iam:AttachRolePolicy",)


class DetachAdminPolicyFromGroup(_DetachAdminPolicy):
    """Detach policies that give administrator access from the group; of a call only the one that it attached.

    :example:

    .. code-block:: yaml

        policies:
          - name: no-admin-groups
            resource: aws.iam-group
            filters:
              - admin-policy
            actions:
              - detach-admin-policy
    """

    kind = GROUP
    permissions = ("iam:ListAttachedGroupPolicies", *_READS, "iam:DetachGroupPolicy")
    undo_permissions = ("iam:AttachGroupPolicy",)
