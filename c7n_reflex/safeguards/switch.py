"""The organisation-wide switch, as the engine reads it: one SSM parameter, and fail-closed where it cannot.

The parameter `/c7n-reflex/switch` is in core-compliance's home region and says off, observe or enforce. It is
read with a session of the role `c7n-reflex-ledger`, which may do that from every account.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.settings import SWITCH_PARAMETER

__all__ = [
    "FAILED_SECONDS",
    "GOOD_SECONDS",
    "POSITIONS",
    "SECONDS_VARIABLE",
    "Switch",
    "SwitchReading",
    "good_seconds",
    "ssm_client",
]

POSITIONS = (Enforcement.OFF, Enforcement.OBSERVE, Enforcement.ENFORCE)
GOOD_SECONDS = 60.0  # for which a position is believed; so long a change takes at most
SECONDS_VARIABLE = "C7N_REFLEX_SWITCH_SECONDS"  # shortens that; deployed functions carry it
FAILED_SECONDS = 5.0  # for which a failure is, so that a short one does not last

# A read stands before every remediation: where there is no network, it must fail while there is still time.
_CONFIG = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


@dataclass(frozen=True)
class SwitchReading:
    """Where the switch is, and why it is taken to be there (for the ledger and the log)."""

    position: Enforcement
    reason: str


def ssm_client(session: Any, region: str) -> Any:
    """A client for `Switch` that gives up within seconds; `session` is of the role `c7n-reflex-ledger`."""
    return session.client("ssm", region_name=region, config=_CONFIG)


def good_seconds() -> float:
    """For how long a position is believed: a minute, or C7N_REFLEX_SWITCH_SECONDS.

    Raises ValueError if that is not a number from 0 to 60: nothing may make the switch slower.
    """
    text = os.environ.get(SECONDS_VARIABLE, "")
    if not text:
        return GOOD_SECONDS
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) is None or float(text) > GOOD_SECONDS:
        raise ValueError(
            f"{SECONDS_VARIABLE} is {text!r}, not a number of seconds from 0 to {GOOD_SECONDS:.0f}"
        )
    return float(text)


class Switch:
    """The switch, read at most once in `good_seconds`. One for the life of a function's environment.

    `client` is boto3's for SSM in the home region; `clock` gives seconds and never goes back. Raises
    ValueError as `good_seconds` does.
    """

    def __init__(self, client: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._good_seconds = good_seconds()
        self._reading = SwitchReading(Enforcement.OBSERVE, "not read yet")
        self._good_until = float("-inf")
        self._seen_off = False  # the last position that could be read was off

    def value(self) -> SwitchReading:
        """The position; never raises.

        What cannot be read (denied, throttled, missing, unknown, no network) counts as observe - or as off,
        if it was off when it could last be read.
        """
        now = self._clock()
        if now < self._good_until:
            return self._reading
        try:
            self._reading = self._read()
        except (BotoCoreError, Boto3Error, ClientError, ValueError, LookupError, OSError) as error:
            self._reading = self._closed(error)
            self._good_until = now + FAILED_SECONDS
        else:
            self._seen_off = self._reading.position is Enforcement.OFF
            self._good_until = now + self._good_seconds
        return self._reading

    def _read(self) -> SwitchReading:
        parameter = self._client.get_parameter(Name=SWITCH_PARAMETER)["Parameter"]
        return SwitchReading(position_of(parameter["Value"]), f"{SWITCH_PARAMETER} says so")

    def _closed(self, error: Exception) -> SwitchReading:
        why = f"{SWITCH_PARAMETER} cannot be read: {error or type(error).__name__}"
        if self._seen_off:
            return SwitchReading(Enforcement.OFF, f"{why}; it was off when it could last be read")
        return SwitchReading(Enforcement.OBSERVE, why)


def position_of(text: str) -> Enforcement:
    """The position that a parameter's value means. ValueError if it is none."""
    position = text.strip().lower()
    if position not in POSITIONS:
        raise ValueError(f"its value is {text!r}, not one of {', '.join(POSITIONS)}")
    return Enforcement(position)
