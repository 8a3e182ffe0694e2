"""`account-block-incomplete` on aws.account: may buckets of the account be made public?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._account_block import account_block, flags_off


class AccountBlockIncomplete(Filter):  # type: ignore[misc, unused-ignore]
    """Accounts without a public access block, or with one of its four flags turned off.

    These are the flags that `restore-public-access-block` turns on.

    :example:

    .. code-block:: yaml

        policies:
          - name: accounts-that-allow-public-buckets
            resource: aws.account
            filters:
              - account-block-incomplete
    """

    schema = type_schema("account-block-incomplete")
    permissions = ("s3:GetAccountPublicAccessBlock",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Reads the block of each account; one that cannot be read is an error, not a match."""
        client = local_session(self.manager.session_factory).client("s3control")
        return [each for each in resources if flags_off(account_block(client, each["account_id"]))]
