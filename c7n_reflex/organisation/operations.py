"""What parts of the organisation hang on API operations: overrides, checks before, reactions after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from c7n_reflex.organisation.calls import Call, Result

Override = Callable[[Call], dict[str, Any]]
Before = Callable[[Call], None]
After = Callable[[Call, Result], None]
Key = tuple[str, str]


class Operations:
    """Handlers by (botocore service, operation).

    A `before` handler may point `call.account` elsewhere or raise ApiError; a guard sees every call after
    those and may raise, too; an override answers instead of moto (return what boto3 returns, raise ApiError
    to fail); an `after` handler runs once a call has succeeded and before its answer is sent; an observer
    sees every call, failed ones too, after those.
    All run outside the moto lock.
    """

    def __init__(self) -> None:
        self.overrides: dict[Key, Override] = {}
        self._before: dict[Key, list[Before]] = defaultdict(list)
        self._after: dict[Key, list[After]] = defaultdict(list)
        self._arrivals: list[Before] = []
        self._guards: list[Before] = []
        self._observers: list[After] = []

    def override(self, service: str, operation: str, handler: Override) -> None:
        """Let `handler` answer this operation instead of moto; one handler an operation."""
        if (service, operation) in self.overrides:
            raise ValueError(f"{service}:{operation} is overridden already")
        self.overrides[service, operation] = handler

    def before(self, service: str, operation: str, handler: Before) -> None:
        """Run `handler` before the operation; handlers run in the order they were added."""
        self._before[service, operation].append(handler)

    def after(self, service: str, operation: str, handler: After) -> None:
        """Run `handler` when the operation has succeeded."""
        self._after[service, operation].append(handler)

    def arrival(self, handler: Before) -> None:
        """Run `handler` when a call has arrived, before any other; it may raise AbandonedError."""
        self._arrivals.append(handler)

    def guard(self, handler: Before) -> None:
        """Run `handler` before every call, once the `before` handlers have let it pass."""
        self._guards.append(handler)

    def observe(self, handler: After) -> None:
        """Run `handler` after every call, whatever its result."""
        self._observers.append(handler)

    def prepare(self, call: Call) -> None:
        """Run the handlers of arrivals, the `before` handlers of this call, then the guards."""
        for arrival in self._arrivals:
            arrival(call)
        for handler in self._before.get((call.service, call.operation), ()):
            handler(call)
        for guard in self._guards:
            guard(call)

    def wants(self, call: Call) -> bool:
        """True if a handler reads the result of this operation, so that it must be parsed."""
        return (call.service, call.operation) in self._after

    def finish(self, call: Call, result: Result) -> None:
        """Run the `after` handlers (of a successful call), then the observers."""
        if not result.failed:
            for after in self._after.get((call.service, call.operation), ()):
                after(call, result)
        for observer in self._observers:
            observer(call, result)
