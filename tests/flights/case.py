"""What each flight plays: a policy, what is set up before (not recorded), and the event, if any.

`prepare` gets clients of an account of the embedded organisation and returns the resource that is acted on,
as Custodian would hand it to the filters, and the EventBridge event. Events are written out in the shapes of
CloudTrail itself, which vary more than what one emulator emits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any]
Clients = Callable[[str], Any]
PRINCIPAL = "arn:aws:sts::200000000001:assumed-role/Developer/mallory"
FINDING = "arn:aws:guardduty:us-east-1:200000000001:detector/d1/finding/f1"


@dataclass(frozen=True)
class Case:
    """One flight."""

    policy: JSON  # resource, filters and one action
    prepare: Callable[[Clients], tuple[JSON, JSON | None]]


def call(name: str, parameters: JSON, response: JSON | None = None, source: str = "ec2") -> JSON:
    """The event of an API call, as EventBridge delivers it."""
    return {
        "id": "11111111-1111-1111-1111-111111111111",
        "detail-type": "AWS API Call via CloudTrail",
        "source": f"aws.{source}",
        "account": "200000000001",
        "region": "us-east-1",
        "time": "2026-01-01T00:00:00Z",
        "detail": {
            "eventID": "22222222-2222-2222-2222-222222222222",
            "eventName": name,
            "eventSource": f"{source}.amazonaws.com",
            "eventTime": "2026-01-01T00:00:00Z",
            "awsRegion": "us-east-1",
            "recipientAccountId": "200000000001",
            "userIdentity": {"type": "AssumedRole", "arn": PRINCIPAL},
            "requestParameters": parameters,
            "responseElements": response,
        },
    }


def finding(instance: str) -> JSON:
    """The event of a GuardDuty finding that Security Hub imported."""
    arn = f"arn:aws:ec2:us-east-1:200000000001:instance/{instance}"
    return {
        "id": "33333333-3333-3333-3333-333333333333",
        "detail-type": "Security Hub Findings - Imported",
        "source": "aws.securityhub",
        "account": "111122223333",
        "region": "us-east-1",
        "time": "2026-01-01T00:00:00Z",
        "detail": {"findings": [{"Id": FINDING, "Resources": [{"Type": "AwsEc2Instance", "Id": arn}]}]},
    }
