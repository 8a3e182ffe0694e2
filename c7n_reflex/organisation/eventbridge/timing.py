"""Every duration of the embedded EventBridge, in seconds.

AWS retries a delivery up to 185 times within 24 hours. Here nobody waits that long: a target's RetryPolicy is
honoured up to these limits, so that an event that cannot be delivered is a dead letter within seconds.
"""

from __future__ import annotations

import datetime as dt

MOST_RETRIES = 4
FIRST_DELAY = 0.1
GROWTH = 2.0  # 0.1 + 0.2 + 0.4 + 0.8: 1.5 s until a delivery is given up
TICK = 1.0  # how often schedules are looked at
DEFAULT_MAXIMUM_AGE = 86_400


def delay(attempts: int) -> float:
    """Seconds to wait after this many failed attempts."""
    return FIRST_DELAY * GROWTH ** (attempts - 1)


def utc_now() -> dt.datetime:
    """The time on the wall."""
    return dt.datetime.now(dt.UTC)
