"""`retention-short` on aws.log-group: are log events deleted too soon?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import type_schema

from custom_actions._log_retention import MINIMUM, is_meant, is_short, minimum_days


class RetentionShort(Filter):  # type: ignore[misc, unused-ignore]
    """Log groups that keep events for less than `minimum-days` (365); on a call only the group that it names.

    Groups without a retention keep them for ever, and do not match.

    :example:

    .. code-block:: yaml

        policies:
          - name: log-groups-with-short-retention
            resource: aws.log-group
            filters:
              - type: retention-short
                minimum-days: 90
    """

    schema = type_schema("retention-short", **MINIMUM)
    permissions = ()

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """By what DescribeLogGroups has just answered."""
        minimum = minimum_days(self.data)
        return [
            each
            for each in resources
            if is_meant(each["logGroupName"], event) and is_short(each.get("retentionInDays"), minimum)
        ]
