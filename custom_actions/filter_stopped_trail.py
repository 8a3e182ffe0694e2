"""`stopped-trail` on aws.cloudtrail: is it not logging, and the account's own to start?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

_ACCOUNT = 4  # the field of an ARN


class StoppedTrail(Filter):  # type: ignore[misc, unused-ignore]
    """Trails of this account that are not logging, as their home region says now.

    An organisation's trail is shown in every member account, which cannot start it: it counts in its own
    account only.

    :example:

    .. code-block:: yaml

        policies:
          - name: stopped-trails
            resource: aws.cloudtrail
            filters:
              - stopped-trail
    """

    schema = type_schema("stopped-trail")
    permissions = ("cloudtrail:GetTrailStatus",)

    def process(
        self,
        resources: list[dict[str, Any]],
        event: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Raises ClientError where a trail's status cannot be read."""
        return [trail for trail in resources if self._is_own(trail) and self._is_stopped(trail)]

    def _is_own(self, trail: dict[str, Any]) -> bool:
        owner: str = trail["TrailARN"].split(":")[_ACCOUNT]
        return owner == str(self.manager.config.account_id)

    def _is_stopped(self, trail: dict[str, Any]) -> bool:
        session = local_session(self.manager.session_factory)
        client = session.client("cloudtrail", region_name=trail["HomeRegion"])
        is_logging: bool = client.get_trail_status(Name=trail["TrailARN"])["IsLogging"]
        return not is_logging
