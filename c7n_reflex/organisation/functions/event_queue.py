"""Asynchronous invocation: Lambda's own queue of events, with retries and what follows them.

Source: "How Lambda handles errors and retries with asynchronous invocation" of the Lambda Developer Guide.
"""

from __future__ import annotations

import functools
import json
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions import destinations
from c7n_reflex.organisation.functions.destinations import Condition
from c7n_reflex.organisation.functions.dispatcher import Dispatcher
from c7n_reflex.organisation.functions.invoker import Invoker
from c7n_reflex.organisation.functions.limits import BACKOFF_SECONDS, THROTTLE_SECONDS
from c7n_reflex.organisation.functions.names import FunctionName
from c7n_reflex.organisation.functions.outcome import Outcome, fault
from c7n_reflex.organisation.functions.target import Target, resolve
from c7n_reflex.organisation.functions.timers import Timers

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

log = logging.getLogger("c7n_reflex.organisation.functions")


@dataclass
class _Event:
    called: FunctionName
    payload: str  # JSON text
    token: int  # of the tracker, held until the event is done with
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    begun: float = field(default_factory=time.monotonic)
    attempts: int = 0

    def too_old(self, target: Target, pause: float) -> bool:
        """True if it would be older than the function's events may be, in `pause` seconds."""
        return time.monotonic() + pause - self.begun > target.event_age


class EventQueue:
    """Events on their way to functions. Each keeps the organisation busy until nothing more will be done."""

    def __init__(
        self, organisation: Organisation, invoker: Invoker, dispatcher: Dispatcher, timers: Timers
    ) -> None:
        self._organisation = organisation
        self._invoker = invoker
        self._dispatcher = dispatcher
        self._timers = timers

    def put(self, called: FunctionName, payload: str) -> str:
        """Queue an event (JSON text); returns the request id, the same for all its attempts."""
        token = self._organisation.tracker.begin(f"event for {called.arn}")
        event = _Event(called, payload, token)
        self._submit(event)
        return event.request_id

    def _submit(self, event: _Event) -> None:
        if not self._dispatcher.submit(event.called.arn, functools.partial(self._attempt, event)):
            self._organisation.tracker.end(event.token)

    def _attempt(self, event: _Event) -> None:
        # A fault here must not leave the organisation busy for ever.
        later: Callable[[], None] | None = None
        try:
            later = self._once(event)
        except (ApiError, ClientError, BotoCoreError, OSError, ValueError):
            log.exception("an event for %s is lost", event.called.arn)
        finally:
            if later:
                later()
            else:
                self._organisation.tracker.end(event.token)

    def _once(self, event: _Event) -> Callable[[], None] | None:
        """Run the event once; returns what puts it back, or None if it is done with."""
        try:
            target = resolve(self._organisation, event.called)
        except ApiError:
            log.warning("%s is no more; an event for it is dropped", event.called.arn)
            return None
        if target.reserved_concurrency == 0:
            self._give_up(event, target, _throttle(event, target), "ZeroReservedConcurrency")
            return None
        try:
            outcome = self._invoker.invoke(target, event.payload, event.request_id)
        except ApiError as error:
            if error.code == "TooManyRequestsException":
                return self._throttled(event, target)
            outcome = _not_run(event, target, error)
        event.attempts += 1
        if outcome.failed:
            return self._retry(event, target, outcome)
        self._succeed(event, target, outcome)
        return None

    def _succeed(self, event: _Event, target: Target, outcome: Outcome) -> None:
        if target.on_success:
            content = destinations.record(target, event.payload, outcome, "Success", event.attempts)
            destinations.send_record(self._organisation, target, target.on_success, content)

    def _retry(self, event: _Event, target: Target, outcome: Outcome) -> Callable[[], None] | None:
        pause = BACKOFF_SECONDS[min(event.attempts, len(BACKOFF_SECONDS)) - 1]
        if event.attempts > target.retries:
            self._give_up(event, target, outcome, "RetriesExhausted")
        elif event.too_old(target, pause):
            self._give_up(event, target, outcome, "EventAgeExceeded")
        else:
            return self._again(event, pause)
        return None

    def _throttled(self, event: _Event, target: Target) -> Callable[[], None] | None:
        if not event.too_old(target, THROTTLE_SECONDS):
            return self._again(event, THROTTLE_SECONDS)
        self._give_up(event, target, _throttle(event, target), "EventAgeExceeded")
        return None

    def _again(self, event: _Event, pause: float) -> Callable[[], None]:
        def put_back() -> None:
            self._timers.after(pause, lambda: self._submit(event))

        return put_back

    def _give_up(self, event: _Event, target: Target, outcome: Outcome, condition: Condition) -> None:
        log.warning("%s gave up on an event (%s): %s", event.called.arn, condition, outcome.error)
        if target.on_failure:
            content = destinations.record(target, event.payload, outcome, condition, event.attempts)
            destinations.send_record(self._organisation, target, target.on_failure, content)
        if target.dead_letter_arn:
            destinations.send_dead_letter(self._organisation, target, event.payload, outcome)


def _not_run(event: _Event, target: Target, error: ApiError) -> Outcome:
    """The outcome of an event that never reached the function."""
    payload = json.dumps(fault(error.code, error.message))
    return Outcome(event.request_id, target.configuration.version, "error", payload)


def _throttle(event: _Event, target: Target) -> Outcome:
    return _not_run(event, target, ApiError("TooManyRequestsException", "Rate Exceeded.", status=429))
