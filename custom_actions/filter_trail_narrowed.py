"""`narrowed-trail` on aws.cloudtrail: does a trail record less since the call?"""

from __future__ import annotations

from typing import Any

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._trail_scope import (
    flags,
    flags_turned_off,
    is_about_selectors,
    is_own,
    records_changes,
    selectors,
)


class NarrowedTrail(Filter):  # type: ignore[misc, unused-ignore]
    """Trails of this account that record less, or without validation, since the call.

    Without a call nothing matches: beside another trail, one may well be of a single region, or of data
    events alone.

    :example:

    .. code-block:: yaml

        policies:
          - name: trails-narrowed
            resource: aws.cloudtrail
            mode:
              type: cloudtrail
              events:
                - source: cloudtrail.amazonaws.com
                  event: UpdateTrail
                  ids: requestParameters.name
            filters:
              - narrowed-trail
    """

    schema = type_schema("narrowed-trail")
    permissions = ("cloudtrail:GetEventSelectors",)

    def process(
        self, resources: list[dict[str, Any]], event: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Raises ClientError where a trail's selectors cannot be read."""
        account = str(self.manager.config.account_id)
        return [each for each in resources if is_own(each["TrailARN"], account) and self._is(each, event)]

    def _is(self, trail: dict[str, Any], event: dict[str, Any] | None) -> bool:
        if not is_about_selectors(event):
            return bool(flags_turned_off(flags(trail), event))
        session = local_session(self.manager.session_factory)
        client = session.client("cloudtrail", region_name=trail["HomeRegion"])
        return not records_changes(selectors(client.get_event_selectors(TrailName=trail["TrailARN"])))
