"""How images, database snapshots and documents say with whom they are shared, and are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from custom_actions._shares import shares_of

_MOST_ACCOUNTS = 20  # in one ModifyDocumentPermission (AWS API reference of Systems Manager)


@dataclass(frozen=True)
class Sharing:
    """The calls of one resource type. `client` is a boto3 client of `service`."""

    service: str
    noun: str  # "image"
    key: str  # of the id in what Custodian has of the resource
    gone: frozenset[str]  # AWS error codes that mean: no such resource any more
    read: Callable[[Any, str], list[str]]  # client, id -> shares, in order
    modify: Callable[[Any, str, str, list[str]], None]  # client, id, "add" or "remove", shares


def _image_shares(client: Any, image: str) -> list[str]:
    answer = client.describe_image_attribute(ImageId=image, Attribute="launchPermission")
    return shares_of(answer.get("LaunchPermissions", []))


def _modify_image(client: Any, image: str, operation: str, shares: list[str]) -> None:
    permissions = [{"Group": each} if each == "all" else {"UserId": each} for each in shares]
    client.modify_image_attribute(ImageId=image, LaunchPermission={operation.capitalize(): permissions})


def _restore_shares(result: dict[str, Any], key: str) -> list[str]:
    attributes = [each for each in result.get(key, []) if each["AttributeName"] == "restore"]
    return sorted(share for each in attributes for share in each.get("AttributeValues", []))


def _database_snapshot_shares(client: Any, snapshot: str) -> list[str]:
    answer = client.describe_db_snapshot_attributes(DBSnapshotIdentifier=snapshot)
    return _restore_shares(answer["DBSnapshotAttributesResult"], "DBSnapshotAttributes")


def _modify_database_snapshot(client: Any, snapshot: str, operation: str, shares: list[str]) -> None:
    client.modify_db_snapshot_attribute(
        DBSnapshotIdentifier=snapshot,
        AttributeName="restore",
        **{f"ValuesTo{operation.capitalize()}": shares},
    )


def _cluster_snapshot_shares(client: Any, snapshot: str) -> list[str]:
    answer = client.describe_db_cluster_snapshot_attributes(DBClusterSnapshotIdentifier=snapshot)
    return _restore_shares(answer["DBClusterSnapshotAttributesResult"], "DBClusterSnapshotAttributes")


def _modify_cluster_snapshot(client: Any, snapshot: str, operation: str, shares: list[str]) -> None:
    client.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier=snapshot,
        AttributeName="restore",
        **{f"ValuesTo{operation.capitalize()}": shares},
    )


def _document_shares(client: Any, document: str) -> list[str]:
    found: list[str] = []
    more: dict[str, str] = {}
    while True:  # boto3 has no paginator for it
        answer = client.describe_document_permission(Name=document, PermissionType="Share", **more)
        found += [each.lower() for each in answer.get("AccountIds", [])]
        if not answer.get("NextToken"):
            return sorted(found)
        more = {"NextToken": answer["NextToken"]}


def _modify_document(client: Any, document: str, operation: str, shares: list[str]) -> None:
    accounts = [each for each in shares if each != "all"]
    calls = [accounts[at : at + _MOST_ACCOUNTS] for at in range(0, len(accounts), _MOST_ACCOUNTS)]
    for names in ([["all"]] if "all" in shares else []) + calls:  # everybody has to stand alone
        client.modify_document_permission(
            Name=document, PermissionType="Share", **{f"AccountIdsTo{operation.capitalize()}": names}
        )


IMAGE = Sharing(
    "ec2",
    "image",
    "ImageId",
    frozenset({"InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"}),
    _image_shares,
    _modify_image,
)
DATABASE_SNAPSHOT = Sharing(
    "rds",
    "database snapshot",
    "DBSnapshotIdentifier",
    frozenset({"DBSnapshotNotFound"}),
    _database_snapshot_shares,
    _modify_database_snapshot,
)
CLUSTER_SNAPSHOT = Sharing(
    "rds",
    "cluster snapshot",
    "DBClusterSnapshotIdentifier",
    frozenset({"DBClusterSnapshotNotFoundFault"}),
    _cluster_snapshot_shares,
    _modify_cluster_snapshot,
)
DOCUMENT = Sharing(
    "ssm", "document", "Name", frozenset({"InvalidDocument"}), _document_shares, _modify_document
)
