"""Needs as statements of IAM policies, grouped by what they are limited to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from c7n_reflex.deploy.permissions.needs import Need
from c7n_reflex.errors import InputError

MAXIMUM = 6144  # characters of a managed policy without white space ("IAM and AWS STS quotas")
MOST = 10  # managed policies of a role, by the same page
_SLACK = 0.8  # for pseudo parameters that become longer (aws-us-gov)

Condition = Mapping[str, Mapping[str, str | Sequence[str]]]
CONDITIONS: Mapping[tuple[str, str], Condition] = {
    ("deployer", "iam:PassRole"): {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    # In the ledger's table, but only its own receipts and tickets.
    ("mailer", "dynamodb:UpdateItem"): {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["notice#*", "ticket#*"]}
    },
}
# The ARN of a bucket names no account.
_OWN_BUCKETS: Condition = {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}}


@dataclass(frozen=True)
class Statement:
    """One statement that allows; ARNs are for `Fn::Sub`."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Condition = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """In IAM's shape."""
        written = {"Effect": "Allow", "Action": list(self.actions), "Resource": list(self.resources)}
        return {**written, "Condition": self.condition} if self.condition else written


def statements(needs: Iterable[Need], role: str) -> tuple[Statement, ...]:
    """What the role is allowed: each action on the union of what it is needed for. Sorted."""
    arns: dict[str, set[str]] = defaultdict(set)
    for need in needs:
        if need.role == role:
            arns[need.action] |= set(need.resources)
    groups: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for action, found in arns.items():
        groups[tuple(sorted(found)), json.dumps(_condition(role, action, found))].append(action)
    return tuple(
        Statement(tuple(sorted(actions)), limits, json.loads(condition))
        for (limits, condition), actions in sorted(groups.items())
    )


def _condition(role: str, action: str, arns: set[str]) -> Condition:
    buckets = action.startswith("s3:") and arns != {"*"}
    return _OWN_BUCKETS if buckets else CONDITIONS.get((role, action), {})


def documents(found: Sequence[Statement], role: str) -> tuple[dict[str, Any], ...]:
    """Policy documents, each within the limit. InputError if more are needed than a role can have."""
    parts = parted(found)
    if len(parts) > MOST or any(size(part) > MAXIMUM for part in parts):
        raise InputError(
            f"role {role} needs more than {MOST} managed policies of {MAXIMUM} characters",
            remedy="deploy fewer policies with one role",
        )
    return tuple(_document(part) for part in parts)


def parted(found: Sequence[Statement]) -> list[list[Statement]]:
    """The statements in their order, in parts that each fit into a policy."""
    parts: list[list[Statement]] = [[]]
    for each in found:
        if parts[-1] and size([*parts[-1], each]) > MAXIMUM * _SLACK:
            parts.append([])
        parts[-1].append(each)
    return [part for part in parts if part]


def size(part: Sequence[Statement]) -> int:
    """Characters of the document as IAM counts them."""
    return len(json.dumps(_document(part), separators=(",", ":")))


def _document(part: Sequence[Statement]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [each.as_json() for each in part]}
