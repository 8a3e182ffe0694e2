"""`shared-outside` on aws.rds-snapshot: can others than the organisation's accounts use it?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._sharing import DATABASE_SNAPSHOT
from custom_actions._unsharing import SharedOutsideFilter


class DatabaseSnapshotShared(SharedOutsideFilter):
    """Database snapshots shared with everybody or an account not in accounts.yml (`unshare` mends).

    In response to ModifyDBSnapshotAttribute only shares that the call added count.

    :example:

    .. code-block:: yaml

        policies:
          - name: database-snapshots-shared-outside
            resource: aws.rds-snapshot
            filters:
              - shared-outside
    """

    schema = type_schema("shared-outside")
    permissions = ("rds:DescribeDBSnapshotAttributes",)
    sharing = DATABASE_SNAPSHOT
