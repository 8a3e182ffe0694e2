"""`public-object` on aws.s3: does the ACL of the object that the call is about let everybody in?"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._bucket_acl import public_grants
from custom_actions._buckets import bucket_region
from custom_actions._object_acl import GONE, OBJECT_KEY, named_object, object_acl


class PublicObject(Filter):  # type: ignore[misc, unused-ignore]
    """Buckets of which the event's call opened an object to everybody or to every AWS account.

    The object is left on the bucket under `Object`, for `make-object-private`. Without an event nothing
    matches: the objects of a bucket are too many to look at each.

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
    """

    schema = type_schema("public-object")
    permissions = ("s3:GetObjectAcl", "s3:GetObjectVersionAcl")

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Reads the ACL of the object that the event names."""
        named = named_object(event)
        return [bucket for bucket in resources if named and self._is_public(bucket, named)]

    def _is_public(self, bucket: dict[str, Any], named: dict[str, Any]) -> bool:
        session = local_session(self.manager.session_factory)
        s3 = session.client("s3", region_name=bucket_region(bucket))
        try:
            grants = object_acl(s3, bucket["Name"], named)["Grants"]
        except ClientError as error:
            if error.response["Error"]["Code"] not in GONE:
                raise
            return False
        bucket[OBJECT_KEY] = named
        return bool(public_grants(grants))
