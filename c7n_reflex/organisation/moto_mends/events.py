"""moto's EventBridge delivers events itself, wrongly, and keeps bus policies in a way that loses statements.

Each function mends one fault of moto 5.2.5 and says which. They replace attributes of moto's modules, so
they hold for the whole process; running them twice changes nothing.
"""

from __future__ import annotations

import json
from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_current: list[Organisation] = []  # the organisation that events are handed to; the latest one


def install(organisation: Organisation) -> None:
    """Mend EventBridge, once a process."""
    from moto.events import models

    _current[:] = [organisation]
    if getattr(models, "_mended", False):
        return
    for mend in MENDS:
        mend()
    models._mended = True


def no_delivery_by_moto() -> None:
    """`Rule.send_to_targets` ignores a rule's state and raises NotImplementedError for a Lambda target.

    PutEvents never reaches it (eventbridge/put_events.py); replays and a bucket's notifications do, and are
    handed to the organisation's own dispatcher here.
    """
    from moto.events.models import Rule

    def send_to_targets(self: Any, original_event: dict[str, Any], **_: bool) -> None:
        from c7n_reflex.organisation.eventbridge import hand_over

        if _current:
            hand_over(_current[0], self, original_event)

    Rule.send_to_targets = send_to_targets


def no_notice_of_buckets() -> None:
    """CreateBucket invokes Lambda targets in every account, through docker, with an event that is not AWS's.

    The event of the call is CloudTrail's to emit (cloudtrail/).
    """
    from moto.s3 import models

    models.events_send_notification = lambda *_, **__: None


def patterns() -> None:
    """Patterns that AWS refuses (unknown operators, wrong types) are accepted, then never match or raise."""
    from moto.events.exceptions import InvalidEventPatternException
    from moto.events.models import EventPatternParser

    from c7n_reflex.organisation.calls import ApiError
    from c7n_reflex.organisation.eventbridge.rules import compiled

    def parse(self: Any) -> dict[str, Any]:
        if not self.pattern:
            return {}
        try:
            compiled(self.pattern)
        except ApiError as error:
            raise InvalidEventPatternException(reason=error.message.partition("Reason: ")[2]) from None
        document: dict[str, Any] = json.loads(self.pattern)
        return document

    EventPatternParser.parse = parse


def everybody_as_principal() -> None:
    """PutPermission with Principal "*" is kept as the role ARN `arn:aws:iam::*:root`, which is nobody."""
    from moto.events.models import EventBusPolicyStatement

    stock = EventBusPolicyStatement.describe

    def describe(self: Any) -> dict[str, Any]:
        statement: dict[str, Any] = stock(self)
        principal = statement["Principal"]
        if isinstance(principal, dict) and str(principal.get("AWS", "")).endswith(":iam::*:root"):
            statement["Principal"] = "*"
        return statement

    EventBusPolicyStatement.describe = describe


def statements_of_the_same_principal() -> None:
    """A new statement drops every other statement with the same principal, whatever its Sid."""
    from moto.events.models import EventBus

    EventBus._remove_principals_statements = lambda *_: None


def whole_policies() -> None:
    """PutPermission with Policy adds to the policy instead of replacing it, and fails without a Sid."""
    from moto.events.models import EventBus, EventsBackend

    stock = EventBus.add_policy

    def add_policy(self: Any, policy: dict[str, Any]) -> None:
        found = policy["Statement"]
        listed = [found] if isinstance(found, dict) else found
        stock(self, {"Statement": [{"Sid": f"Statement{number}", **s} for number, s in enumerate(listed)]})

    def put(event_bus: Any, policy: str) -> None:
        from moto.core.exceptions import JsonRESTError

        try:
            document = json.loads(policy)
            document["Statement"]
        except (ValueError, KeyError, TypeError):
            raise JsonRESTError("ValidationException", "This policy contains invalid Json") from None
        event_bus.remove_statements()
        event_bus.add_policy(document)

    EventBus.add_policy = add_policy
    EventsBackend._put_permission_from_policy = staticmethod(put)


MENDS = (
    no_delivery_by_moto,
    no_notice_of_buckets,
    patterns,
    everybody_as_principal,
    statements_of_the_same_principal,
    whole_policies,
)
