"""Answers of AWS without order and without what changes by itself. Pure."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

# Attributes that change without anybody changing the resource, or that belong to the answer and not to it.
_VOLATILE = {
    "AccessKeyLastUsed",
    "CreationTimestamp",
    "IsTruncated",
    "ItemCount",
    "LastAccessedDate",
    "LastModified",
    "LastModifiedDate",
    "LastModifiedTimestamp",
    "LastUsedDate",
    "LatestCloudWatchLogsDeliveryTime",
    "LatestDeliveryTime",
    "LatestDigestDeliveryTime",
    "LatestNotificationTime",
    "Marker",
    "NextMarker",
    "NextToken",
    "PasswordLastUsed",
    "ResponseMetadata",
    "RevisionId",
    "RoleLastUsed",
    "TableSizeBytes",
    "Truncated",
    "nextToken",
}
_VOLATILE_PREFIXES = ("ApproximateNumberOfMessages",)
_TAGS = ({"Key", "Value"}, {"key", "value"}, {"TagKey", "TagValue"})
# What identifies a list's member where no attribute is called after the list: the first of these it has.
_IDENTIFIERS = (
    "Sid",
    "Id",
    "Name",
    "Arn",
    "ARN",
    "Key",
    "DeviceName",
    "GroupId",
    "PolicyArn",
    "PolicyName",
    "CidrIp",
    "CidrIpv6",
    "PrefixListId",
    "DestinationCidrBlock",
    "DestinationIpv6CidrBlock",
    "AllocationId",
    "AssociationId",
    "AttachmentId",
    "VpcId",
    "AttributeName",
)
# Where the name says more than the id that is called after the list.
_BY_NAME = {
    "GroupDetailList": "GroupName",
    "InstanceProfiles": "InstanceProfileName",
    "Policies": "PolicyName",
    "RoleDetailList": "RoleName",
    "UserDetailList": "UserName",
}
_SUFFIX = re.compile(r"(Id|Arn|ARN|Name|Identifier|Url)$")
_LIST_SUFFIX = re.compile(r"(Detail)?(List|Set|Summaries)$")


class Keyed(dict[str, Any]):
    """A list, as a mapping from what identifies each member."""


def normalised(value: Any, name: str = "") -> Any:
    """The value with lists keyed, JSON text parsed, times as text, and nothing volatile or empty in it.

    `name` is the attribute that holds the value.
    """
    if isinstance(value, Mapping):
        items = {
            str(key): normalised(item, str(key)) for key, item in value.items() if not _volatile(str(key))
        }
        return {key: item for key, item in sorted(items.items()) if not _empty(item)}
    if isinstance(value, list | tuple | set):
        return _keyed([item for item in value if item is not None], name)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, str) and value[:1] == "{":
        return _parsed(value, name)
    return value


def _volatile(name: str) -> bool:
    return name in _VOLATILE or name.startswith(_VOLATILE_PREFIXES)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, Mapping) and not value)


def _parsed(text: str, name: str) -> Any:
    """A policy or template that is given as JSON text."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return normalised(document, name) if isinstance(document, Mapping) else text


def _keyed(items: list[Any], name: str) -> Keyed:
    result = Keyed()
    if items and all(isinstance(item, Mapping) and set(item) in _TAGS for item in items):
        for item in items:
            key, value = sorted(item, key=lambda field: "alue" in field)
            result[str(item[key])] = normalised(item[value])
        return Keyed(sorted(result.items()))
    members = sorted(((normalised(item), item) for item in items), key=lambda pair: _json(pair[0]))
    for member, item in members:
        key = identifier(item, name) or _json(member)
        number = 2
        while key in result:
            key, number = f"{key.partition('#')[0]}#{number}", number + 1
        result[key] = member
    return Keyed(sorted(result.items()))


def identifier(item: Any, list_name: str) -> str:
    """What names a list's member: its own value, or its attribute that is called after the list ("Volumes":
    VolumeId), or a usual one. Empty if there is none."""
    if not isinstance(item, Mapping):
        return "" if isinstance(item, list) else str(item)
    if isinstance(item.get("IpProtocol"), str) and "SecurityGroupRuleId" not in item:
        ports = f"{item.get('FromPort', '')}-{item.get('ToPort', '')}".strip("-")
        return f"{item['IpProtocol']}:{ports}"
    known = _BY_NAME.get(list_name)
    named = [known] if known else _named_after(item, _singular(list_name))
    for field in (*named, *_IDENTIFIERS):
        if isinstance(item.get(field), str) and item[field]:
            return str(item[field])
    return ""


def _named_after(item: Mapping[str, Any], singular: str) -> list[str]:
    """Fields such as GroupId for "SecurityGroups", ids before names."""
    if not singular:
        return []
    found = []
    for field in item:
        stem = _SUFFIX.sub("", field)
        if stem and stem != field and (singular.endswith(stem) or stem.endswith(singular)):
            found.append(field)
    order = ("Id", "Identifier", "Name", "Url", "Arn", "ARN")
    return sorted(found, key=lambda f: (order.index(_SUFFIX.findall(f)[0]), -len(f)))


def _singular(name: str) -> str:
    name = _LIST_SUFFIX.sub("", name)
    if name.endswith("ies"):
        return name[:-3] + "y"
    return re.sub(r"(?<=s|x)es$|s$", "", name)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str, separators=(",", ":"))
