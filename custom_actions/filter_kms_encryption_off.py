"""`kms-encryption-off` on aws.s3: are new objects encrypted without a key of KMS?"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._buckets import bucket_region

_BY_KMS = ("aws:kms", "aws:kms:dsse")


class KmsEncryptionOff(Filter):  # type: ignore[misc, unused-ignore]
    """Buckets whose default encryption is with S3's own keys (AES256), or that have none.

    :example:

    .. code-block:: yaml

        policies:
          - name: buckets-without-kms
            resource: aws.s3
            filters:
              - kms-encryption-off
    """

    schema = type_schema("kms-encryption-off")
    permissions = ("s3:GetEncryptionConfiguration",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Raises where it may not read; Custodian's `bucket-encryption` leaves such a bucket out."""
        return [bucket for bucket in resources if self._is_off(bucket)]

    def _is_off(self, bucket: dict[str, Any]) -> bool:
        session = local_session(self.manager.session_factory)
        s3 = session.client("s3", region_name=bucket_region(bucket))
        try:
            answer = s3.get_bucket_encryption(Bucket=bucket["Name"])
        except ClientError as error:
            code = str(error.response["Error"]["Code"])
            if code not in ("ServerSideEncryptionConfigurationNotFoundError", "NoSuchBucket"):
                raise
            return code == "ServerSideEncryptionConfigurationNotFoundError"
        rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
        return not any(_algorithm(rule) in _BY_KMS for rule in rules)


def _algorithm(rule: dict[str, Any]) -> str | None:
    """A rule may be about the bucket key alone."""
    by_default: dict[str, str] = rule.get("ApplyServerSideEncryptionByDefault") or {}
    return by_default.get("SSEAlgorithm")
