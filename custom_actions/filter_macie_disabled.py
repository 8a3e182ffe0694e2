"""`macie-disabled` on aws.account: is Macie off in the region?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._macie import is_disabled


class MacieDisabled(Filter):  # type: ignore[misc, unused-ignore]
    """Accounts in which Macie is not enabled in the region; where it is only paused, they do not match.

    :example:

    .. code-block:: yaml

        policies:
          - name: accounts-without-macie
            resource: aws.account
            filters:
              - macie-disabled
    """

    schema = type_schema("macie-disabled")
    permissions = ("macie2:GetMacieSession",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Raises ClientError where that cannot be read."""
        session, region = local_session(self.manager.session_factory), self.manager.config.region
        return resources if is_disabled(session.client("macie2", region_name=region)) else []
