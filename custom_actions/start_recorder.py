"""`start-recorder` on aws.config-recorder: let AWS Config record again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions.base import Change, Remediation

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class StartRecorder(Remediation):
    """Start a configuration recorder that was stopped; what it records stays as it is.

    AWS Config starts no recorder without a delivery channel; then the action fails, and says so
    (https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html).

    :example:

    .. code-block:: yaml

        policies:
          - name: restart-recorders
            resource: aws.config-recorder
            filters:
              - stopped-recorder
            actions:
              - start-recorder
    """

    schema = type_schema("start-recorder")
    permissions = ("config:DescribeConfigurationRecorderStatus", "config:StartConfigurationRecorder")
    undo_permissions = ("config:StopConfigurationRecorder",)
    gone = frozenset({"NoSuchConfigurationRecorderException"})

    def read(self, clients: Clients, resource: dict[str, Any]) -> dict[str, Any] | None:
        """`{"recording": bool}`; None if there is no such recorder."""
        answer = clients("config").describe_configuration_recorder_status(
            ConfigurationRecorderNames=[resource["name"]]
        )
        found = answer["ConfigurationRecordersStatus"]
        return {"recording": bool(found[0]["recording"])} if found else None

    def plan(
        self,
        resource: dict[str, Any],
        before: dict[str, Any],
        event: dict[str, Any] | None,  # noqa: ARG002
    ) -> Change | None:
        """Start it, unless it is recording."""
        if before["recording"]:
            return None
        summary = f"Started the configuration recorder {resource['name']} again."
        return Change(summary, details={}, undo=before, after={"recording": True})

    def apply(self, clients: Clients, change: Change, record: Record) -> None:  # noqa: ARG002
        """One call, which changes nothing on a recorder that is recording."""
        clients("config").start_configuration_recorder(ConfigurationRecorderName=record.resource)

    @classmethod
    def undo(cls, clients: Clients, record: Record) -> None:
        """Stop it again."""
        clients("config").stop_configuration_recorder(ConfigurationRecorderName=record.resource)
