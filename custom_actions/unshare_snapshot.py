"""`unshare` on aws.ebs-snapshot: take back shares with everybody or with accounts of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from c7n.utils import type_schema

from c7n_reflex.safeguards.own_accounts import own_accounts
from custom_actions._shares import outside_shares, shares_of
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

ATTRIBUTE = "createVolumePermission"


class UnshareSnapshot(Remediation):
    """Stop sharing an EBS snapshot with everybody and with accounts outside the organisation.

    In response to ModifySnapshotAttribute only the shares that the call added; in a sweep every such share.
    Shares with accounts of accounts.yml stay. A copy that somebody has made meanwhile is not reached.

    :example:

    .. code-block:: yaml

        policies:
          - name: unshare-snapshots
            resource: aws.ebs-snapshot
            filters:
              - shared-outside
            actions:
              - unshare
    """

    schema = type_schema("unshare")
    permissions = ("ec2:DescribeSnapshotAttribute", "ec2:ModifySnapshotAttribute")
    gone = frozenset({"InvalidSnapshot.NotFound"})
    needs_own_accounts: ClassVar[bool] = True

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"shares": ["123456789012", "all"]}`."""
        answer = clients("ec2").describe_snapshot_attribute(
            SnapshotId=resource["SnapshotId"], Attribute=ATTRIBUTE
        )
        return {"shares": shares_of(answer.get("CreateVolumePermissions", []))}

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The shares outside the organisation that the event is about. ValueError if nobody knows what is."""
        shares = outside_shares(before["shares"], own_accounts(), event)
        if not shares:
            return None
        names = ", ".join("everybody" if each == "all" else each for each in shares)
        summary = f"Stopped sharing {resource['SnapshotId']} with {names}."
        after = {"shares": [each for each in before["shares"] if each not in shares]}
        return Change(summary, details={"shares": shares}, undo={"shares": shares}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call for all shares."""
        _modify(clients, record.resource, "remove", change.details["shares"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Share it again with the same."""
        if shares := (record.undo or {}).get("shares"):
            _modify(clients, record.resource, "add", shares)


def _modify(clients: Clients, snapshot: str, operation: str, shares: list[str]) -> None:
    groups, accounts = ([s for s in shares if (s == "all") is public] for public in (True, False))
    who = {"GroupNames": groups, "UserIds": accounts}
    clients("ec2").modify_snapshot_attribute(
        SnapshotId=snapshot,
        Attribute=ATTRIBUTE,
        OperationType=operation,
        **{key: names for key, names in who.items() if names},
    )
