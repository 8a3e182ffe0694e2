"""`shared-outside` on aws.rds-cluster-snapshot: can others than the organisation's accounts use it?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._sharing import CLUSTER_SNAPSHOT
from custom_actions._unsharing import SharedOutsideFilter


class ClusterSnapshotShared(SharedOutsideFilter):
    """Cluster snapshots shared with everybody or an account not in accounts.yml (`unshare` mends).

    In response to ModifyDBClusterSnapshotAttribute only shares that the call added count.

    :example:

    .. code-block:: yaml

        policies:
          - name: cluster-snapshots-shared-outside
            resource: aws.rds-cluster-snapshot
            filters:
              - shared-outside
    """

    schema = type_schema("shared-outside")
    permissions = ("rds:DescribeDBClusterSnapshotAttributes",)
    sharing = CLUSTER_SNAPSHOT
