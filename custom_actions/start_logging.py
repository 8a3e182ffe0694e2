"""`start-logging` on aws.cloudtrail: let a stopped trail record again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class StartLogging(Toggle):
    """Start the logging of a trail that was stopped, in the trail's home region.

    Nothing else of the trail is changed. What was called while it was stopped is not in its files;
    CloudTrail's event history has it for 90 days
    (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: restart-trails
            resource: aws.cloudtrail
            filters:
              - stopped-trail
            actions:
              - start-logging
    """

    schema = type_schema("start-logging")
    permissions = ("cloudtrail:GetTrailStatus", "cloudtrail:StartLogging")
    undo_permissions = ("cloudtrail:StopLogging",)
    gone = frozenset({"TrailNotFoundException"})
    state = "logging"

    def region(self, resource: dict[str, Any]) -> str:
        """The trail's home region: elsewhere only its shadows are, which cannot be changed."""
        return str(resource["HomeRegion"])

    def is_on(self, clients: Clients, resource: dict[str, Any]) -> bool:
        """Of the trail."""
        return bool(clients("cloudtrail").get_trail_status(Name=resource["TrailARN"])["IsLogging"])

    def summary(self, resource: dict[str, Any]) -> str:
        """Which."""
        return f"Started the logging of trail {resource['Name']}."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:
        """Changes nothing where it is so already."""
        if on:
            clients("cloudtrail").start_logging(Name=record.resource)
        else:
            clients("cloudtrail").stop_logging(Name=record.resource)
