"""`inspector-disabled` on aws.account: did the call make Inspector leave something out?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._inspector import scanned, turned_off


class InspectorDisabled(Filter):  # type: ignore[misc, unused-ignore]
    """Accounts in which Inspector no longer scans a resource type that the call turned off, in the region.

    Without a call nothing matches: which types are to be scanned, only the organisation knows.

    :example:

    .. code-block:: yaml

        policies:
          - name: inspector-turned-off
            resource: aws.account
            mode:
              type: cloudtrail
              events:
                - source: inspector2.amazonaws.com
                  event: Disable
                  ids: recipientAccountId
            filters:
              - inspector-disabled
    """

    schema = type_schema("inspector-disabled")
    permissions = ("inspector2:BatchGetAccountStatus",)

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Raises ClientError where the status cannot be read."""
        session, region = local_session(self.manager.session_factory), self.manager.config.region
        client = session.client("inspector2", region_name=region)
        accounts = [(each, each["account_id"]) for each in resources]
        return [each for each, account in accounts if turned_off(scanned(client, account), account, event)]
