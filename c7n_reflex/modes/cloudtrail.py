"""Mode `cloudtrail`: an API call, recorded by CloudTrail (c7n.policy.CloudTrailMode)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from c7n.cwe import CloudWatchEvents
from c7n.exceptions import PolicyExecutionError, PolicyValidationError
from c7n.policy import CloudTrailMode
from c7n.query import ChildResourceManager
from c7n.utils import jmespath_compile
from jmespath.exceptions import JMESPathError

from c7n_reflex.events import principals
from c7n_reflex.modes.base import EventMode, Task
from c7n_reflex.modes.member import required_target
from c7n_reflex.modes.patterns import mentions, merged

_CALL = "AWS API Call via CloudTrail"
_SIGN_IN = "AWS Console Sign In via CloudTrail"
_SIGN_IN_SOURCE = "signin.amazonaws.com"
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
        calls = sorted({_call(event) for event in self.mode["events"]})
        types = {_SIGN_IN if source == _SIGN_IN_SOURCE else _CALL for source, _ in calls}
        needed = {
            "detail-type": sorted(types),
            "detail": {
                "eventSource": sorted({source for source, _ in calls} | set(self.mode.get("sources", ()))),
                "eventName": sorted({name for _, name in calls}),
            },
        }
        defaults = {"detail": {"errorCode": [{"exists": False}], "$or": _not_ours()}}
        return merged(needed, self.mode.get("pattern"), defaults)

    def reason_to_ignore(self, event: Mapping[str, Any]) -> str:
        """Again what the rule keeps out, for events that come another way (invoked by hand, replayed)."""
        detail = event.get("detail") or {}
        if not detail.get("eventName") or not detail.get("eventSource"):
            raise PolicyExecutionError(f"policy:{self.policy.name} the event records no API call")
        wants_failed = mentions(self.mode.get("pattern"), ("detail", "errorCode"))
        if detail.get("errorCode") and not wants_failed:
            return f"the call failed: {detail['errorCode']}"
        return "own call" if principals.is_own(event) else ""

    def locate(self, event: Mapping[str, Any]) -> list[Task]:
        """The ids that `events` finds in the call, in the account and region of the call."""
        target = required_target(self.policy, event.get("account"), event.get("region"))
        found = [each for each in CloudWatchEvents.get_ids(event, self.mode) or () if isinstance(each, str)]
        ids = self.policy.resource_manager.match_ids(list(dict.fromkeys(found)))
        if not ids:
            return []
        time.sleep(self.mode.get("delay", 0))  # for what AWS shows only some seconds after the call
        return [Task(target, ids, event)]


def _call(event: str | Mapping[str, str]) -> tuple[str, str]:
    if isinstance(event, str):
        return CloudWatchEvents.get(event)["source"], event
    return event["source"], event["event"]


def _not_ours() -> list[dict[str, Any]]:
    """Root and IAM users have no issuer, and `anything-but` matches nothing where there is no value."""

    def issuer(condition: dict[str, Any]) -> dict[str, Any]:
        nested: Any = [condition]
        for key in reversed(_ISSUER_NAME):
            nested = {key: nested}
        return dict(nested)

    return [issuer({"exists": False}), issuer({"anything-but": list(principals.OWN_ROLES)})]
