"""With whom snapshots, images and documents are shared, and which of it is outside the organisation. Pure.

A share is "all" (everybody) or an account's id, as in `CreateVolumePermissions` of DescribeSnapshotAttribute,
`AttributeValues` of DescribeDBSnapshotAttributes, `AccountIds` of DescribeDocumentPermission (AWS API
references). Shares of an image with an organisation or a unit of one are left out: their ARNs name its
management account, which need not be in accounts.yml, so that nobody can tell which are of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from c7n_reflex.pipeline.cause import api_call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

JSON = dict[str, Any]
# The calls that share, and where each says with whom.
_EC2_CALLS = {"ModifySnapshotAttribute": "createVolumePermission", "ModifyImageAttribute": "launchPermission"}
_LIST_CALLS = {
    "ModifyDBSnapshotAttribute": "valuesToAdd",
    "ModifyDBClusterSnapshotAttribute": "valuesToAdd",
    "ModifyDocumentPermission": "accountIdsToAdd",
}
_NAMES = ("group", "userId")
# The older form of the call: one operation, and lists beside it.
_FLAT_NAMES = ("groupNames", "groupNameSet", "groups", "groupSet", "userGroups", "userIds", "userIdSet")


def shares_of(permissions: Iterable[Mapping[str, str]]) -> list[str]:
    """`[{"Group": "all"}, {"UserId": "1"}]` as `["1", "all"]`, in order."""
    return sorted(filter(None, (each.get("Group") or each.get("UserId") for each in permissions)))


def outside_shares(shares: Iterable[str], own: frozenset[str], event: JSON | None) -> list[str]:
    """Shares with others than the `own` accounts; of a call that shares only those that it added."""
    outside = [each for each in shares if each not in own]
    detail = api_call(event, *_EC2_CALLS, *_LIST_CALLS)
    if detail is None:
        return outside
    added = set(_added(detail["eventName"], detail.get("requestParameters") or {}))
    return [each for each in outside if each in added]


def _added(call: str, parameters: JSON) -> Iterator[str]:
    if call in _LIST_CALLS:
        return (each.lower() for each in _texts(parameters.get(_LIST_CALLS[call])))  # SSM takes "All", too
    return _added_in_ec2(parameters, _EC2_CALLS[call])


def _added_in_ec2(parameters: JSON, attribute: str) -> Iterator[str]:
    permission = parameters.get(attribute) or {}
    for item in _items(permission.get("add")):
        yield from (str(item[name]) for name in _NAMES if item.get(name))
    if parameters.get("operationType") == "add":
        for name in _FLAT_NAMES:
            yield from _texts(parameters.get(name))


def _items(value: Any) -> list[JSON]:
    """EC2's lists in CloudTrail: `{"items": [...]}`, `{}` when empty, an object for a list of one."""
    found = value.get("items", []) if isinstance(value, dict) else value
    found = [found] if isinstance(found, dict) else found
    return [each for each in found or () if isinstance(each, dict)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
