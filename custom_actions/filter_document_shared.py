"""`shared-outside` on aws.ssm-document: can others than the organisation's accounts use it?"""

from __future__ import annotations

from c7n.utils import type_schema

from custom_actions._sharing import DOCUMENT
from custom_actions._unsharing import SharedOutsideFilter


class DocumentShared(SharedOutsideFilter):
    """Systems Manager documents shared with everybody or an account not in accounts.yml (`unshare` mends).

    In response to ModifyDocumentPermission only shares that the call added count.

    :example:

    .. code-block:: yaml

        policies:
          - name: documents-shared-outside
            resource: aws.ssm-document
            filters:
              - shared-outside
    """

    schema = type_schema("shared-outside")
    permissions = ("ssm:DescribeDocumentPermission",)
    sharing = DOCUMENT
