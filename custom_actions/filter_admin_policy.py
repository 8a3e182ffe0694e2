"""`admin-policy` on aws.iam-user, aws.iam-role and aws.iam-group: is one attached?"""

from __future__ import annotations

from typing import Any, ClassVar

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._admin_policies import admin_policies, attached, is_harmless_call
from custom_actions._principals import GROUP, ROLE, USER, Kind

JSON = dict[str, Any]
_READS = ("iam:GetPolicy", "iam:GetPolicyVersion")


class _AdminPolicy(Filter):  # type: ignore[misc, unused-ignore]
    kind: ClassVar[Kind]
    schema = type_schema("admin-policy")

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:
        """Those with a policy that `detach-admin-policy` would detach."""
        return [] if is_harmless_call(event) else [each for each in resources if self._has(each, event)]

    def _has(self, principal: JSON, event: JSON | None) -> bool:
        clients = local_session(self.manager.session_factory).client
        arns = attached(clients, self.kind, principal[self.kind.key])
        return bool(admin_policies(clients, arns, event))


class UserAdminPolicy(_AdminPolicy):
    """Users with a policy attached that gives administrator access; on a call only the one that it attached.

    :example:

    .. code-block:: yaml

        policies:
          - name: admin-users
            resource: aws.iam-user
            filters:
              - admin-policy
    """

    kind = USER
    permissions = ("iam:ListAttachedUserPolicies", *_READS)


class RoleAdminPolicy(_AdminPolicy):
    """Roles with a policy attached that gives administrator access; on a call only the one that it attached.

    :example:

    .. code-block:: yaml

        policies:
          - name: admin-roles
            resource: aws.iam-role
            filters:
              - admin-policy
    """

    kind = ROLE
    permissions = ("iam:ListAttachedRolePolicies", *_READS)


class GroupAdminPolicy(_AdminPolicy):
    """Groups with a policy attached that gives administrator access; on a call only the one that it attached.

    :example:

    .. code-block:: yaml

        policies:
          - name: admin-groups
            resource: aws.iam-group
            filters:
              - admin-policy
    """

    kind = GROUP
    permissions = ("iam:ListAttachedGroupPolicies", *_READS)
