"""Lambda as the other parts of the organisation see it: `organisation.functions`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.functions import names, permission
from c7n_reflex.organisation.functions.dispatcher import Dispatcher
from c7n_reflex.organisation.functions.event_queue import EventQueue
from c7n_reflex.organisation.functions.invoker import Invoker
from c7n_reflex.organisation.functions.limits import BUSY_EVENTS
from c7n_reflex.organisation.functions.names import FunctionName
from c7n_reflex.organisation.functions.outcome import Outcome
from c7n_reflex.organisation.functions.queue_mappings import QueueMappings
from c7n_reflex.organisation.functions.target import resolve
from c7n_reflex.organisation.functions.timers import Timers

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


class LambdaFunctions:
    """Invocation by API, by other services and by queues. Implements organisation.Functions.

    Events (asynchronous ones and batches from queues) share a few threads; a synchronous invocation runs in
    its caller's, so that a function which waits for another one can not wait for itself.
    """

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._timers = Timers()
        self._dispatcher = Dispatcher(BUSY_EVENTS)
        self.invoker = Invoker(organisation)
        parts = (organisation, self.invoker, self._dispatcher, self._timers)
        self.events = EventQueue(*parts)
        self.queues = QueueMappings(*parts)

    def invoke_async(
        self, function_arn: str, event: dict[str, Any], *, principal: str = "", source_arn: str = ""
    ) -> None:
        """Queue an asynchronous invocation (retries and destinations as configured). Returns at once.

        Raises ApiError ResourceNotFoundException if there is no such function. With `principal`, an AWS
        service ("events.amazonaws.com") that acts for `source_arn`, AccessDeniedException if the function's
        resource policy does not admit it.
        """
        called = self._named(function_arn)
        resolve(self._organisation, called)
        if principal:
            permission.check(self._organisation, called, principal, source_arn)
        self.events.put(called, json.dumps(event))

    def invoke(self, function_arn: str, event: Any) -> Outcome:
        """Invoke and wait. Raises ApiError if the function cannot be run at all."""
        target = resolve(self._organisation, self._named(function_arn))
        return self.invoker.invoke(target, json.dumps(event))

    def close(self) -> None:
        """End every process and thread, and forget what is queued."""
        self._timers.close()
        self._dispatcher.close()
        self.invoker.close()

    def _named(self, arn: str) -> FunctionName:
        core = self._organisation.directory.core  # only for a name without an account, which is not expected
        return names.parse(arn, core.id, core.regions[0])
