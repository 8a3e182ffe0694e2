"""`make-object-private` on aws.s3: take back what the ACL of one object grants to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._bucket_acl import in_words, public_grants
from custom_actions._buckets import bucket_region
from custom_actions._object_acl import GONE, OBJECT_KEY, object_acl
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class MakeObjectPrivate(Remediation):
    """Remove the grants of an object's ACL to everybody and to every AWS account.

    The object is the one that `public-object` found in the event; other objects and other grants stay as they
    are. Stands after that filter.

    :example:

    .. code-block:: yaml

        policies:
          - name: object-made-public
            resource: aws.s3
            mode:
              type: cloudtrail
              events:
                - source: s3.amazonaws.com
                  event: PutObjectAcl
                  ids: requestParameters.bucketName
            filters:
              - public-object
            actions:
              - make-object-private
    """

    schema = type_schema("make-object-private")
    # IAM has names of their own for calls on one version.
    permissions = ("s3:GetObjectAcl", "s3:GetObjectVersionAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl")
    gone = GONE

    def region(self, resource: dict[str, Any]) -> str:
        """The bucket's own."""
        return bucket_region(resource)

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"object": {"Key", "VersionId"}, "acl": {"Owner", "Grants"}}`; both None if none is named."""
        named = resource.get(OBJECT_KEY)
        acl = object_acl(clients("s3"), resource["Name"], named) if named else None
        return {"object": named, "acl": acl}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """The ACL without its public grants. A call replaces the whole: no need of the event."""
        named, acl = before["object"], before["acl"]
        public = public_grants(acl["Grants"]) if acl else []
        if not public:
            return None
        after = {
            "object": named,
            "acl": {**acl, "Grants": [each for each in acl["Grants"] if each not in public]},
        }
        removed = ", ".join(in_words(grant) for grant in public)
        summary = f"Removed from the ACL of object {named['Key']} in bucket {resource['Name']}: {removed}."
        return Change(summary, details=after, undo=before, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """Write the rest of the ACL."""
        _write(clients, record.resource, change.details)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Write the ACL as it was; S3 refuses while the bucket blocks public ACLs."""
        _write(clients, record.resource, record.undo or {})


def _write(clients: Clients, bucket: str, state: dict[str, Any]) -> None:
    clients("s3").put_object_acl(Bucket=bucket, **state["object"], AccessControlPolicy=state["acl"])
