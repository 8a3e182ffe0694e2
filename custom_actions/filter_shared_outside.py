"""`shared-outside` on aws.ebs-snapshot: can others than the organisation's accounts copy it?"""

from __future__ import annotations

from typing import Any, ClassVar

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from c7n_reflex.safeguards.own_accounts import own_accounts
from custom_actions._shares import outside_shares, shares_of


class SharedOutside(Filter):  # type: ignore[misc, unused-ignore]
    """EBS snapshots shared with everybody or with an account that is not in accounts.yml (`unshare` mends).

    In response to ModifySnapshotAttribute only shares that the call added count.

    :example:

    .. code-block:: yaml

        policies:
          - name: snapshots-shared-outside
            resource: aws.ebs-snapshot
            filters:
              - shared-outside
    """

    schema = type_schema("shared-outside")
    permissions = ("ec2:DescribeSnapshotAttribute",)
    annotation = "c7n-reflex:outside-shares"
    needs_own_accounts: ClassVar[bool] = True

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The snapshots with such a share, annotated with those shares. ValueError without known accounts."""
        own = own_accounts()
        client = local_session(self.manager.session_factory).client("ec2")
        for snapshot in resources:
            snapshot[self.annotation] = outside_shares(_shares(client, snapshot), own, event)
        return [snapshot for snapshot in resources if snapshot[self.annotation]]


def _shares(client: Any, snapshot: dict[str, Any]) -> list[str]:
    try:
        answer = client.describe_snapshot_attribute(
            SnapshotId=snapshot["SnapshotId"], Attribute="createVolumePermission"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidSnapshot.NotFound":
            raise
        return []  # deleted since it was listed
    return shares_of(answer.get("CreateVolumePermissions", []))
