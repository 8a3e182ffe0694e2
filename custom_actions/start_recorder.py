"""`start-recorder` on aws.config-recorder: let AWS Config record again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n.utils import type_schema

from custom_actions._toggles import Toggle

if TYPE_CHECKING:
    from c7n_reflex.ledger import Record
    from custom_actions.base import Clients


class StartRecorder(Toggle):
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
    state = "recording"

    def is_on(self, clients: Clients, resource: dict[str, Any]) -> bool | None:
        """Of the recorder; None if there is none of its name."""
        answer = clients("config").describe_configuration_recorder_status(
            ConfigurationRecorderNames=[resource["name"]]
        )
        found = answer["ConfigurationRecordersStatus"]
        return bool(found[0]["recording"]) if found else None

    def summary(self, resource: dict[str, Any]) -> str:
        """Which."""
        return f"Started the configuration recorder {resource['name']} again."

    @classmethod
    def turn(cls, clients: Clients, record: Record, *, on: bool) -> None:
        """Changes nothing where it is so already."""
        if on:
            clients("config").start_configuration_recorder(ConfigurationRecorderName=record.resource)
        else:
            clients("config").stop_configuration_recorder(ConfigurationRecorderName=record.resource)
