"""`logging-off` on aws.s3: does the bucket have no server access log?"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._buckets import bucket_region


class LoggingOff(Filter):  # type: ignore[misc, unused-ignore]
    """Buckets without server access logging, as S3 says now.

    :example:

    .. code-block:: yaml

        policies:
          - name: buckets-without-log
            resource: aws.s3
            filters:
              - logging-off
    """

    schema = type_schema("logging-off")
    permissions = ("s3:GetBucketLogging",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Reads it again: to Custodian's `bucket-logging`, what it may not read is off."""
        return [bucket for bucket in resources if self._is_off(bucket)]

    def _is_off(self, bucket: dict[str, Any]) -> bool:
        session = local_session(self.manager.session_factory)
        s3 = session.client("s3", region_name=bucket_region(bucket))
        try:
            return not s3.get_bucket_logging(Bucket=bucket["Name"]).get("LoggingEnabled")
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
            return False
