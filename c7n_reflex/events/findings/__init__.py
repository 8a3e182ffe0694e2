"""The findings that an EventBridge event carries, whatever format they are in.

`of_event` reads them; `origin.check` says whether the sender may say what they say, and has to be asked
before anything is done about one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c7n_reflex.events.findings import asff, native, ocsf, origin
from c7n_reflex.events.findings.model import (
    Finding,
    FindingError,
    MalformedFindingError,
    Named,
    SpoofedFindingError,
)
from c7n_reflex.events.findings.reading import at, text

__all__ = [
    "Finding",
    "FindingError",
    "MalformedFindingError",
    "Named",
    "SpoofedFindingError",
    "of_event",
    "origin",
]

_HUB = "aws.securityhub"


def of_event(event: Any) -> tuple[Finding, ...]:
    """Every finding in the event, in its order; their origin is not checked.

    MalformedFindingError if the event has none ("Security Hub Insight Results" has only counts), if one of
    them is none, or if it is not from the product that sends events of its type.
    """
    if not isinstance(event, Mapping):
        raise MalformedFindingError("the event is not a mapping")
    if native.is_native(event):
        return (native.parse(event),)
    findings = at(event, "detail", "findings")
    if not isinstance(findings, list) or not findings:
        raise MalformedFindingError("the event has no findings")
    if text(event.get("source")) != _HUB:
        raise MalformedFindingError(f"the event with findings is not from {_HUB}")
    region = text(event.get("region"))
    return tuple(_parse(finding, region) for finding in findings)


def _parse(finding: Any, region: str) -> Finding:
    return ocsf.parse(finding, region) if ocsf.is_ocsf(finding) else asff.parse(finding, region)
