"""`public-policy` on aws.s3: does the bucket policy grant something to everybody?"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._bucket_policy import public_statements
from custom_actions._buckets import bucket_region


class PublicPolicy(Filter):  # type: ignore[misc, unused-ignore]
    """Buckets whose policy has a public statement: what `remove-public-statements` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: public-buckets
            resource: aws.s3
            filters:
              - public-policy
    """

    schema = type_schema("public-policy")
    permissions = ("s3:GetBucketPolicy",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Reads the policy again: Custodian leaves it out without an error where it was not allowed to."""
        return [bucket for bucket in resources if public_statements(self._policy(bucket))]

    def _policy(self, bucket: dict[str, Any]) -> str | None:
        session = local_session(self.manager.session_factory)
        s3 = session.client("s3", region_name=bucket_region(bucket))
        try:
            return str(s3.get_bucket_policy(Bucket=bucket["Name"])["Policy"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchBucketPolicy", "NoSuchBucket"):
                raise
            return None
