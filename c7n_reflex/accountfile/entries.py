"""c7n-org's keys of an account, read as c7n-org reads them (c7n_org.cli): roles, regions, vars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALL_REGIONS = "all"  # in `regions`: those that are enabled in the account
# Where to ask an account anything when no region of it is known.
_PARTITIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_PREFIXES = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def regions_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """As they are written, `all` among them; "a,b" is two, none is there twice (comma_expand)."""
    parts = (part.strip() for item in entry["regions"] for part in item.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def roles_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """ARNs of the roles, each to be assumed by the one before it; the last is the account's."""
    role = entry["role"]
    if isinstance(role, list):
        return tuple(role)
    return (role if role.startswith("arn:") else _arn(entry, role),)


def _arn(entry: Mapping[str, Any], name: str) -> str:
    first = next(iter(regions_of(entry)), "")
    found = (partition for prefix, partition in _PREFIXES.items() if first.startswith(prefix))
    return f"arn:{next(found, 'aws')}:iam::{entry['account_id']}:role/{name}"


def entrance(regions: tuple[str, ...], partition: str) -> str:
    """A region in which the account can be asked something, whatever its regions are."""
    named = (region for region in regions if region != ALL_REGIONS)
    return next(named, _PARTITIONS.get(partition, "us-east-1"))


def variables_of(entry: Mapping[str, Any], for_all: Mapping[str, Any]) -> dict[str, Any]:
    """`vars` of the account over those for all, key by key; of `deployment`, also its keys one by one."""
    own = entry.get("vars") or {}
    merged = {**for_all, **own}
    deployment = {**(for_all.get("deployment") or {}), **(own.get("deployment") or {})}
    return {**merged, "deployment": deployment} if deployment else merged
