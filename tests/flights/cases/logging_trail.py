"""`start-logging` on aws.cloudtrail."""

from __future__ import annotations

from tests.flights.case import JSON, Case, Clients, call

TRAIL = {
    "resource": "aws.cloudtrail",
    "filters": ["stopped-trail"],
    "actions": ["start-logging"],
}
NAME = "flight-trail"


def _trail(clients: Clients, *, logging: bool) -> JSON:
    trails, bucket = clients("cloudtrail"), "flight-trail-logs"
    clients("s3").create_bucket(Bucket=bucket)
    trails.delete_trail(Name=NAME)
    created = trails.create_trail(Name=NAME, S3BucketName=bucket, IsMultiRegionTrail=True)
    if logging:
        trails.start_logging(Name=NAME)
    return {
        "Name": NAME,
        "TrailARN": created["TrailARN"],
        "HomeRegion": "us-east-1",
        "IsMultiRegionTrail": True,
        "IsOrganizationTrail": False,
    }


def trail_stopped(clients: Clients) -> tuple[JSON, JSON]:
    return _trail(clients, logging=False), call("StopLogging", {"name": NAME}, None, "cloudtrail")


def trail_logging(clients: Clients) -> tuple[JSON, JSON]:
    return _trail(clients, logging=True), call("StopLogging", {"name": NAME}, None, "cloudtrail")


CASES = {
    "trail-stopped": Case(TRAIL, trail_stopped),
    "trail-logging": Case(TRAIL, trail_logging),
}
