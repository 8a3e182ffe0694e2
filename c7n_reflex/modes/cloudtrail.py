"""Mode `cloudtrail`: an API call, recorded by CloudTrail (c7n.policy.CloudTrailMode)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c7n.cwe import CloudWatchEvents
from c7n.exceptions import PolicyValidationError
from c7n.policy import CloudTrailMode
from c7n.query import ChildResourceManager
from c7n.utils import jmespath_compile
from jmespath.exceptions import JMESPathError

from c7n_reflex.events import principals
from c7n_reflex.modes.base import EventMode
from c7n_reflex.modes.calls import calls_of, failure, ids_in, needed_pattern
from c7n_reflex.modes.patterns import mentions, merged
from c7n_reflex.pipeline.locate import Name
from c7n_reflex.pipeline.outcome import Outcome
from c7n_reflex.pipeline.route import Ending

_ISSUER_NAME = ("userIdentity", "sessionContext", "sessionIssuer", "userName")


class CloudTrail(EventMode):
    """Runs on API calls, but not on failed ones and not on our own."""

    schema = CloudTrailMode.schema

    def validate(self) -> None:
        """PolicyValidationError where stock asserts, or raises what jmespath does."""
        super().validate()
        events = self.mode.get("events")
        if not events:
            self._invalid("mode cloudtrail needs `events`: the API calls to react to")
        for event in events or ():
            self._validate_event(event)
        manager = self.policy.resource_manager
        if isinstance(manager, ChildResourceManager) and not getattr(
            manager.resource_type, "supports_trailevents", False
        ):
            self._invalid(f"resource {self.policy.resource_type} does not support mode cloudtrail")

    def _validate_event(self, event: Any) -> None:
        if isinstance(event, str):
            if event not in CloudWatchEvents.trail_events:
                self._invalid(f"event {event!r} is no shortcut: write it as `source`, `event` and `ids`")
            return
        missing = {"source", "event", "ids"} - set(event)
        if missing:
            self._invalid(f"event {event} lacks {', '.join(sorted(missing))}")
        try:
            jmespath_compile(event["ids"])
        except JMESPathError as error:
            self._invalid(f"ids of event {event['event']}: {error}")

    def _invalid(self, text: str) -> None:
        raise PolicyValidationError(f"policy:{self.policy.name} {text}")

    def event_pattern(self) -> dict[str, Any]:
        """The calls in `events` that succeeded and are not ours; the same JSON every time."""
        needed = needed_pattern(calls_of(self.mode), self._mentions("responseElements"))
        defaults = {"detail": {"errorCode": [{"exists": False}], "$or": self._not_ours()}}
        return merged(needed, self.mode.get("pattern"), defaults)

    def kind_pattern(self) -> dict[str, Any]:
        """The calls in `events`, failed ones and our own as well."""
        return merged(needed_pattern(calls_of(self.mode), True), self.mode.get("pattern"), {})

    def _mentions(self, *path: str) -> bool:
        return mentions(self.mode.get("pattern"), ("detail", *path))

    def ending(self, event: Mapping[str, Any]) -> Ending | None:
        """Again what the rule keeps out, for events that come another way (invoked by hand, replayed)."""
        detail = event.get("detail")
        if not isinstance(detail, Mapping) or not detail.get("eventName") or not detail.get("eventSource"):
            return Outcome.MALFORMED, "the event records no API call"
        failed = failure(detail)
        if failed and not (self._mentions("errorCode") or self._mentions("responseElements")):
            return Outcome.CALL_FAILED, failed
        return (Outcome.OWN_CALL, "") if principals.is_own(event, self.own_roles()) else None

    def names(self, event: Mapping[str, Any]) -> Iterable[Name]:
        """The ids that `events` finds in the call, in the account and region that it is recorded for."""
        detail = event["detail"]
        account = str(detail.get("recipientAccountId") or event.get("account") or "")
        region = str(event.get("region") or detail.get("awsRegion") or "")
        ids = ids_in(event, calls_of(self.mode))
        if self.policy.resource_manager.type == "account":
            return [Name(account, region, "", {"c7n-reflex:ids": ids})]
        ids = self.policy.resource_manager.match_ids(ids)
        if ids:
            self.wait(self.mode.get("delay", 0))  # for what AWS shows only some seconds after the call
        return [Name(account, region, each) for each in ids]

    def _not_ours(self) -> list[dict[str, Any]]:
        """Root and IAM users have no issuer, and `anything-but` matches nothing where there is no value."""

        def issuer(condition: dict[str, Any]) -> dict[str, Any]:
            nested: Any = [condition]
            for key in reversed(_ISSUER_NAME):
                nested = {key: nested}
            return dict(nested)

        return [issuer({"exists": False}), issuer({"anything-but": list(self.own_roles())})]
