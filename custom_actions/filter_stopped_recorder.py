"""`stopped-recorder` on aws.config-recorder: is it not recording, and the account's own to start?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import type_schema


class StoppedRecorder(Filter):  # type: ignore[misc, unused-ignore]
    """Configuration recorders that are not recording, other than those that AWS services have for themselves.

    :example:

    .. code-block:: yaml

        policies:
          - name: stopped-recorders
            resource: aws.config-recorder
            filters:
              - stopped-recorder
    """

    schema = type_schema("stopped-recorder")
    # Custodian asks for both when it reads a recorder, and declares neither.
    permissions = ("config:DescribeConfigurationRecorderStatus", "config:DescribeDeliveryChannels")

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """By the status that Custodian has just read; a recorder without one is left alone."""
        return [each for each in resources if _is_stopped(each) and each.get("recordingScope") != "INTERNAL"]


def _is_stopped(recorder: dict[str, Any]) -> bool:
    return recorder.get("status", {}).get("recording") is False
