"""`public-acl` on aws.s3: does the bucket's access control list let everybody in?"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._bucket_acl import public_grants
from custom_actions._buckets import bucket_region


class PublicAcl(Filter):  # type: ignore[misc, unused-ignore]
    """Buckets whose ACL grants something to everybody or to every AWS account.

    These are the grants that `remove-public-grants` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: buckets-public-by-acl
            resource: aws.s3
            filters:
              - public-acl
    """

    schema = type_schema("public-acl")
    permissions = ("s3:GetBucketAcl",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Reads the ACL again: Custodian leaves it out without an error where it was not allowed to."""
        return [bucket for bucket in resources if public_grants(self._grants(bucket))]

    def _grants(self, bucket: dict[str, Any]) -> list[dict[str, Any]]:
        session = local_session(self.manager.session_factory)
        s3 = session.client("s3", region_name=bucket_region(bucket))
        try:
            return list(s3.get_bucket_acl(Bucket=bucket["Name"])["Grants"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
            return []
