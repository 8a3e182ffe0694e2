"""`open-entry` on aws.network-acl: does an entry let the whole internet in?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import type_schema

from custom_actions._acl_entries import described, open_entries


class OpenEntry(Filter):  # type: ignore[misc, unused-ignore]
    """Network ACLs with an inbound entry that allows every address everything, or SSH or RDP.

    In response to CreateNetworkAclEntry or ReplaceNetworkAclEntry only the entry of the call counts; in a
    sweep every such entry of network ACLs that are no VPC's default (`delete-open-entries` mends).

    :example:

    .. code-block:: yaml

        policies:
          - name: open-network-acls
            resource: aws.network-acl
            filters:
              - open-entry
    """

    schema = type_schema("open-entry")
    annotation = "c7n-reflex:open-entries"

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The network ACLs with such an entry, annotated with the entries in words."""
        for acl in resources:
            acl[self.annotation] = [described(entry) for entry in open_entries(acl, event)]
        return [acl for acl in resources if acl[self.annotation]]
