"""`unshare` on aws.rds-snapshot: take back shares with everybody or with accounts of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._sharing import DATABASE_SNAPSHOT
from custom_actions._unsharing import Unshare

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class UnshareDatabaseSnapshot(Unshare):
    """Stop sharing a snapshot of an RDS database with everybody and accounts outside the organisation.

    In response to ModifyDBSnapshotAttribute only the shares that the call added; in a sweep every
    such share. Shares with accounts of accounts.yml stay. A copy that somebody
    has made meanwhile, or a database restored, is not reached.

    :example:

    .. code-block:: yaml

        policies:
          - name: unshare-database-snapshots
            resource: aws.rds-snapshot
            filters:
              - shared-outside
            actions:
              - unshare
    """

    schema = type_schema("unshare")
    permissions = ("rds:DescribeDBSnapshotAttributes", "rds:ModifyDBSnapshotAttribute")
    gone = DATABASE_SNAPSHOT.gone
    sharing = DATABASE_SNAPSHOT

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Share it again with the same."""
        cls.share_again(clients, record)
