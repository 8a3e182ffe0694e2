"""`remove-public-grants` on aws.s3: take back what a bucket's ACL grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._bucket_acl import in_words, public_grants
from custom_actions._buckets import bucket_region
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RemovePublicGrants(Remediation):
    """Remove the grants of a bucket's ACL to everybody and to every AWS account.

    The other grants stay as they are.

    :example:

    .. code-block:: yaml

        policies:
          - name: no-public-acls
            resource: aws.s3
            filters:
              - public-acl
            actions:
              - remove-public-grants
    """

    schema = type_schema("remove-public-grants")
    permissions = ("s3:GetBucketAcl", "s3:PutBucketAcl")
    gone = frozenset({"NoSuchBucket"})

    def region(self, resource: dict[str, Any]) -> str:
        """The bucket's own."""
        return bucket_region(resource)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"acl": {"Owner": {...}, "Grants": [...]}}`, as S3 returns it."""
        answer = clients("s3").get_bucket_acl(Bucket=resource["Name"])
        return {"acl": {"Owner": answer["Owner"], "Grants": answer["Grants"]}}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """The ACL without its public grants. A call replaces the whole: no need of the event."""
        acl = before["acl"]
        public = public_grants(acl["Grants"])
        if not public:
            return None
        left = {**acl, "Grants": [grant for grant in acl["Grants"] if grant not in public]}
        removed = ", ".join(in_words(grant) for grant in public)
        summary = f"Removed from the ACL of bucket {resource['Name']}: {removed}."
        return Change(summary, details={"acl": left}, undo={"acl": acl}, after={"acl": left})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write the rest of the ACL."""
        clients("s3").put_bucket_acl(Bucket=record.resource, AccessControlPolicy=change.details["acl"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the ACL as it was; S3 refuses while the bucket blocks public ACLs."""
        acl = (record.undo or {})["acl"]
        clients("s3").put_bucket_acl(Bucket=record.resource, AccessControlPolicy=acl)
