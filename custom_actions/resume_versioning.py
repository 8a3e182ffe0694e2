"""`resume-versioning` on aws.s3: keep the versions of a bucket's objects again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._buckets import bucket_region
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class ResumeVersioning(Remediation):
    """Turn the versioning of a bucket on again where it is suspended.

    A bucket that never had versioning is left alone. Where deleting asks for MFA, S3 refuses (AccessDenied):
    then only somebody with that device can resume it.

    :example:

    .. code-block:: yaml

        policies:
          - name: versioned-buckets
            resource: aws.s3
            filters:
              - versioning-suspended
            actions:
              - resume-versioning
    """

    schema = type_schema("resume-versioning")
    permissions = ("s3:GetBucketVersioning", "s3:PutBucketVersioning")
    gone = frozenset({"NoSuchBucket"})

    def region(self, resource: dict[str, Any]) -> str:
        """The bucket's own."""
        return bucket_region(resource)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"versioning": "Enabled" | "Suspended" | None}`, None where the bucket never had any."""
        answer = clients("s3").get_bucket_versioning(Bucket=resource["Name"])
        return {"versioning": answer.get("Status")}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Enabled, if suspended. The call sets the whole: no need of the event."""
        if before["versioning"] != "Suspended":
            return None
        summary = f"Resumed the versioning of bucket {resource['Name']}."
        return Change(summary, details={}, undo=before, after={"versioning": "Enabled"})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """Enable it; S3 leaves MFA delete as it is."""
        _write(clients, record.resource, "Enabled")

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Suspend it again; versions made in between stay."""
        _write(clients, record.resource, (record.undo or {})["versioning"])


def _write(clients: Clients, bucket: str, status: str) -> None:
    clients("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})
