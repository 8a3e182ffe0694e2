"""`security-hub-disabled` on aws.account: is Security Hub off in the region?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._security_hub import is_enabled


class SecurityHubDisabled(Filter):  # type: ignore[misc, unused-ignore]
    """Accounts in which Security Hub (CSPM) is not enabled in the region.

    :example:

    .. code-block:: yaml

        policies:
          - name: accounts-without-security-hub
            resource: aws.account
            filters:
              - security-hub-disabled
    """

    schema = type_schema("security-hub-disabled")
    permissions = ("securityhub:DescribeHub",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Raises ClientError where that cannot be read."""
        session, region = local_session(self.manager.session_factory), self.manager.config.region
        return [] if is_enabled(session.client("securityhub", region_name=region)) else resources
