"""`unshare` on aws.ami: take back shares with everybody or with accounts of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._sharing import IMAGE
from custom_actions._unsharing import Unshare

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class UnshareImage(Unshare):
    """Stop sharing an image (AMI) with everybody and accounts outside the organisation.

    In response to ModifyImageAttribute only the shares that the call added; in a sweep every such share.
    Shares with accounts of accounts.yml stay. A share with a whole organisation, or a unit of one, is
    left as it is. A copy made meanwhile is not reached.

    :example:

    .. code-block:: yaml

        policies:
          - name: unshare-images
            resource: aws.ami
            filters:
              - shared-outside
            actions:
              - unshare
    """

    schema = type_schema("unshare")
    permissions = ("ec2:DescribeImageAttribute", "ec2:ModifyImageAttribute")
    gone = IMAGE.gone
    sharing = IMAGE

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Share it again with the same."""
        cls.share_again(clients, record)
