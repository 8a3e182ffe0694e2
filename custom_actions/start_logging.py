"""`start-logging` on aws.cloudtrail: let a stopped trail record again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class StartLogging(Remediation):
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

    def region(self, resource: dict[str, Any]) -> str:
        """The trail's home region: elsewhere only its shadows are, which cannot be changed."""
        return str(resource["HomeRegion"])

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"logging": bool}`."""
        answer = clients("cloudtrail").get_trail_status(Name=resource["TrailARN"])
        return {"logging": bool(answer["IsLogging"])}

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Start it, unless it is logging."""
        if before["logging"]:
            return None
        summary = f"Started the logging of trail {resource['Name']}."
        return Change(summary, details={}, undo=before, after={"logging": True})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call, which changes nothing on a trail that is logging."""
        clients("cloudtrail").start_logging(Name=record.resource)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Stop it again."""
        clients("cloudtrail").stop_logging(Name=record.resource)
