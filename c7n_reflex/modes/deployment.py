"""How a policy's function is deployed, beyond what Custodian's `mode` says: `metadata.deployment`.

What a policy does not say, `vars.deployment` of accounts.yml says for all (docs/deploy.md), and else the
defaults below.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

# CloudWatch Logs PutRetentionPolicy, days
RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288),
    3653,
)
_RANGES = {"retries": (0, 2), "event_age": (60, 21_600), "concurrency": (1, 1000)}  # Lambda's own
_FLAGS = ("snapstart", "alarm")
_CHOICES = {"tracing": ("Active", "PassThrough"), "architecture": ("x86_64", "arm64")}


@dataclass(frozen=True)
class Deployment:
    """`retries` of a failed event and its greatest age (seconds): then it is parked. The rest is Lambda's."""

    retries: int = 2
    event_age: int = 3600
    log_retention: int = 90
    tracing: str = ""
    architecture: str = "x86_64"  # never that of the deployer's machine: the code is pure Python
    snapstart: bool = False
    alarm: bool = False
    concurrency: int | None = None

    @classmethod
    def of(cls, *given: Mapping[str, Any] | None) -> Deployment:
        """From mappings as they are written; the first that has a key counts."""
        merged: dict[str, Any] = {}
        for each in given:
            for key, value in (each or {}).items():
                merged.setdefault(_field(key), value)
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in merged.items() if key in known})


def problems(given: object) -> Iterator[tuple[str, str]]:
    """(key, what is wrong and what to write) for everything that is not usable; key "" for the whole."""
    if not isinstance(given, Mapping):
        yield "", "is no mapping"
        return
    known = [field.name.replace("_", "-") for field in fields(Deployment)]
    for key, value in given.items():
        if key not in known:
            near = difflib.get_close_matches(str(key).replace("_", "-"), known, 1)
            yield str(key), f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
        elif wanted := _unlike(_field(key), value):
            yield str(key), f"is {value!r}: write {wanted}"


def _field(key: str) -> str:
    return key.replace("-", "_")


def _unlike(key: str, value: object) -> str:
    """What to write instead; empty if the value will do."""
    if key in _FLAGS:
        return "" if isinstance(value, bool) else "true or false"
    if key in _CHOICES:
        return "" if value in _CHOICES[key] else " or ".join(_CHOICES[key])
    if key == "log_retention":
        return "" if value in RETENTIONS and not isinstance(value, bool) else f"one of {RETENTIONS}"
    if key == "concurrency" and value is None:
        return ""
    least, most = _RANGES[key]
    fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return "" if fits else f"a number from {least} to {most}"
