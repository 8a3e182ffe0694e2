"""EventBridge: what becomes of an event on a bus. Rules, targets and buses themselves are moto's.

put_events   PutEvents, and who may put events on whose bus
dispatcher   an event on a bus -> the rules that match it -> their targets
deliveries   one event on its way to one target: retries, dead letters, the record of it
targets      how each kind of target is reached
payload      Input, InputPath and InputTransformer
schedules    rate(...) and cron(...), and the ticker that fires them
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.eventbridge.checks import check_rule
from c7n_reflex.organisation.eventbridge.dispatcher import Dispatcher
from c7n_reflex.organisation.eventbridge.put_events import PutEvents
from c7n_reflex.organisation.eventbridge.rules import compiled, snapshot
from c7n_reflex.organisation.eventbridge.ticker import Ticker

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

__all__ = ["hand_over", "install"]

_MOTOS = ("id", "time", "ingestion-time")  # a constant, and numbers of seconds


def install(organisation: Organisation) -> None:
    """Put EventBridge into the organisation and start its clock."""
    dispatcher = Dispatcher(organisation)
    organisation.events = dispatcher
    organisation.operations.override("events", "PutEvents", PutEvents(organisation, dispatcher))
    organisation.operations.override("events", "TestEventPattern", _test_event_pattern)
    organisation.operations.before("events", "PutRule", check_rule)
    organisation.control.route("POST", "events", lambda _, body: _emit(dispatcher, body))
    organisation.control.route("GET", "deliveries", lambda query, _: dispatcher.deliveries.listed(query))
    ticker = Ticker(organisation, dispatcher)
    organisation.at_close(dispatcher.deliveries.close)
    organisation.at_close(ticker.stop)
    ticker.start()


def hand_over(organisation: Organisation, rule: Any, event: dict[str, Any]) -> None:
    """Deliver an event that moto made itself (a bucket's notification, a replay) by one of moto's rules."""
    dispatcher = getattr(organisation, "events", None)
    if isinstance(dispatcher, Dispatcher) and rule.state == "ENABLED":
        dispatcher.offer(snapshot(rule), {key: value for key, value in event.items() if key not in _MOTOS})


def _emit(dispatcher: Dispatcher, body: Any) -> dict[str, str]:
    account, region, event = body["account"], body["region"], body["event"]
    if not isinstance(event, dict):
        raise TypeError("event must be an object")
    return {"event_id": dispatcher.put(account, region, event)}


def _test_event_pattern(call: Call) -> dict[str, Any]:
    try:
        event = json.loads(call.params["Event"])
    except ValueError:
        raise ApiError("ValidationException", "Parameter Event is not valid.") from None
    if not isinstance(event, dict):
        raise ApiError("ValidationException", "Parameter Event is not valid.")
    return {"Result": compiled(call.params["EventPattern"]).matches(event)}
