"""The GuardDuty detectors of a region: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

DISABLED = "DISABLED"


def detectors(guardduty: Any) -> dict[str, str]:
    """`{detector id: "ENABLED" or "DISABLED"}` of the client's region. ClientError if one cannot be read."""
    pages = guardduty.get_paginator("list_detectors").paginate()
    ids = [each for page in pages for each in page["DetectorIds"]]
    return {each: guardduty.get_detector(DetectorId=each)["Status"] for each in ids}


def to_enable(found: dict[str, str], event: dict[str, Any] | None) -> list[str]:
    """Ids of those that are disabled; on an UpdateDetector only the one that the call disabled."""
    disabled = sorted(each for each, status in found.items() if status == DISABLED)
    call = api_call(event, "UpdateDetector") if event else None
    if call is None:
        return disabled
    named = call.get("requestParameters") or {}
    # The call may change something else of a detector that was disabled long before.
    return [each for each in disabled if each == named.get("detectorId") and named.get("enable") is False]
