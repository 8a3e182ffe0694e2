"""Two things that moto 5.2.5 gets wrong about S3.

It decides by a bucket's policy without its conditions, so that a Deny for plain HTTP denies everything. Of
calls across accounts `resource_policies.buckets` decides by the whole policy, before moto is asked.

To PutObjectAcl with a body it answers well and gives the object the bucket's ACL; `versionId` it overlooks.
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_MENDED = "c7n_reflex_mended"


def install(_: Organisation) -> None:
    """Let moto have no opinion on policies, and write the ACL of an object that it is given."""
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    def no_opinion(_bucket: Any, action: str, resource: str) -> Any:  # noqa: ARG001
        return PermissionResult.NEUTRAL

    FakeBucket.get_permission = no_opinion
    _write_object_acls()


def _write_object_acls() -> None:
    from moto.s3.exceptions import MissingKey
    from moto.s3.responses import S3Response

    stock = S3Response.put_object_acl
    if hasattr(stock, _MENDED):
        return

    def put_object_acl(response: Any) -> Any:
        acl = response._acl_from_headers(response.headers) or response._acl_from_body()
        name, version = response.parse_key_name(), response._get_param("versionId")
        key = response.backend.get_object(response.bucket_name, name, version_id=version)
        if key is None:
            raise MissingKey(key=name)
        key.set_acl(acl)
        return 200, response._get_cors_headers_other(), ""

    setattr(put_object_acl, _MENDED, stock)
    S3Response.put_object_acl = put_object_acl
