"""`metadata-v1-allowed` on aws.ec2: can the instance's metadata be read without a session token?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import type_schema

from custom_actions._metadata_options import allows_v1, may_have_allowed_v1


class MetadataV1Allowed(Filter):  # type: ignore[misc, unused-ignore]
    """Instances whose metadata service answers to version 1 (`require-imdsv2` mends).

    In response to ModifyInstanceMetadataOptions only if the call made tokens optional or turned the endpoint
    on. Instances whose endpoint is off, or that are terminated, do not match.

    :example:

    .. code-block:: yaml

        policies:
          - name: instances-with-imdsv1
            resource: aws.ec2
            filters:
              - metadata-v1-allowed
    """

    schema = type_schema("metadata-v1-allowed")

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The instances that EC2 describes so."""
        return [each for each in resources if allows_v1(each)] if may_have_allowed_v1(event) else []
