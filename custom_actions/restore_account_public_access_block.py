"""`restore-public-access-block` on aws.account: block public access to all buckets of an account again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._account_block import FLAGS, account_block, flags_off
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RestoreAccountPublicAccessBlock(Remediation):
    """Turn on all four flags of the account's public access block, which holds for every bucket of it.

    :example:

    .. code-block:: yaml

        policies:
          - name: block-public-access-of-the-account
            resource: aws.account
            filters:
              - account-block-incomplete
            actions:
              - restore-public-access-block
    """

    schema = type_schema("restore-public-access-block")
    # IAM has one action for Get and one for Put and Delete, named unlike the calls.
    permissions = ("s3:GetAccountPublicAccessBlock", "s3:PutAccountPublicAccessBlock")

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"block": {flag: bool, ...}}`, or None in place of the flags where there is no block at all."""
        return {"block": account_block(clients("s3control"), resource["account_id"])}

    def plan(
        self,
        resource: dict[str, Any],  # noqa: ARG002
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """All four flags on. A call replaces the whole block: no need of the event."""
        missing = flags_off(before["block"])
        if not missing:
            return None
        summary = f"Turned the account's block of public access to S3 on again: {', '.join(missing)}."
        after = {"block": dict.fromkeys(FLAGS, True)}
        return Change(summary, details=after, undo={"block": before["block"]}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write all four flags."""
        _write(clients, record.account, change.details["block"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the flags as they were, or remove the block if there was none."""
        block = (record.undo or {})["block"]
        if block is None:
            clients("s3control").delete_public_access_block(AccountId=record.account)
        else:
            _write(clients, record.account, block)


def _write(clients: Clients, account: str, block: dict[str, bool]) -> None:
    clients("s3control").put_public_access_block(AccountId=account, PublicAccessBlockConfiguration=block)
