"""The organisation as one object: its accounts and its parts. One per process, as moto's state is global."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from c7n_reflex.organisation.calls import ApiError
from c7n_reflex.organisation.control import Control
from c7n_reflex.organisation.operations import Operations
from c7n_reflex.organisation.tracker import Tracker

if TYPE_CHECKING:
    from collections.abc import Callable

    from c7n_reflex.accounts import Directory

log = logging.getLogger("c7n_reflex.organisation")


class EventBus(Protocol):
    """What the other parts need of EventBridge (eventbridge/)."""

    def emit(self, account: str, region: str, event: dict[str, Any]) -> None:
        """Put a whole envelope on the account's default bus, as an AWS service does. Returns at once."""


class Functions(Protocol):
    """What the other parts need of Lambda (functions/)."""

    def invoke_async(self, function_arn: str, event: dict[str, Any]) -> None:
        """Queue an asynchronous invocation (retries and destinations as configured). Returns at once.

        Raises ApiError ResourceNotFoundException if there is no such function.
        """


class _Absent:
    """Stands where a part has not been put in: there is no bus, and no function to be found."""

    def emit(self, account: str, region: str, event: dict[str, Any]) -> None:
        """Nobody listens."""

    def invoke_async(self, function_arn: str, event: dict[str, Any]) -> None:  # noqa: ARG002
        """Nothing is deployed."""
        raise ApiError("ResourceNotFoundException", f"Function not found: {function_arn}", status=404)


class Organisation:
    """State that the parts share. The parts `eventbridge` and `functions` put themselves in."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.operations = Operations()
        self.control = Control()
        self.tracker = Tracker()
        # moto is not thread-safe: whoever touches a moto backend holds this.
        self.lock = threading.RLock()
        self.events: EventBus = _Absent()
        self.functions: Functions = _Absent()
        self.endpoint = ""  # "http://127.0.0.1:PORT", set before the first call is served
        self.clients: dict[tuple[str, str, str, str], Any] = {}
        self.client_lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="organisation")
        self._closers: list[Callable[[], None]] = []

    @cached_property
    def gateway(self) -> Any:
        """The WSGI application through which every call goes, from a socket or in process."""
        from c7n_reflex.organisation.gateway import Gateway

        return Gateway(self)

    def backend(self, service: str, account: str, region: str) -> Any:
        """The moto backend of a service (moto's module name). Hold `lock` while using it."""
        from moto.backends import get_backend

        backends: Any = get_backend(service)  # type: ignore[call-overload, unused-ignore]
        regions = backends[account]
        return regions[region] if region in regions else regions["aws"]

    def submit(self, what: str, work: Callable[[], None]) -> None:
        """Run `work` on the organisation's threads, tracked as `what`."""
        token = self.tracker.begin(what)

        def run() -> None:
            try:
                work()
            except Exception:  # nobody reads the future: without this the fault would leave no trace
                log.exception("%s failed", what)
            finally:
                self.tracker.end(token)

        self._pool.submit(run)

    def client(self, service: str, account: str, region: str, *, principal: str = "") -> Any:
        """A boto3 client that calls this organisation in process, through the same path as HTTP.

        `principal` is an AWS service ("events.amazonaws.com") or empty for the account's root.
        """
        from c7n_reflex.organisation.loopback import client

        return client(self, service, account, region, principal)

    def at_close(self, closer: Callable[[], None]) -> None:
        """Run `closer` when the organisation goes down; last added, first run."""
        self._closers.append(closer)

    def close(self) -> None:
        """Stop every part; no process or thread of ours is left behind."""
        for closer in reversed(self._closers):
            closer()
        self._pool.shutdown(wait=False, cancel_futures=True)
