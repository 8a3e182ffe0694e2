"""`remove-public-statements` on aws.s3: take back what a bucket policy grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from c7n.utils import type_schema

from custom_actions._bucket_policy import public_statements, statements, without
from custom_actions._buckets import bucket_region
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RemovePublicStatements(Remediation):
    """Remove the statements of a bucket policy that make the bucket public, as AWS defines public.

    Other statements stay as they are. A policy of which nothing would be left is deleted.

    :example:

    .. code-block:: yaml

        policies:
          - name: private-buckets
            resource: aws.s3
            filters:
              - public-policy
            actions:
              - remove-public-statements
    """

    schema = type_schema("remove-public-statements")
    permissions = ("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy")
    gone = frozenset({"NoSuchBucket"})

    def region(self, resource: dict[str, Any]) -> str:
        """The bucket's own."""
        return bucket_region(resource)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"policy": "{...}"}`, the document as S3 returns it, or None for no policy."""
        try:
            return {"policy": clients("s3").get_bucket_policy(Bucket=resource["Name"])["Policy"]}
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
                raise
            return {"policy": None}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """The policy without its public statements. A call replaces the whole: no need of the event."""
        policy = before["policy"]
        indexes = public_statements(policy)
        if not indexes:
            return None
        names = [statements(policy)[index].get("Sid") or f"statement {index + 1}" for index in indexes]
        summary = f"Removed from the policy of bucket {resource['Name']}: {', '.join(names)}."
        removed = [statements(policy)[index] for index in indexes]
        details = {"policy": without(policy, indexes), "removed": removed}
        after = {"policy": details["policy"]}
        return Change(summary, details=details, undo={"policy": policy}, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write the rest of the policy, or delete it."""
        if change.details["policy"] is None:
            clients("s3").delete_bucket_policy(Bucket=record.resource)
        else:
            clients("s3").put_bucket_policy(Bucket=record.resource, Policy=change.details["policy"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the policy as it was; S3 refuses while the bucket blocks public policies."""
        clients("s3").put_bucket_policy(Bucket=record.resource, Policy=(record.undo or {})["policy"])
