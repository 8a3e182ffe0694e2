"""`restore-retention` on aws.log-group: keep log events for the least time again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._log_retention import MINIMUM, is_meant, is_short, minimum_days
from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class RestoreRetention(Remediation):
    """Set the retention of a log group that keeps events for less than `minimum-days` (365) to that.

    CloudWatch Logs deletes expired events within 72 hours: until then they are saved by it
    (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html).
    What the retention was before the call is not known.

    :example:

    .. code-block:: yaml

        policies:
          - name: keep-logs
            resource: aws.log-group
            filters:
              - type: retention-short
                minimum-days: 90
            actions:
              - type: restore-retention
                minimum-days: 90
    """

    schema = type_schema("restore-retention", **MINIMUM)
    permissions = ("logs:DescribeLogGroups", "logs:PutRetentionPolicy")
    gone = frozenset({"ResourceNotFoundException"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"days": int or None}`, None in it for ever; None if there is no such group."""
        name = resource["logGroupName"]
        pages = clients("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name)
        found = [each for page in pages for each in page["logGroups"] if each["logGroupName"] == name]
        return {"days": found[0].get("retentionInDays")} if found else None

    def plan(
        self, resource: dict[str, Any], before: dict[str, Any], event: dict[str, Any] | None
    ) -> Change | None:
        """The least number of days, unless the group keeps events longer or the call names another."""
        name, minimum, days = resource["logGroupName"], minimum_days(self.data), before["days"]
        if not is_meant(name, event) or not is_short(days, minimum):
            return None
        after = {"days": minimum}
        summary = f"Set the retention of log group {name} from {days} to {minimum} days."
        return Change(summary, details=after, undo=before, after=after)

    def apply(self, clients: Clients, change: Change, record: Record) -> None:
        """One call, which may be repeated."""
        _put(clients, record.resource, change.details["days"])

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Set the number of days that was found."""
        _put(clients, record.resource, (record.undo or {})["days"])


def _put(clients: Clients, name: str, days: int) -> None:
    clients("logs").put_retention_policy(logGroupName=name, retentionInDays=days)
