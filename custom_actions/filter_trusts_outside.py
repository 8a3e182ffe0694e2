"""`trusts-outside` on aws.iam-role: may somebody outside the organisation assume it?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from c7n_reflex.safeguards.own_accounts import own_accounts
from custom_actions import _trust

JSON = dict[str, Any]


class TrustsOutside(Filter):  # type: ignore[misc, unused-ignore]
    """Roles that everybody, or an account that is not the organisation's, may assume without an external id.

    On a call only if its own document lets somebody in from outside.

    :example:

    .. code-block:: yaml

        policies:
          - name: roles-open-to-outside
            resource: aws.iam-role
            filters:
              - trusts-outside
    """

    schema = type_schema("trusts-outside")
    permissions = ("iam:GetRole",)
    needs_own_accounts = True

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:
        """The roles that `restrict-trust` would restrict. ValueError if the own accounts are not known."""
        own = own_accounts()
        if _trust.is_harmless_call(event, own):
            return []
        return [each for each in resources if _trust.outsiders(self._trust(each), own)]

    def _trust(self, role: JSON) -> JSON:
        iam = local_session(self.manager.session_factory).client("iam")
        found: JSON = iam.get_role(RoleName=role["RoleName"])["Role"]["AssumeRolePolicyDocument"]
        return found
