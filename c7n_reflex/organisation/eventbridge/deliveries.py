"""One event on its way to one target: attempts, retries, the dead-letter queue, and the record of it all.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from c7n_reflex.organisation.eventbridge import timing
from c7n_reflex.organisation.eventbridge.envelope import Event
from c7n_reflex.organisation.eventbridge.faults import DeliveryError, faults
from c7n_reflex.organisation.eventbridge.rules import Rule

if TYPE_CHECKING:
    from c7n_reflex.organisation.eventbridge.targets import Targets
    from c7n_reflex.organisation.organisation import Organisation

log = logging.getLogger("c7n_reflex.organisation.eventbridge")

_MOST_KEPT = 10_000
Status = Literal["pending", "delivered", "retrying", "dead-letter", "dropped"]


@dataclass
class Delivery:
    """An event for a target of a rule. `began` is in seconds since the epoch."""

    rule: Rule
    target: dict[str, Any]
    event: Event
    forwarded: bool = False
    status: Status = "pending"
    attempts: int = 0
    error: DeliveryError | None = None
    began: float = field(default_factory=time.time)

    def described(self) -> dict[str, Any]:
        """One record of `GET deliveries`."""
        return {
            "account": self.rule.bus.account,
            "region": self.rule.bus.region,
            "bus": self.rule.bus.name,
            "rule": self.rule.name,
            "rule_arn": self.rule.arn,
            "target_id": self.target["Id"],
            "target_arn": self.target["Arn"],
            "event_id": self.event["id"],
            "status": self.status,
            "attempts": self.attempts,
            "error_code": self.error.code if self.error else "",
            "error_message": self.error.message if self.error else "",
            "time": self.began,
        }

    def condition(self) -> str:
        """EXHAUSTED_RETRY_CONDITION: why there is no further attempt, "" if there may be one."""
        policy = self.target.get("RetryPolicy", {})
        retries = min(int(policy.get("MaximumRetryAttempts", timing.MOST_RETRIES)), timing.MOST_RETRIES)
        age = int(policy.get("MaximumEventAgeInSeconds", timing.DEFAULT_MAXIMUM_AGE))
        if self.attempts > retries:
            return "MaximumRetryAttempts"
        return "MaximumEventAgeInSeconds" if time.time() - self.began > age else ""


class Deliveries:
    """All deliveries, the latest last."""

    def __init__(self, organisation: Organisation, targets: Targets) -> None:
        self._organisation = organisation
        self._targets = targets
        self._kept: deque[Delivery] = deque(maxlen=_MOST_KEPT)
        self._timers: set[threading.Timer] = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(self, delivery: Delivery) -> None:
        """Make the first attempt in the background."""
        self._kept.append(delivery)
        self._organisation.submit(_what(delivery), partial(self._attempt, delivery))

    def listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """Records whose fields have the values in `query` (account, region, rule, event_id, status...)."""
        records = [delivery.described() for delivery in list(self._kept)]
        return [record for record in records if all(str(record[key]) == query[key] for key in query)]

    def close(self) -> None:
        """Give up what waits for a retry."""
        with self._lock:
            self._closed = True
            for timer in self._timers:
                timer.cancel()

    def _attempt(self, delivery: Delivery) -> None:
        delivery.attempts += 1
        try:
            with faults():
                self._targets.send(delivery)
        except DeliveryError as fault:
            delivery.error = fault
            if fault.retryable and not delivery.condition():
                self._retry_later(delivery)
            else:
                self._give_up(delivery, fault)
        except Exception as error:  # a fault of ours: nobody waits for this thread's result, so say it here
            log.exception("%s failed inside the organisation", _what(delivery))
            delivery.status, delivery.error = "dropped", DeliveryError("INTERNAL_ERROR", repr(error))
            raise
        else:
            delivery.status = "delivered"

    def _retry_later(self, delivery: Delivery) -> None:
        delivery.status = "retrying"
        # Waiting counts as being busy: whoever waits for quiet waits for the retry.
        token = self._organisation.tracker.begin(f"retry of {_what(delivery)}")

        def again() -> None:
            try:
                self._organisation.submit(_what(delivery), partial(self._attempt, delivery))
            finally:
                self._organisation.tracker.end(token)
                self._timers.discard(timer)

        timer = threading.Timer(timing.delay(delivery.attempts), again)
        timer.daemon = True
        with self._lock:
            if self._closed:
                self._organisation.tracker.end(token)
                return
            self._timers.add(timer)
            timer.start()

    def _give_up(self, delivery: Delivery, fault: DeliveryError) -> None:
        queue = delivery.target.get("DeadLetterConfig", {}).get("Arn")
        delivery.status = "dropped"
        if not queue:
            return
        attributes = {
            "ERROR_CODE": fault.code,
            "ERROR_MESSAGE": fault.message,
            "RULE_ARN": delivery.rule.arn,
            "TARGET_ARN": delivery.target["Arn"],
        }
        if fault.retryable:
            attributes["RETRY_ATTEMPTS"] = str(delivery.attempts - 1)
            attributes["EXHAUSTED_RETRY_CONDITION"] = delivery.condition()
        try:
            with faults():
                self._targets.send_message(delivery.rule, queue, json.dumps(delivery.event), attributes)
        except DeliveryError as second:
            delivery.error = DeliveryError(
                fault.code, f"{fault.message}; and not sent to {queue}: {second.message}"
            )
        else:
            delivery.status = "dead-letter"


def _what(delivery: Delivery) -> str:
    return f"events:{delivery.event['id']} by {delivery.rule.arn} to {delivery.target['Arn']}"
