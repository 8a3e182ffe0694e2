"""`restore-public-access-block` on aws.s3: block public access to a bucket again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from c7n.utils import type_schema

from custom_actions._buckets import bucket_region
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients

FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


class RestorePublicAccessBlock(Remediation):
    """Set a bucket's public access block to the baseline: all four flags, or those given under `to`.

    Flags that `to` leaves out keep their present value.

    :example:

    .. code-block:: yaml

        policies:
          - name: block-public-access
            resource: aws.s3
            filters:
              - check-public-block
            actions:
              - type: restore-public-access-block
                to:
                  BlockPublicPolicy: true
                  RestrictPublicBuckets: true
    """

    schema = type_schema(
        "restore-public-access-block",
        to={
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {flag: {"type": "boolean"} for flag in FLAGS},
        },
    )
    # IAM has one action for Get and one for Put and Delete, named unlike the calls.
    permissions = ("s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock")
    gone = frozenset({"NoSuchBucket"})

    def region(self, resource: dict[str, Any]) -> str:
        """The bucket's own."""
        return bucket_region(resource)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"block": {flag: bool, ...}}`, or None in place of the flags where there is no block at all."""
        try:
            answer = clients("s3").get_public_access_block(Bucket=resource["Name"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchPublicAccessBlockConfiguration":
                raise
            return {"block": None}
        return {"block": answer["PublicAccessBlockConfiguration"]}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """The flags that differ from the baseline."""
        present = {flag: bool((before["block"] or {}).get(flag)) for flag in FLAGS}
        target = {**present, **self.data.get("to", dict.fromkeys(FLAGS, True))}
        changed = [f"{flag}={str(target[flag]).lower()}" for flag in FLAGS if target[flag] != present[flag]]
        if not changed:
            return None
        summary = f"Restored the public access block of bucket {resource['Name']}: {', '.join(changed)}."
        after = {"block": target}
        return Change(summary, details={"block": target}, undo={"block": before["block"]}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write all four flags, as S3 takes a missing one for false."""
        _write(clients, record.resource, change.details["block"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the flags as they were, or remove the block if there was none."""
        block = (record.undo or {})["block"]
        if block is None:
            clients("s3").delete_public_access_block(Bucket=record.resource)
        else:
            _write(clients, record.resource, block)


def _write(clients: Clients, bucket: str, block: dict[str, bool]) -> None:
    clients("s3").put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
