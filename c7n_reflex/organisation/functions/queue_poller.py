"""SQS event source mappings: takes messages from a queue and gives them to a function in batches.

There is no polling: a mapping is woken by a message's arrival and sleeps, without a thread, until the next
message of the queue becomes visible. It keeps the organisation busy as long as the queue holds any message.
"""

from __future__ import annotations

import functools
import json
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.functions import names, queue_batches
from c7n_reflex.organisation.functions.credentials import SERVICE
from c7n_reflex.organisation.functions.destinations import queue_url
from c7n_reflex.organisation.functions.dispatcher import Dispatcher
from c7n_reflex.organisation.functions.invoker import Invoker
from c7n_reflex.organisation.functions.limits import (
    BATCH_REDELIVERY_SECONDS,
    BATCH_WINDOW_SECONDS,
    REDELIVERY_SECONDS,
    VISIBILITY_MARGIN_SECONDS,
)
from c7n_reflex.organisation.functions.queue_batches import Message
from c7n_reflex.organisation.functions.target import Target, resolve
from c7n_reflex.organisation.functions.timers import Timer, Timers

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

log = logging.getLogger("c7n_reflex.organisation.functions")

_RECEIVED_AT_ONCE = 10  # SQS's limit of a call


@dataclass(frozen=True)
class Mapping:
    """A snapshot of an event source mapping."""

    id: str
    account: str
    region: str
    queue_arn: str
    function_arn: str
    batch_size: int
    window: float  # seconds
    report_items: bool

    @property
    def queue_name(self) -> str:
        """The queue's name; a mapping's queue is in its account and region."""
        return self.queue_arn.rsplit(":", 1)[-1]


def mapping_of(esm: Any) -> Mapping:
    """A snapshot of moto's EventSourceMapping. Call it under the lock."""
    return Mapping(
        id=esm.uuid,
        account=esm.account_id,
        region=esm.region,
        queue_arn=esm.event_source_arn,
        function_arn=esm.function_arn,
        batch_size=esm.batch_size,
        window=min(float(esm.max_batch_window or 0), BATCH_WINDOW_SECONDS),
        report_items="ReportBatchItemFailures" in (esm.function_response_types or ()),
    )


class QueuePoller:
    """The drain of one mapping: idle, running, or waiting for a message to become visible."""

    def __init__(
        self,
        organisation: Organisation,
        invoker: Invoker,
        dispatcher: Dispatcher,
        timers: Timers,
        mapping_id: str,
    ) -> None:
        self._organisation = organisation
        self._invoker = invoker
        self._dispatcher = dispatcher
        self._timers = timers
        self._id = mapping_id
        self._lock = threading.Lock()
        self._token: int | None = None  # None: idle
        self._timer: Timer | None = None  # None while not idle: running
        self._woken = False  # while running

    def wake(self, mapping: Mapping) -> None:
        """Something happened in the mapping's queue."""
        with self._lock:
            if self._token is not None and self._timer is None:
                self._woken = True
                return
            if self._token is None:
                self._token = self._organisation.tracker.begin(f"queue {mapping.queue_arn}")
            elif self._timer:
                self._timer.cancel()
                self._timer = None
            self._submit(mapping)

    def nudge(self, mapping: Mapping) -> None:
        """`wake` for what can only matter to a mapping that waits for a message."""
        with self._lock:
            if self._token is None:
                return
        self.wake(mapping)

    def _submit(self, mapping: Mapping) -> None:
        if not self._dispatcher.submit(mapping.function_arn, functools.partial(self._run, mapping)):
            self._rest()

    def _run(self, mapping: Mapping) -> None:
        pause: float | None = None
        try:
            current = self._current(mapping)
            pause = self._step(current) if current else None
        except (ApiError, ClientError, BotoCoreError, OSError, ValueError):
            log.exception("event source mapping %s stops until the next message", self._id)
        finally:
            self._after(mapping, pause)

    def _after(self, mapping: Mapping, pause: float | None) -> None:
        """Go on at once (pause 0 or woken meanwhile), later, or not before the next wake (None)."""
        with self._lock:
            woken, self._woken = self._woken, False
            if woken or pause == 0:
                self._submit(mapping)
            elif pause is None:
                self._rest()
            else:
                self._timer = self._timers.after(pause, functools.partial(self.wake, mapping))

    def _rest(self) -> None:
        token, self._token = self._token, None
        if token is not None:
            self._organisation.tracker.end(token)

    def _current(self, mapping: Mapping) -> Mapping | None:
        """The mapping as it is now; None if it is gone or disabled."""
        with self._organisation.lock:
            backend = self._organisation.backend("lambda", mapping.account, mapping.region)
            esm = backend.get_event_source_mapping(mapping.id)
            return mapping_of(esm) if esm is not None and esm.enabled else None

    def _step(self, mapping: Mapping) -> float | None:
        """Take one batch if there is one; returns the seconds until the next look, None if empty."""
        due = self._due(mapping)
        if due is None or due > 0:
            return due
        target = resolve(
            self._organisation, names.parse(mapping.function_arn, mapping.account, mapping.region)
        )
        if mapping.window:
            time.sleep(mapping.window)
        messages = self._receive(mapping, target)
        if messages:
            self._process(mapping, target, messages)
        return 0 if messages else self._due(mapping)

    def _due(self, mapping: Mapping) -> float | None:
        """Seconds until a message is visible; 0 if one is, None if there are none."""
        now = time.time() * 1000
        with self._organisation.lock:
            queues = self._organisation.backend("sqs", mapping.account, mapping.region).queues
            queue = queues.get(mapping.queue_name)
            times = [max(m.visible_at, m.delayed_until) for m in queue._messages] if queue else []
        if not times:
            return None
        return max(0.0, (min(times) - now + 2) / 1000) if min(times) >= now else 0.0

    def _receive(self, mapping: Mapping, target: Target) -> list[Message]:
        sqs = self._sqs(mapping)
        messages: list[Message] = []
        while len(messages) < mapping.batch_size:
            answer = sqs.receive_message(
                QueueUrl=queue_url(self._organisation, mapping.queue_arn),
                MaxNumberOfMessages=min(_RECEIVED_AT_ONCE, mapping.batch_size - len(messages)),
                VisibilityTimeout=target.configuration.timeout + VISIBILITY_MARGIN_SECONDS,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            received = answer.get("Messages", [])
            messages += received
            if len(received) < _RECEIVED_AT_ONCE:
                break
        return messages

    def _process(self, mapping: Mapping, target: Target, messages: list[Message]) -> None:
        payload = json.dumps(queue_batches.event(messages, mapping.queue_arn))
        pause = REDELIVERY_SECONDS
        try:
            outcome = self._invoker.invoke(target, payload)
            pause = BATCH_REDELIVERY_SECONDS if outcome.failed else pause
            failed = queue_batches.failed(messages, outcome, report_items=mapping.report_items)
        except ApiError as error:
            log.warning("%s could not be invoked: %s", mapping.function_arn, error.message)
            failed = messages
        self._delete(mapping, [message for message in messages if message not in failed])
        if failed:
            back = functools.partial(self._release, mapping, failed)
            later = functools.partial(self._dispatcher.submit, mapping.queue_arn, back)
            self._timers.after(pause, later)

    def _delete(self, mapping: Mapping, messages: list[Message]) -> None:
        for start in range(0, len(messages), _RECEIVED_AT_ONCE):
            self._sqs(mapping).delete_message_batch(
                QueueUrl=queue_url(self._organisation, mapping.queue_arn),
                Entries=[
                    {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                    for index, message in enumerate(messages[start : start + _RECEIVED_AT_ONCE])
                ],
            )

    def _release(self, mapping: Mapping, messages: list[Message]) -> None:
        """Make failed messages visible again. One that was deleted meanwhile is no matter."""
        for start in range(0, len(messages), _RECEIVED_AT_ONCE):
            self._sqs(mapping).change_message_visibility_batch(
                QueueUrl=queue_url(self._organisation, mapping.queue_arn),
                Entries=[
                    {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
                    for index, message in enumerate(messages[start : start + _RECEIVED_AT_ONCE])
                ],
            )
        self.wake(mapping)

    def _sqs(self, mapping: Mapping) -> Any:
        return self._organisation.client("sqs", mapping.account, mapping.region, principal=SERVICE)
