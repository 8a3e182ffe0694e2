"""`versioning-suspended` on aws.s3: was the bucket's versioning turned off?"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._buckets import bucket_region


class VersioningSuspended(Filter):  # type: ignore[misc, unused-ignore]
    """Buckets whose versioning was on once and is suspended; not those that never had it.

    :example:

    .. code-block:: yaml

        policies:
          - name: buckets-that-lost-versioning
            resource: aws.s3
            filters:
              - versioning-suspended
    """

    schema = type_schema("versioning-suspended")
    permissions = ("s3:GetBucketVersioning",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Reads it again: Custodian leaves it out without an error where it was not allowed to."""
        return [bucket for bucket in resources if self._status(bucket) == "Suspended"]

    def _status(self, bucket: dict[str, Any]) -> str | None:
        session = local_session(self.manager.session_factory)
        s3 = session.client("s3", region_name=bucket_region(bucket))
        try:
            status: str | None = s3.get_bucket_versioning(Bucket=bucket["Name"]).get("Status")
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
            return None
        return status
