"""`guardduty-disabled` on aws.account: is a detector of the region disabled?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._guardduty import detectors, to_enable


class GuardDutyDisabled(Filter):  # type: ignore[misc, unused-ignore]
    """Accounts with a disabled GuardDuty detector in the region; on a call only the one that it disabled.

    Accounts without a detector do not match: `enable-guardduty` makes none.

    :example:

    .. code-block:: yaml

        policies:
          - name: accounts-without-guardduty
            resource: aws.account
            filters:
              - guardduty-disabled
    """

    schema = type_schema("guardduty-disabled")
    permissions = ("guardduty:ListDetectors", "guardduty:GetDetector")

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Raises ClientError where the detectors cannot be read."""
        session, region = local_session(self.manager.session_factory), self.manager.config.region
        client = session.client("guardduty", region_name=region)
        return [each for each in resources if to_enable(detectors(client), event)]
