"""Makes a scenario's boto3 calls."""

from __future__ import annotations

from typing import Any

from c7n_reflex.drill import variables
from c7n_reflex.drill.callers import Callers
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.model import Call
from c7n_reflex.errors import ReflexError

# How a call's user agent ends: by these, the trail tells preparation and attack from everything else.
GIVEN_MARK = "drill-given/"
ATTACK_MARK = "drill-attack/"


class CallFailedError(ReflexError):
    """A scenario's call did not end as the scenario says."""


def perform(call: Call, performance: Performance, callers: Callers, mark: str) -> dict[str, Any]:
    """The response of the call ({} if it failed as expected); saves what the call says to save."""
    answer, error = attempt(call, performance, callers, mark)
    if error != call.error:
        expected = f"to fail with {call.error}" if call.error else "to succeed"
        found = f"failed with {error}" if error else "succeeded"
        message = f"{call.service}.{call.operation} was expected {expected}, it {found}"
        raise CallFailedError(message, place=call.place)
    for name, query in call.save.items():
        performance.variables[name] = _search(query, answer, call)
    return answer


def attempt(
    call: Call, performance: Performance, callers: Callers, mark: str = GIVEN_MARK
) -> tuple[dict[str, Any], str]:
    """Response and AWS error code ("" on success)."""
    from botocore.exceptions import ClientError, ParamValidationError

    client = callers.client(
        call.service, performance.account.id, performance.region, call.caller, f"{mark}{performance.id}"
    )
    try:
        answer = getattr(client, call.operation)(**variables.fill(call.params, performance.variables))
    except ClientError as error:
        return {}, str(error.response["Error"]["Code"])
    except ParamValidationError as error:
        raise CallFailedError(f"{call.service}.{call.operation}: {error}", place=call.place) from None
    answer.pop("ResponseMetadata", None)
    return answer, ""


def _search(query: str, answer: dict[str, Any], call: Call) -> Any:
    import jmespath

    found = jmespath.search(query, answer)
    if found is None:
        raise CallFailedError(f"nothing to save at {query!r}: {answer}", place=call.place)
    return found
