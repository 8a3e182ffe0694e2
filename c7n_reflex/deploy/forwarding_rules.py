"""The forwarding rules as resources of region.yml, in the place that the template leaves for them."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from c7n_reflex.deploy.forwarding import Forwarding, Pattern
from c7n_reflex.errors import InputError
from c7n_reflex.settings import FORWARD_RULE

MARK = "  # c7n-reflex: forwarding rules\n"
_BODY_BYTES = 51_200  # of TemplateBody: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
_BUS = "arn:${AWS::Partition}:events:${HomeRegion}:${CoreAccountId}:event-bus/default"
_ROLE = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/c7n-reflex-forward"


def rendered(template: str, forwarding: Forwarding) -> str:
    """The template with a rule for each pattern. InputError without a place, or if too long."""
    if MARK not in template:
        raise InputError(f"region.yml has no line {MARK.strip()!r}", remedy="put it below `Resources:`")
    rules = "".join(
        f"  {logical}: {json.dumps(resource)}\n" for logical, resource in resources(forwarding).items()
    )
    text = template.replace(MARK, rules)
    if len(text.encode()) > _BODY_BYTES:
        raise InputError(
            f"{len(forwarding.patterns)} forwarding rules make region.yml {len(text.encode())} bytes long; "
            f"CloudFormation takes {_BODY_BYTES}",
            remedy="deploy policies without member-role, so that nothing needs forwarding for them",
        )
    return text


def resources(forwarding: Forwarding) -> dict[str, dict[str, Any]]:
    """Resource by logical id. Names tell the service and stay the same while its calls change."""
    seen: Counter[str] = Counter()
    found = {}
    for pattern in forwarding.patterns:
        subject = _subject(pattern)
        seen[subject] += 1
        name = subject if seen[subject] == 1 else f"{subject}-{seen[subject]}"
        found["Forward" + "".join(part.title() for part in name.split("-"))] = _rule(name, pattern)
    return found


def _subject(pattern: Pattern) -> str:
    """`s3` of calls to S3; otherwise the event's source or kind; at most 40 characters."""
    detail = pattern.get("detail")
    candidates = [detail.get("eventSource") if isinstance(detail, dict) else None]
    candidates += [pattern.get("source"), pattern.get("detail-type")]
    plain = (one for each in candidates for one in each or () if isinstance(one, str))
    word = next(plain, "events").removesuffix(".amazonaws.com").removeprefix("aws.")
    return re.sub("[^a-z0-9]+", "-", word.lower()).strip("-")[:40] or "events"


def _rule(name: str, pattern: Pattern) -> dict[str, Any]:
    target = {
        "Id": "core-compliance",
        "Arn": {"Fn::Sub": _BUS},
        "RoleArn": {"Fn::Sub": _ROLE},
        "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 185},
        "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["FailedEvents", "Arn"]}},
    }
    return {
        "Type": "AWS::Events::Rule",
        "Condition": "Forwards",
        "DependsOn": "FailedEventsPolicy",  # EventBridge asks only when it needs to whether the queue lets it
        "Properties": {
            "Name": f"{FORWARD_RULE}-{name}",
            "Description": "Events that policies in core-compliance react to.",
            "State": "ENABLED",
            "EventPattern": pattern,
            "Targets": [target],
        },
    }
