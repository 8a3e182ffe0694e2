"""All SQS event source mappings, and what wakes them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.functions.dispatcher import Dispatcher
from c7n_reflex.organisation.functions.invoker import Invoker
from c7n_reflex.organisation.functions.queue_poller import Mapping, QueuePoller, mapping_of
from c7n_reflex.organisation.functions.timers import Timers

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

# After these a message may be visible, or gone, that the mapping waits for.
_QUEUE_CHANGES = (
    "ChangeMessageVisibility",
    "ChangeMessageVisibilityBatch",
    "DeleteMessage",
    "DeleteMessageBatch",
    "DeleteQueue",
    "PurgeQueue",
)
_MAPPING_CHANGES = ("DeleteEventSourceMapping", "DeleteFunction")


class QueueMappings:
    """A poller for each mapping that has had a message."""

    def __init__(
        self, organisation: Organisation, invoker: Invoker, dispatcher: Dispatcher, timers: Timers
    ) -> None:
        self._organisation = organisation
        self._parts = (organisation, invoker, dispatcher, timers)
        self._pollers: dict[str, tuple[QueuePoller, Mapping]] = {}
        self._lock = threading.Lock()
        for operation in _QUEUE_CHANGES:
            organisation.operations.after("sqs", operation, self._changed)
        for operation in _MAPPING_CHANGES:
            organisation.operations.after("lambda", operation, self._changed)

    def arrived(self, queue: Any) -> None:
        """A message was added to moto's queue. Called under the lock."""
        backend = self._organisation.backend("lambda", queue.account_id, queue.region)
        for esm in backend.list_event_source_mappings(queue.queue_arn, None):
            self.mapped(esm)

    def mapped(self, esm: Any) -> None:
        """moto's mapping is new, changed, or has a message. Called under the lock."""
        if esm.enabled and ":sqs:" in esm.event_source_arn:
            self._wake(mapping_of(esm))

    def _wake(self, mapping: Mapping) -> None:
        with self._lock:
            if mapping.id not in self._pollers:
                self._pollers[mapping.id] = (QueuePoller(*self._parts, mapping.id), mapping)
            poller, _ = self._pollers[mapping.id]
            self._pollers[mapping.id] = (poller, mapping)
        poller.wake(mapping)

    def _changed(self, call: Call, _: Result) -> None:
        queue = call.params.get("QueueUrl", "").rsplit("/", 1)[-1]  # empty: a call to Lambda
        with self._lock:
            concerned = [
                (poller, mapping)
                for poller, mapping in self._pollers.values()
                if (mapping.account, mapping.region) == (call.account, call.region)
                and queue in ("", mapping.queue_name)
            ]
        for poller, mapping in concerned:
            poller.nudge(mapping)
