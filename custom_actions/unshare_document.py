"""`unshare` on aws.ssm-document: take back shares with everybody or with accounts of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.utils import type_schema

from custom_actions._sharing import DOCUMENT
from custom_actions._unsharing import Unshare

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class UnshareDocument(Unshare):
    """Stop sharing a Systems Manager document with everybody and accounts outside the organisation.

    In response to ModifyDocumentPermission only the shares that the call added; in a sweep every such share.
    Shares with accounts of accounts.yml stay. Whoever has copied its text keeps it.

    :example:

    .. code-block:: yaml

        policies:
          - name: unshare-documents
            resource: aws.ssm-document
            filters:
              - shared-outside
            actions:
              - unshare
    """

    schema = type_schema("unshare")
    permissions = ("ssm:DescribeDocumentPermission", "ssm:ModifyDocumentPermission")
    gone = DOCUMENT.gone
    sharing = DOCUMENT

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Share it again with the same."""
        cls.share_again(clients, record)
