"""What EventBridge refuses in PutRule before moto sees it."""

from __future__ import annotations

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.eventbridge.rules import compiled
from c7n_reflex.organisation.eventbridge.schedules import parse


def check_rule(call: Call) -> None:
    """Raises ApiError for an invalid pattern or schedule."""
    if call.params.get("EventPattern"):
        compiled(call.params["EventPattern"])
    expression = call.params.get("ScheduleExpression")
    if expression:
        try:
            parse(expression)
        except ValueError:
            raise ApiError("ValidationException", "Parameter ScheduleExpression is not valid.") from None
