"""A connection to a ticket system: made late, shared by threads, made again when its secret was changed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from mailer.errors import DeliveryError
from mailer.tickets.errors import TicketError

_T = TypeVar("_T")
_Result = TypeVar("_Result")
_ATTEMPTS = 3
_UNAUTHORIZED = 401

log = logging.getLogger("c7n_reflex.mailer")


class Connection(Generic[_T]):
    """`connect` reads the credentials and makes the client; `translate` names what a client raised.

    `forget` has the credentials read again.
    """

    def __init__(
        self,
        connect: Callable[[], _T],
        translate: Callable[[Exception], TicketError],
        forget: Callable[[], None],
    ) -> None:
        self._connect, self._translate, self._forget_secret = connect, translate, forget
        self._lock = threading.Lock()
        self._client: _T | None = None

    def call(self, do: Callable[[_T], _Result]) -> _Result:
        """What `do` returns. Raises TicketError, without what caused it: that holds headers and URLs.

        Credentials are read once; a second time if they, which were good before, are no longer accepted.
        """
        known = self._client
        result, failure = self._attempt(do)
        if failure is not None and failure.status == _UNAUTHORIZED and known is not None:
            self._forget(known)
            result, failure = self._attempt(do)
        if failure is not None:
            raise failure
        return cast(_Result, result)

    def _attempt(self, do: Callable[[_T], _Result]) -> tuple[_Result | None, TicketError | None]:
        try:
            return do(self._connected()), None
        except TicketError as error:
            return None, error
        except DeliveryError as error:  # of mailer.secrets
            return None, TicketError(str(error), permanent=error.permanent, refused=True)
        except ImportError as error:
            missing = f"the package {error.name or error} is not in the mailer's archive: deploy it again"
            return None, TicketError(missing, permanent=True)
        except Exception as error:  # noqa: BLE001 - whatever a client raises, its text stays behind
            return None, self._translate(error)

    def _connected(self) -> _T:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _forget(self, known: _T) -> None:
        with self._lock:
            if self._client is known:
                self._client = None
                self._forget_secret()


class Patience:
    """How long one notice is tried within one invocation; afterwards it is the queue that tries again."""

    def __init__(self, seconds: float, pause: Callable[[float], None] = time.sleep) -> None:
        self._left, self._pause = seconds, pause
        self._until = time.monotonic() + seconds

    def persist(self, call: Callable[[], _T], repeatable: bool = True) -> _T:
        """Call, at most three times. Only what the system refused is repeated where not `repeatable`.

        A Retry-After that is longer than the patience is left to the queue. Raises TicketError.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return call()
            except TicketError as error:
                wait = error.retry_after or 0.5 * 2 ** (attempt - 1)
                again = not error.permanent and (repeatable or error.refused)
                if not again or attempt == _ATTEMPTS or not self._wait(wait):
                    raise
                log.warning("%s; trying again", error)
        raise AssertionError("unreachable")

    def _wait(self, seconds: float) -> bool:
        """Wait, unless that is longer than what is left; counts also where `pause` does not really wait."""
        self._left -= seconds
        if self._left < 0 or time.monotonic() + seconds > self._until:
            return False
        self._pause(seconds)
        return True


def seconds_of(header: Any) -> float:
    """A Retry-After header in seconds; 0 for a date, or for none."""
    text = str(header or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
