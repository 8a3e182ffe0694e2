"""What a role may do as IAM has it now: its attached and its own policies. Reads only.

Conditions are not looked at, nor permissions boundaries and service control policies, which grant nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, order=True)
class Grant:
    """An action on a resource; both may have wildcards."""

    action: str
    resource: str

    def covers(self, other: Grant) -> bool:
        """True if whatever `other` matches is matched by this one: `s3:Get*` covers `s3:GetBucketAcl`."""
        return bool(
            _pattern(self.action.lower()).fullmatch(other.action.lower())
            and _pattern(self.resource).fullmatch(other.resource)
        )


@dataclass(frozen=True)
class Granted:
    """What all policies of a role allow, and what they deny unconditionally."""

    allowed: frozenset[Grant]
    denied: frozenset[Grant] = frozenset()

    def allows(self, wanted: Grant) -> bool:
        """By one grant alone: what only several grants cover together is taken not to be allowed."""
        return covered(wanted, self.allowed) and not covered(wanted, self.denied)


def covered(wanted: Grant, by: Iterable[Grant]) -> bool:
    """True if one of the grants covers it."""
    return any(each.covers(wanted) for each in by)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """IAM's wildcards: `*` is any text, `?` any character, all else itself."""
    escaped = re.escape(glob).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.DOTALL)


def of_role(iam: Any, role: str) -> Granted | None:
    """Of the role of this name; None if there is none. Raises what botocore raises."""
    try:
        statements = [each for document in _documents(iam, role) for each in _listed(document["Statement"])]
    except iam.exceptions.NoSuchEntityException:
        return None
    denied = (each for each in statements if each["Effect"] == "Deny" and not each.get("Condition"))
    return Granted(
        frozenset(grant for each in statements if each["Effect"] == "Allow" for grant in _grants(each)),
        frozenset(grant for each in denied if not _is_inverted(each) for grant in _grants(each)),
    )


def _documents(iam: Any, role: str) -> Iterator[dict[str, Any]]:
    for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=role):
        for each in page["AttachedPolicies"]:
            arn = each["PolicyArn"]
            version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            yield iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=role):
        for name in page["PolicyNames"]:
            yield iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]


def _is_inverted(statement: dict[str, Any]) -> bool:
    return "NotAction" in statement or "NotResource" in statement


def _grants(statement: dict[str, Any]) -> Iterator[Grant]:
    """Everything but something (NotAction, NotResource) counts as everything."""
    for action in _listed(statement.get("Action", "*")):
        for resource in _listed(statement.get("Resource", "*")):
            yield Grant(action, resource)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
