"""What goes wrong with one notice, and whether trying again can help.

DeliveryError            somebody was not told
├── PermanentError       nor will they be by trying again: parked at once
└── BusyError            another invocation is at it: comes again, without counting as an attempt

Their texts are shown to people and kept with parked notices: nothing secret, and nothing that an event holds.
"""

from __future__ import annotations


class DeliveryError(Exception):
    """A notice could not be delivered, or not to everyone that it is for.

    `permanent`: trying again cannot help. `retry_after`: seconds that we were asked to wait, or 0.
    """

    permanent = False

    def __init__(self, reason: str = "", *, permanent: bool | None = None, retry_after: float = 0) -> None:
        super().__init__(reason)
        self.permanent = type(self).permanent if permanent is None else permanent
        self.retry_after = retry_after


class PermanentError(DeliveryError):
    """There is no such topic, address, template ...: the notice is parked at once, with this reason."""

    permanent = True


class BusyError(DeliveryError):
    """Another invocation is sending the same notice; the message comes again, to see whether it was.

    `retry_after` is until the other one's lease is over.
    """
