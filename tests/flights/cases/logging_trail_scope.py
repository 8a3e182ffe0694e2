"""`restore-scope` on aws.cloudtrail."""

from __future__ import annotations

from typing import Any

from tests.flights.case import JSON, Case, Clients, call

SCOPE = {
    "resource": "aws.cloudtrail",
    "filters": ["narrowed-trail"],
    "actions": ["restore-scope"],
}
NAME = "flight-scope"
DATA_ONLY = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": False,
    "DataResources": [{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]}],
}
READ_ONLY = {"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True, "DataResources": []}
ADVANCED = {"Name": "objects", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}


def _trail(clients: Clients, **settings: Any) -> JSON:
    trails, bucket = clients("cloudtrail"), "flight-scope-logs"
    clients("s3").create_bucket(Bucket=bucket)
    trails.delete_trail(Name=NAME)
    trails.create_trail(Name=NAME, S3BucketName=bucket, **settings)
    (trail,) = (each for each in trails.describe_trails()["trailList"] if each["Name"] == NAME)
    return dict(trail)


def _updated(**parameters: bool) -> JSON:
    return call("UpdateTrail", {"name": NAME, **parameters}, None, "cloudtrail")


def _selected(clients: Clients, **selectors: Any) -> tuple[JSON, JSON]:
    trail = _trail(clients, IsMultiRegionTrail=True)
    clients("cloudtrail").put_event_selectors(TrailName=NAME, **selectors)
    return trail, call("PutEventSelectors", {"trailName": trail["TrailARN"]}, None, "cloudtrail")


def one_region(clients: Clients) -> tuple[JSON, JSON]:
    trail = _trail(clients, IsMultiRegionTrail=False, EnableLogFileValidation=False)
    return trail, _updated(isMultiRegionTrail=False)


def all_off(clients: Clients) -> tuple[JSON, JSON]:
    off = {"IsMultiRegionTrail": False, "EnableLogFileValidation": False, "IncludeGlobalServiceEvents": False}
    names = ("isMultiRegionTrail", "enableLogFileValidation", "includeGlobalServiceEvents")
    return _trail(clients, **off), _updated(**dict.fromkeys(names, False))


def turned_on(clients: Clients) -> tuple[JSON, JSON]:
    return _trail(clients, IsMultiRegionTrail=True), _updated(isMultiRegionTrail=False)


def other_setting(clients: Clients) -> tuple[JSON, JSON]:
    return _trail(clients, IsMultiRegionTrail=False), _updated(enableLogFileValidation=True)


def sweep(clients: Clients) -> tuple[JSON, None]:
    return _trail(clients, IsMultiRegionTrail=False), None


def data_only(clients: Clients) -> tuple[JSON, JSON]:
    return _selected(clients, EventSelectors=[DATA_ONLY])


def five_selectors(clients: Clients) -> tuple[JSON, JSON]:
    return _selected(clients, EventSelectors=[DATA_ONLY, *[READ_ONLY] * 4])


def advanced(clients: Clients) -> tuple[JSON, JSON]:
    return _selected(clients, AdvancedEventSelectors=[ADVANCED])


def with_management_events(clients: Clients) -> tuple[JSON, JSON]:
    return _selected(clients, EventSelectors=[DATA_ONLY, READ_ONLY | {"ReadWriteType": "WriteOnly"}])


def gone(clients: Clients) -> tuple[JSON, JSON]:
    trail = _trail(clients, IsMultiRegionTrail=False)
    clients("cloudtrail").delete_trail(Name=NAME)
    return trail, _updated(isMultiRegionTrail=False)


CASES = {
    "scope-one-region": Case(SCOPE, one_region),
    "scope-all-off": Case(SCOPE, all_off),
    "scope-turned-on": Case(SCOPE, turned_on),
    "scope-other-setting": Case(SCOPE, other_setting),
    "scope-sweep": Case(SCOPE, sweep),
    "scope-data-only": Case(SCOPE, data_only),
    "scope-five-selectors": Case(SCOPE, five_selectors),
    "scope-advanced": Case(SCOPE, advanced),
    "scope-with-management-events": Case(SCOPE, with_management_events),
    "scope-gone": Case(SCOPE, gone),
}
