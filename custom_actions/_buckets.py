"""What the remediations of buckets share."""

from __future__ import annotations

from typing import Any


def bucket_region(bucket: dict[str, Any]) -> str:
    """The region of a bucket described by Custodian. S3 says nothing for us-east-1, and EU for eu-west-1."""
    constraint = (bucket.get("Location") or {}).get("LocationConstraint") or "us-east-1"
    return "eu-west-1" if constraint == "EU" else str(constraint)
