"""What a trail records, and what calls narrowed of it: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

from c7n_reflex.pipeline.cause import api_call

# A flag of UpdateTrail, as DescribeTrails has it: (the parameter in CloudTrail's record, in the request).
FLAGS = {
    "IsMultiRegionTrail": ("isMultiRegionTrail", "IsMultiRegionTrail"),
    "IncludeGlobalServiceEvents": ("includeGlobalServiceEvents", "IncludeGlobalServiceEvents"),
    "LogFileValidationEnabled": ("enableLogFileValidation", "EnableLogFileValidation"),
}
MOST_SELECTORS = 5  # basic ones of a trail
_ACCOUNT = 4  # the field of an ARN
_NARROWING = ("Equals", "StartsWith", "EndsWith")  # operators that leave out all that they do not name


def is_own(arn: str, account: str) -> bool:
    """False for an organisation's trail, which member accounts see and cannot change."""
    return arn.split(":")[_ACCOUNT] == account


def flags(trail: dict[str, Any]) -> dict[str, bool]:
    """The flags of a trail as CloudTrail describes it."""
    return {flag: bool(trail.get(flag)) for flag in FLAGS}


def flags_turned_off(now: dict[str, bool], event: dict[str, Any] | None) -> list[str]:
    """The flags that an UpdateTrail turned off and that are off; none without such a call."""
    call = api_call(event, "UpdateTrail")
    named = (call or {}).get("requestParameters") or {}
    return [flag for flag, (name, _) in FLAGS.items() if named.get(name) is False and not now[flag]]


def is_about_selectors(event: dict[str, Any] | None) -> bool:
    """True for a PutEventSelectors."""
    return api_call(event, "PutEventSelectors") is not None


def selectors(answer: dict[str, Any]) -> dict[str, Any]:
    """`{"basic": [...], "advanced": [...]}` of GetEventSelectors; of one kind a trail has none."""
    return {
        "basic": answer.get("EventSelectors") or [],
        "advanced": answer.get("AdvancedEventSelectors") or [],
    }


def records_changes(found: dict[str, Any]) -> bool:
    """True if the selectors let the trail record management events that change something.

    A trail without selectors records all management events
    (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html).
    """
    if not found["basic"] and not found["advanced"]:
        return True
    return any(map(_is_basic, found["basic"])) or any(map(_is_advanced, found["advanced"]))


def with_management_events(found: dict[str, Any]) -> dict[str, Any]:
    """The same selectors and one of all management events; if no more are allowed, the first becomes that."""
    if found["advanced"]:
        fields = [{"Field": "eventCategory", "Equals": ["Management"]}]
        added = {"Name": "Management events", "FieldSelectors": fields}
        return {"basic": [], "advanced": [*found["advanced"], added]}
    everything = {"ReadWriteType": "All", "IncludeManagementEvents": True}
    if len(found["basic"]) < MOST_SELECTORS:
        return {"basic": [*found["basic"], everything | {"DataResources": []}], "advanced": []}
    first, *others = found["basic"]
    return {"basic": [first | everything, *others], "advanced": []}


def _is_basic(selector: dict[str, Any]) -> bool:
    # Both have these as their default.
    writes = selector.get("ReadWriteType", "All") != "ReadOnly"
    return writes and bool(selector.get("IncludeManagementEvents", True))


def _is_advanced(selector: dict[str, Any]) -> bool:
    fields = {each["Field"]: each for each in selector.get("FieldSelectors") or []}
    category, read_only = fields.pop("eventCategory", {}), fields.pop("readOnly", {})
    if "Management" not in category.get("Equals", []):
        return False
    writes = "false" in read_only.get("Equals", ["false"])
    return writes and not any(each.get(operator) for each in fields.values() for operator in _NARROWING)
