"""`shared-outside` on aws.ami: can others than the organisation's accounts use it?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._sharing import IMAGE
from custom_actions._unsharing import SharedOutsideFilter


class ImageShared(SharedOutsideFilter):
    """Images (AMIs) shared with everybody or an account not in accounts.yml (`unshare` mends).

    In response to ModifyImageAttribute only shares that the call added count.

    :example:

    .. code-block:: yaml

        policies:
          - name: images-shared-outside
            resource: aws.ami
            filters:
              - shared-outside
    """

    schema = type_schema("shared-outside")
    permissions = ("ec2:DescribeImageAttribute",)
    sharing = IMAGE
