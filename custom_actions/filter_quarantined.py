"""`quarantined` on aws.ec2: is every interface of the instance isolated?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import type_schema

from custom_actions.quarantine_instance import groups_by_interface, is_isolated


class Quarantined(Filter):  # type: ignore[misc, unused-ignore]
    """Instances of which every network interface has the isolating group and no other.

    :example:

    .. code-block:: yaml

        policies:
          - name: quarantined-instances
            resource: aws.ec2
            filters:
              - quarantined
    """

    schema = type_schema("quarantined")

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """An instance without interfaces (terminated) has nothing left to isolate and matches."""
        return [
            instance
            for instance in resources
            if all(is_isolated(groups) for groups in groups_by_interface(instance).values())
        ]
